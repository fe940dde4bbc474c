import { sql } from 'kysely'
import { type AuthDb, enterTenant } from '../../db/connections.ts'

/** Names one session: the organization comes first, as everywhere. */
export type SessionKey = { organizationId: string; sessionId: string }

export type NewSession = SessionKey & {
  memberId: string
  userId: string
  expiresAt: Date
  tokenHash: Buffer
  origin: Origin
}

/** Where a session was opened, so far as its owner needs to recognize it; no address is kept. */
export type Origin = { device: string | null; city: string | null; countryCode: string | null }

/** Opens a session with its first refresh token. The transaction must have entered the organization. */
export async function insertSession(db: AuthDb, fresh: NewSession): Promise<void> {
  await db
    .insertInto('sessions')
    .values({
      organization_id: fresh.organizationId,
      id: fresh.sessionId,
      member_id: fresh.memberId,
      user_id: fresh.userId,
      expires_at: fresh.expiresAt,
      device: fresh.origin.device,
      city: fresh.origin.city,
      country_code: fresh.origin.countryCode,
    })
    .execute()
  await insertToken(db, fresh, 1, fresh.tokenHash)
}

export async function insertToken(
  db: AuthDb,
  key: SessionKey,
  generation: number,
  tokenHash: Buffer,
): Promise<void> {
  await db
    .insertInto('session_tokens')
    .values({
      organization_id: key.organizationId,
      session_id: key.sessionId,
      generation,
      token_hash: tokenHash,
    })
    .execute()
}

/** The session if it still counts at this moment: not revoked, not past its end, its member and organization in good standing. */
export async function findLiveSession(
  db: AuthDb,
  key: SessionKey,
  options: { lock?: boolean } = {},
) {
  return liveSessions(db)
    .select(['sessions.member_id', 'sessions.user_id', 'members.role', 'members.name'])
    .where('sessions.organization_id', '=', key.organizationId)
    .where('sessions.id', '=', key.sessionId)
    .$if(options.lock === true, (query) => query.forUpdate('sessions'))
    .executeTakeFirst()
}

function liveSessions(db: AuthDb) {
  return db
    .selectFrom('sessions')
    .innerJoin('members', (join) =>
      join
        .onRef('members.organization_id', '=', 'sessions.organization_id')
        .onRef('members.id', '=', 'sessions.member_id'),
    )
    .innerJoin('organizations', 'organizations.id', 'sessions.organization_id')
    .where('sessions.revoked_at', 'is', null)
    .where('sessions.expires_at', '>', sql<Date>`now()`)
    .where('members.status', '=', 'ACTIVE')
    .where((eb) =>
      eb.or([
        eb('members.sessions_ended_at', 'is', null),
        eb('sessions.created_at', '>', eb.ref('members.sessions_ended_at')),
      ]),
    )
    .where('organizations.status', 'in', ['ACTIVE', 'PAST_DUE'])
}

/** A person's sessions that count at this moment, in all their organizations, the one used last first. */
export async function listUserSessions(db: AuthDb, userId: string) {
  return liveSessions(db)
    .select([
      'sessions.organization_id',
      'organizations.name as organization_name',
      'sessions.id',
      'sessions.member_id',
      'sessions.device',
      'sessions.city',
      'sessions.country_code',
      'sessions.created_at',
      'sessions.last_seen_at',
    ])
    .where('members.user_id', '=', userId)
    .orderBy('sessions.last_seen_at', 'desc')
    .orderBy('sessions.id', 'desc')
    .execute()
}
export type UserSession = Awaited<ReturnType<typeof listUserSessions>>[number]

/** Ends every session of a person but the one named, in all their organizations; returns the ids of those it ended. */
export async function revokeUserSessions(
  db: AuthDb,
  userId: string,
  reason: string,
  exceptId: string | null = null,
): Promise<string[]> {
  const homes = await db
    .selectFrom('members')
    .select(['organization_id', 'id'])
    .where('user_id', '=', userId)
    .orderBy('organization_id')
    .execute()
  const ended: string[] = []
  for (const { organization_id: organizationId, id: memberId } of homes) {
    await enterTenant(db, organizationId)
    const rows = await db
      .updateTable('sessions')
      .set({ revoked_at: new Date(), revoked_reason: reason })
      .where('organization_id', '=', organizationId)
      .where('member_id', '=', memberId)
      .where('revoked_at', 'is', null)
      .$if(exceptId !== null, (query) => query.where('id', '<>', exceptId))
      .returning('id')
      .execute()
    ended.push(...rows.map(({ id }) => id))
  }
  return ended
}

/** The newest refresh token of a family, and the one with that hash if there is one; newest first. */
export async function listTokens(db: AuthDb, key: SessionKey, tokenHash: Buffer) {
  return db
    .selectFrom('session_tokens')
    .select([
      'generation',
      'token_hash',
      sql<number>`extract(epoch from clock_timestamp() - created_at)::float8`.as('age_seconds'),
    ])
    .where('organization_id', '=', key.organizationId)
    .where('session_id', '=', key.sessionId)
    .where((eb) =>
      eb.or([
        eb('token_hash', '=', tokenHash),
        eb('generation', '=', (newest) =>
          newest
            .selectFrom('session_tokens as other')
            .select((max) => max.fn.max('other.generation').as('generation'))
            .where('other.organization_id', '=', key.organizationId)
            .where('other.session_id', '=', key.sessionId),
        ),
      ]),
    )
    .orderBy('generation', 'desc')
    .execute()
}

export async function extendSession(db: AuthDb, key: SessionKey, expiresAt: Date): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ expires_at: expiresAt, last_seen_at: new Date() })
    .where('organization_id', '=', key.organizationId)
    .where('id', '=', key.sessionId)
    .execute()
}

/** Ends a session and with it every token of its family; returns whether it was live. */
export async function revokeSession(db: AuthDb, key: SessionKey, reason: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('sessions')
    .set({ revoked_at: new Date(), revoked_reason: reason })
    .where('organization_id', '=', key.organizationId)
    .where('id', '=', key.sessionId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
