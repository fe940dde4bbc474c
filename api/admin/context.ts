import { contextCacheSymbol } from '@pothos/core'
import {
  type AdminDb,
  type DoorDb,
  type Open,
  openAdmin,
  type Pools,
  withDoor,
} from '../../db/connections.ts'
import type { AdminRole } from '../../db/types.ts'
import { unauthenticated } from '../graphql/errors.ts'

/** Whoever of OI's staff is asking, as the database knows them at this moment. */
export type Admin = {
  id: string
  email: string
  name: string
  role: AdminRole
  sessionId: string
}

/** What the request itself says. */
export type AdminFacts = {
  /** The whole address: of its own staff OI keeps it (admin_access_log). */
  address: string
  cookies: Readonly<Record<string, string>>
  /** Why they ask, in their own words; null when they did not say. */
  reason: string | null
}

/** What the staff's rooms share with the whole process; each adds its own by declaration merging. */
// biome-ignore lint/suspicious/noEmptyInterface: rooms extend it
export interface AdminServices {}

/** One operation of staff: a snapshot of every organization, opened at the first statement, and what the log is told of it. */
export class AdminContext {
  readonly pools: Pools
  readonly services: AdminServices
  readonly facts: AdminFacts
  /** Set-Cookie values to send with the answer. */
  readonly setCookies: string[] = []
  /** Organizations whose rows the answer names. */
  readonly touched = new Set<string>()
  readonly #loaders = new Map<unknown, unknown>()
  #admin: Admin | null
  #open: Open<AdminDb> | undefined;
  /** Pothos keeps who may do what under this; a new object makes it ask again. */
  [contextCacheSymbol] = {}

  constructor(pools: Pools, services: AdminServices, facts: AdminFacts, admin: Admin | null) {
    this.pools = pools
    this.services = services
    this.facts = facts
    this.#admin = admin
  }

  /** Null when signed out. */
  get admin(): Admin | null {
    return this.#admin
  }

  /** Who asks; UNAUTHENTICATED when nobody is signed in. */
  get staff(): Admin {
    if (!this.#admin) throw unauthenticated()
    return this.#admin
  }

  /** The operation's snapshot; UNAUTHENTICATED when nobody is signed in. */
  get db(): AdminDb {
    if (!this.#admin) throw unauthenticated()
    this.#open ??= openAdmin(this.pools)
    return this.#open.db
  }

  /** A transaction of its own at the door, committed before it returns. */
  onDoor<T>(work: (db: DoorDb) => Promise<T>): Promise<T> {
    return withDoor(this.pools, work)
  }

  /** From here on the operation is asked by somebody else: what a session mutation returns is read as them. */
  become(admin: Admin | null): void {
    this.#admin = admin
    this[contextCacheSymbol] = {}
  }

  /** These rows are named in the answer; the log says whose they are. */
  touch<T extends { organization_id: string }>(rows: readonly T[]): readonly T[] {
    for (const { organization_id } of rows) this.touched.add(organization_id)
    return rows
  }

  /** One loader a kind and operation, so that rows are fetched together and never shared between operations. */
  loader<T>(kind: unknown, make: () => T): T {
    if (!this.#loaders.has(kind)) this.#loaders.set(kind, make())
    return this.#loaders.get(kind) as T
  }

  /** Nothing was written: the snapshot is let go of. */
  async end(): Promise<void> {
    await this.#open?.rollback()
  }
}
