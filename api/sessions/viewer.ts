import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { type Pools, withAuth } from '../../db/connections.ts'
import type { KeyRing } from '../credentials/keys.ts'
import { type AccessClaims, type Verifier, verifyAccess } from '../credentials/token.ts'
import type { Viewer } from '../graphql/context.ts'
import { findLiveSession, type SessionKey } from './queries.ts'

/** How long a session's standing is believed without asking again, in milliseconds: a revocation is felt within it. */
const believed = 5_000
const cached = 10_000

type Known = { viewer: Omit<Viewer, 'expiresAt'> | null; readAt: number }

/** Turns access tokens into viewers: the token names a session, the database says who that is now. */
export class ViewerReader {
  readonly #pools: Pools
  readonly #keys: KeyRing
  readonly #known = new LRUCache<string, Known>({ max: cached })
  /** Tokens whose signature was found good, with the keys they were tried by: to verify one costs as much as a list (bench: P3). */
  readonly #verified = new LRUCache<string, { claims: AccessClaims; by: Verifier }>({ max: cached })

  constructor(pools: Pools, keys: KeyRing) {
    this.#pools = pools
    this.#keys = keys
  }

  /** The viewer behind a token; null when the token or its session no longer counts. */
  async read(token: string): Promise<Viewer | null> {
    const { verifier } = await this.#keys.keys()
    const claims = await this.#claimsOf(verifier, token)
    if (!claims) return null
    const viewer = await this.current({ organizationId: claims.org, sessionId: claims.sid })
    if (viewer?.userId !== claims.sub || viewer.organizationId !== claims.org) return null
    return { ...viewer, expiresAt: claims.exp * 1_000 }
  }

  /** Keys that were read anew (a pair may have been retired) begin anew; the session's standing is asked for either way. */
  async #claimsOf(verifier: Verifier, token: string): Promise<AccessClaims | null> {
    const name = hash('sha256', token, 'base64')
    const known = this.#verified.get(name)
    if (known?.by === verifier && known.claims.exp * 1_000 > Date.now()) return known.claims
    const claims = await verifyAccess(verifier, this.#keys.audience, token, Date.now())
    if (claims) this.#verified.set(name, { claims, by: verifier })
    return claims
  }

  /** Who a session belongs to, at most five seconds old. */
  async current(key: SessionKey): Promise<Omit<Viewer, 'expiresAt'> | null> {
    const known = this.#known.get(key.sessionId)
    if (known && Date.now() - known.readAt < believed) return known.viewer
    const row = await withAuth(this.#pools, (db) => findLiveSession(db, key))
    const viewer = row
      ? { ...key, memberId: row.member_id, userId: row.user_id, role: row.role, name: row.name }
      : null
    this.#known.set(key.sessionId, { viewer, readAt: Date.now() })
    return viewer
  }

  /** A session of this process has changed: ask the database at the next request. */
  forget(sessionId: string): void {
    this.#known.delete(sessionId)
  }

  /** A member's role or standing has changed: the next request of any of their sessions asks the database. */
  forgetMember(memberId: string): void {
    for (const [sessionId, { viewer }] of this.#known) {
      if (viewer?.memberId === memberId) this.#known.delete(sessionId)
    }
  }
}
