import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { DoorDb } from '../../db/connections.ts'
import type { Admin } from '../admin/context.ts'
import type { CookieKind } from '../credentials/cookie.ts'
import { judgeRefresh, newRefreshSecret, refreshHash, successorOf } from '../credentials/refresh.ts'

/** A session of staff ends after so many hours however it is used, and after so many minutes without use. */
const longestHours = 12
const idleMinutes = 60

/** How the browser keeps a refresh token of staff. */
export const staffCookie: CookieKind = { path: '/admin', maxAge: longestHours * 3_600 }

const form = /^staff_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_([A-Za-z0-9_-]{43})$/

/** A session as its holder gets it. */
export type Issued = { sessionId: string; adminId: string; refreshToken: string }

export async function issueSession(db: DoorDb, adminId: string): Promise<Issued> {
  const sessionId = uuidv7()
  const secret = newRefreshSecret()
  await db
    .insertInto('admin_sessions')
    .values({
      id: sessionId,
      admin_id: adminId,
      ends_at: sql<Date>`now() + make_interval(hours => ${longestHours})`,
      expires_at: sql<Date>`now() + make_interval(mins => ${idleMinutes})`,
    })
    .execute()
  await insertToken(db, sessionId, 1, refreshHash(secret))
  return { sessionId, adminId, refreshToken: `staff_${sessionId}_${secret}` }
}

/** `sessionId` names the session that ended by it. */
export type Renewal = { issued: Issued } | { refused: string }

/** As a customer's session is renewed: once a token, and an older one ends the session. The caller commits, then refuses. */
export async function renewSession(
  db: DoorDb,
  refreshKey: Buffer,
  token: string,
): Promise<Renewal> {
  const [, sessionId, secret] = form.exec(token) ?? []
  if (!sessionId || !secret) return { refused: 'You are signed out.' }
  const session = await findLive(db, sessionId)
  if (!session) return { refused: 'Your session has ended. Sign in again.' }
  const hash = refreshHash(secret)
  const judged = judgeRefresh(await listTokens(db, sessionId, hash), hash)
  if (judged.verdict === 'UNKNOWN') return { refused: 'You are signed out.' }
  if (judged.verdict === 'REUSED') {
    await revokeSession(db, sessionId, 'a refresh token was used again')
    return { refused: 'You were signed out. Sign in again.' }
  }
  const successor = successorOf(refreshKey, secret)
  const refreshToken = `staff_${sessionId}_${successor}`
  const issued = { sessionId, adminId: session.admin_id, refreshToken }
  if (judged.verdict === 'REPEATED') return { issued }
  await insertToken(db, sessionId, judged.generation + 1, refreshHash(successor))
  await db
    .updateTable('admin_sessions')
    .set({
      expires_at: sql<Date>`least(ends_at, now() + make_interval(mins => ${idleMinutes}))`,
      last_seen_at: sql<Date>`now()`,
    })
    .where('id', '=', sessionId)
    .execute()
  return { issued }
}

/** Who holds this refresh token, without spending it: for what a browser opens by an address. */
export async function findHolder(db: DoorDb, token: string): Promise<Admin | null> {
  const [, sessionId, secret] = form.exec(token) ?? []
  if (!sessionId || !secret) return null
  const hash = refreshHash(secret)
  const { verdict } = judgeRefresh(await listTokens(db, sessionId, hash), hash)
  return verdict === 'NEWEST' || verdict === 'REPEATED' ? findAdmin(db, sessionId) : null
}

/** Who a session belongs to, while it lives. */
export async function findAdmin(db: DoorDb, sessionId: string): Promise<Admin | null> {
  const found = await live(db, sessionId)
    .select([
      'oi_admin_users.id',
      'oi_admin_users.email',
      'oi_admin_users.name',
      'oi_admin_users.role',
    ])
    .executeTakeFirst()
  return found ? { ...found, sessionId } : null
}

function findLive(db: DoorDb, sessionId: string) {
  return live(db, sessionId)
    .select('admin_sessions.admin_id')
    .forUpdate('admin_sessions')
    .executeTakeFirst()
}

function live(db: DoorDb, sessionId: string) {
  return db
    .selectFrom('admin_sessions')
    .innerJoin('oi_admin_users', 'oi_admin_users.id', 'admin_sessions.admin_id')
    .where('admin_sessions.id', '=', sessionId)
    .where('admin_sessions.revoked_at', 'is', null)
    .where('admin_sessions.expires_at', '>', sql<Date>`now()`)
    .where('admin_sessions.ends_at', '>', sql<Date>`now()`)
    .where('oi_admin_users.status', '=', 'ACTIVE')
}

export async function revokeSession(db: DoorDb, sessionId: string, reason: string): Promise<void> {
  await db
    .updateTable('admin_sessions')
    .set({ revoked_at: new Date(), revoked_reason: reason })
    .where('id', '=', sessionId)
    .where('revoked_at', 'is', null)
    .execute()
}

/** Ends all sessions of somebody. */
export async function revokeSessions(db: DoorDb, adminId: string, reason: string): Promise<void> {
  await db
    .updateTable('admin_sessions')
    .set({ revoked_at: new Date(), revoked_reason: reason })
    .where('admin_id', '=', adminId)
    .where('revoked_at', 'is', null)
    .execute()
}

async function insertToken(db: DoorDb, sessionId: string, generation: number, hash: Buffer) {
  await db
    .insertInto('admin_session_tokens')
    .values({ session_id: sessionId, generation, token_hash: hash })
    .execute()
}

/** The newest token of a family, and the one with that hash if there is one; newest first. */
async function listTokens(db: DoorDb, sessionId: string, hash: Buffer) {
  return db
    .selectFrom('admin_session_tokens')
    .select([
      'generation',
      'token_hash',
      sql<number>`extract(epoch from clock_timestamp() - created_at)::float8`.as('age_seconds'),
    ])
    .where('session_id', '=', sessionId)
    .where((eb) =>
      eb.or([
        eb('token_hash', '=', hash),
        eb('generation', '=', (newest) =>
          newest
            .selectFrom('admin_session_tokens as other')
            .select((max) => max.fn.max('other.generation').as('generation'))
            .where('other.session_id', '=', sessionId),
        ),
      ]),
    )
    .orderBy('generation', 'desc')
    .execute()
}
