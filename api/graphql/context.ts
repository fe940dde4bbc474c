import { contextCacheSymbol } from '@pothos/core'
import type { AuthDb, Open, Pools, TenantDb } from '../../db/connections.ts'
import { openTenant, withAuth } from '../../db/connections.ts'
import type { MemberRole } from '../../db/types.ts'
import { unauthenticated } from './errors.ts'

/** The member asking now, as the database knows them at this moment (a token only names the session). */
export type Viewer = {
  organizationId: string
  memberId: string
  userId: string
  sessionId: string
  name: string
  role: MemberRole
  /** When the access token ends, in milliseconds since 1970. */
  expiresAt: number
}

/** What the request itself says; nothing in it is trusted to name a tenant. */
export type RequestFacts = {
  /** The client's address, found through the trusted proxies only. */
  address: string
  cookies: Readonly<Record<string, string>>
  /** A token came along, good or not: whoever sends one believes to be signed in. */
  hasToken: boolean
  userAgent: string | null
}

/**
 * What rooms share with the whole process: settings, keys, the feed … Each room adds its own by declaration merging
 * (`declare module`), so that this floor never learns about the rooms above it.
 */
// biome-ignore lint/suspicious/noEmptyInterface: rooms extend it
export interface Services {}

/** One operation's surroundings. Its tenant transaction opens at the first statement and ends with the operation. */
export class Context {
  readonly pools: Pools
  readonly services: Services
  readonly facts: RequestFacts
  /** Set-Cookie values to send with the answer. */
  readonly setCookies: string[]
  /** Runs when the operation's transaction has committed, never when it rolled back. */
  readonly #afterCommit: (() => void)[] = []
  readonly #loaders = new Map<unknown, unknown>()
  #viewer: Viewer | null
  #tenant: Open<TenantDb> | undefined;
  /** Pothos keeps who may do what under this; a new object makes it ask again. */
  [contextCacheSymbol] = {}

  constructor(
    pools: Pools,
    services: Services,
    facts: RequestFacts,
    viewer: Viewer | null,
    setCookies: string[] = [],
  ) {
    this.pools = pools
    this.services = services
    this.facts = facts
    this.setCookies = setCookies
    this.#viewer = viewer
  }

  /** Null when signed out. */
  get viewer(): Viewer | null {
    return this.#viewer
  }

  /** The member asking; UNAUTHENTICATED when nobody is signed in. */
  get member(): Viewer {
    if (!this.#viewer) throw unauthenticated()
    return this.#viewer
  }

  /** The operation's transaction inside the viewer's organization. */
  get db(): TenantDb {
    this.#tenant ??= openTenant(this.pools, this.member)
    return this.#tenant.db
  }

  /** A transaction of its own on the auth road, committed before it returns. */
  onAuthRoad<T>(work: (db: AuthDb) => Promise<T>): Promise<T> {
    return withAuth(this.pools, work)
  }

  /** From here on the operation belongs to somebody else: what a Session mutation returns is read as its new member. */
  become(viewer: Viewer | null): void {
    this.#viewer = viewer
    this[contextCacheSymbol] = {}
  }

  afterCommit(work: () => void): void {
    this.#afterCommit.push(work)
  }

  /** One loader a kind and operation, so that rows are fetched together and never shared between operations. */
  loader<T>(kind: unknown, make: () => T): T {
    if (!this.#loaders.has(kind)) this.#loaders.set(kind, make())
    return this.#loaders.get(kind) as T
  }

  async commit(): Promise<void> {
    await this.#tenant?.commit()
    for (const work of this.#afterCommit) work()
  }

  async rollback(): Promise<void> {
    await this.#tenant?.rollback()
  }
}

/** What a loader answers: the row of each id, in the order asked, null where there is none. Rows may be many: none is searched for. */
export function rowsById<T extends { id: string | null }>(
  ids: readonly string[],
  rows: readonly T[],
): (T | null)[] {
  const found = new Map(rows.map((row) => [row.id, row]))
  return ids.map((id) => found.get(id) ?? null)
}
