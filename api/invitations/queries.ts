import { sql } from 'kysely'
import type { AuthDb, TenantDb } from '../../db/connections.ts'
import type { MemberRole } from '../../db/types.ts'
import { notFound } from '../graphql/errors.ts'
import { isId, type Keyset } from '../graphql/page.ts'

/** An invitation is good for seven days from when it was sent last. */
const invitationDays = 7

/** All but the hash of the token, which the tenant road may not read. */
const columns = [
  'id',
  'email',
  'name',
  'role',
  'invited_by',
  'created_at',
  'sent_at',
  'expires_at',
  'accepted_at',
  'revoked_at',
] as const

function invitations(db: TenantDb) {
  return db.selectFrom('invitations').select(columns)
}

/** Newest first; `isOpen` leaves out those that were accepted or revoked. */
export async function listInvitations(db: TenantDb, { limit, afterId }: Keyset, isOpen: boolean) {
  return invitations(db)
    .$if(isOpen, (query) => query.where('accepted_at', 'is', null).where('revoked_at', 'is', null))
    .$if(afterId !== null, (query) => query.where('id', '<', afterId))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}
export type InvitationRow = Awaited<ReturnType<typeof listInvitations>>[number]

export async function countInvitations(db: TenantDb, isOpen: boolean): Promise<number> {
  const { count } = await db
    .selectFrom('invitations')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .$if(isOpen, (query) => query.where('accepted_at', 'is', null).where('revoked_at', 'is', null))
    .executeTakeFirstOrThrow()
  return count
}

/** How many invitations were mailed in the last day, each mail counted: by the lines the mails left in the log. */
export async function countSentToday(db: TenantDb): Promise<number> {
  const { count } = await db
    .selectFrom('activity_log')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('action', 'in', ['INVITATION_SENT', 'INVITATION_RESENT'])
    .where('created_at', '>', sql<Date>`now() - interval '1 day'`)
    .executeTakeFirstOrThrow()
  return count
}

/** The invitation, locked until the transaction ends, else NOT_FOUND. */
export async function lockInvitation(db: TenantDb, id: string): Promise<InvitationRow> {
  const row = isId(id)
    ? await invitations(db).where('id', '=', id).forUpdate().executeTakeFirst()
    : undefined
  if (!row) throw notFound()
  return row
}

/** The one of this address that is neither accepted nor revoked, locked. */
export async function findOpenInvitation(
  db: TenantDb,
  email: string,
): Promise<InvitationRow | undefined> {
  return invitations(db)
    .where('email', '=', email)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
}

export type Sending = {
  role: MemberRole
  name: string | null
  invitedBy: string
  tokenHash: Buffer
}

/** Whether it could be inserted; false when somebody invited the same address at this moment. */
export async function insertInvitation(
  db: TenantDb,
  organizationId: string,
  fresh: Sending & { id: string; email: string },
): Promise<boolean> {
  const inserted = await db
    .insertInto('invitations')
    .values({
      organization_id: organizationId,
      id: fresh.id,
      email: fresh.email,
      ...sent(fresh),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'email'])
        .where('accepted_at', 'is', null)
        .where('revoked_at', 'is', null)
        .doNothing(),
    )
    .returning('id')
    .executeTakeFirst()
  return inserted !== undefined
}

/** A new token and another seven days; the token before is good for nothing any more. */
export async function sendAgain(db: TenantDb, id: string, sending: Sending): Promise<void> {
  await db
    .updateTable('invitations')
    .set({ ...sent(sending), sent_at: sql<Date>`clock_timestamp()` })
    .where('id', '=', id)
    .execute()
}

/** The role and the name of one whose link is on its way; the link stays good. */
export async function setRole(
  db: TenantDb,
  id: string,
  { role, name }: Pick<Sending, 'role' | 'name'>,
): Promise<void> {
  await db.updateTable('invitations').set({ role, name }).where('id', '=', id).execute()
}

function sent({ role, name, invitedBy, tokenHash }: Sending) {
  return {
    role,
    name,
    invited_by: invitedBy,
    token_hash: tokenHash,
    expires_at: sql<Date>`now() + make_interval(days => ${invitationDays})`,
  }
}

export async function setRevoked(db: TenantDb, id: string): Promise<void> {
  await db
    .updateTable('invitations')
    .set({ revoked_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute()
}

/** What a token names, with what its holder is told, before anybody is signed in. */
export async function findInvitation(
  db: AuthDb,
  key: { organizationId: string; id: string },
  options: { lock?: boolean } = {},
) {
  return db
    .selectFrom('invitations')
    .innerJoin('organizations', 'organizations.id', 'invitations.organization_id')
    .innerJoin('members', (join) =>
      join
        .onRef('members.organization_id', '=', 'invitations.organization_id')
        .onRef('members.id', '=', 'invitations.invited_by'),
    )
    .select([
      'invitations.organization_id',
      'invitations.id',
      'invitations.email',
      'invitations.name',
      'invitations.role',
      'invitations.token_hash',
      'invitations.expires_at',
      'invitations.accepted_at',
      'invitations.revoked_at',
      'organizations.name as organization_name',
      'organizations.status as organization_status',
      'members.name as inviter_name',
    ])
    .where('invitations.organization_id', '=', key.organizationId)
    .where('invitations.id', '=', key.id)
    .$if(options.lock === true, (query) => query.forUpdate('invitations'))
    .executeTakeFirst()
}
export type Invited = NonNullable<Awaited<ReturnType<typeof findInvitation>>>

/** The transaction must have entered the organization. */
export async function setAccepted(
  db: AuthDb,
  key: { organizationId: string; id: string },
): Promise<void> {
  await db
    .updateTable('invitations')
    .set({ accepted_at: sql<Date>`now()` })
    .where('organization_id', '=', key.organizationId)
    .where('id', '=', key.id)
    .execute()
}
