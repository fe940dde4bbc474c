import { v7 as uuidv7 } from 'uuid'
import { type AuthDb, enterTenant } from '../../db/connections.ts'
import type { CookieKind } from '../credentials/cookie.ts'
import { judgeRefresh, newRefreshSecret, refreshHash, successorOf } from '../credentials/refresh.ts'
import { touchMember } from '../members/queries.ts'
import {
  extendSession,
  findLiveSession,
  insertSession,
  insertToken,
  listTokens,
  type Origin,
  revokeSession,
  type SessionKey,
} from './queries.ts'

/** A session lives as long as it is used once in thirty days. */
const sessionDays = 30
/** How the browser keeps a customer's refresh token. */
export const memberCookie: CookieKind = { path: '/graphql', maxAge: sessionDays * 86_400 }

/** A session as its holder gets it: who, and the refresh token that renews it. */
export type Issued = SessionKey & { memberId: string; userId: string; refreshToken: string }

const uuid = '([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})'
const form = new RegExp(`^refresh_${uuid}_${uuid}_([A-Za-z0-9_-]{43})$`)

/** Opens a session for a member; the transaction must have entered the organization. */
export async function issueSession(
  db: AuthDb,
  who: { organizationId: string; memberId: string; userId: string },
  origin: Origin,
): Promise<Issued> {
  const sessionId = uuidv7()
  const secret = newRefreshSecret()
  const key = { organizationId: who.organizationId, sessionId }
  const tokenHash = refreshHash(secret)
  await insertSession(db, { ...who, sessionId, expiresAt: sessionEnd(), tokenHash, origin })
  return { ...who, ...key, refreshToken: tokenOf(key, secret) }
}

export type Renewal = { issued: Issued } | { refused: 'UNKNOWN' | 'REUSED'; key?: SessionKey }

/**
 * Renews a session by its refresh token, once: the token's successor is derived from it, so a client that asks again within
 * ten seconds gets the same one, and only hashes are stored. An older token means that two hold the family: it is revoked.
 * The caller commits in every case, then refuses.
 */
export async function renewSession(
  db: AuthDb,
  refreshKey: Buffer,
  token: string,
): Promise<Renewal> {
  const [, organizationId, sessionId, secret] = form.exec(token) ?? []
  if (!organizationId || !sessionId || !secret) return { refused: 'UNKNOWN' }
  const key = { organizationId, sessionId }
  await enterTenant(db, organizationId)
  const session = await findLiveSession(db, key, { lock: true })
  if (!session) return { refused: 'UNKNOWN', key }
  const judged = judgeRefresh(await listTokens(db, key, refreshHash(secret)), refreshHash(secret))
  if (judged.verdict === 'UNKNOWN') return { refused: 'UNKNOWN', key }
  const successor = successorOf(refreshKey, secret)
  const issued = {
    ...key,
    memberId: session.member_id,
    userId: session.user_id,
    refreshToken: tokenOf(key, successor),
  }
  if (judged.verdict === 'NEWEST') {
    await insertToken(db, key, judged.generation + 1, refreshHash(successor))
    await extendSession(db, key, sessionEnd())
    await touchMember(db, organizationId, session.member_id)
    return { issued }
  }
  if (judged.verdict === 'REPEATED') return { issued }
  await revokeSession(db, key, 'a refresh token was used again')
  return { refused: 'REUSED', key }
}

/** The session a refresh token belongs to, when the token is one of its family. */
export async function findTokenSession(db: AuthDb, token: string): Promise<SessionKey | null> {
  const [, organizationId, sessionId, secret] = form.exec(token) ?? []
  if (!organizationId || !sessionId || !secret) return null
  const key = { organizationId, sessionId }
  const tokens = await listTokens(db, key, refreshHash(secret))
  return tokens.some((each) => each.token_hash.equals(refreshHash(secret))) ? key : null
}

function tokenOf(key: SessionKey, secret: string): string {
  return `refresh_${key.organizationId}_${key.sessionId}_${secret}`
}

function sessionEnd(): Date {
  return new Date(Date.now() + sessionDays * 86_400_000)
}
