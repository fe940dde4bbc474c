import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import pg from 'pg'
import { kyselyOver, type Settings, Statements, Transaction } from './transaction.ts'
import type { DB } from './types.ts'
import { type Road, roadUrl } from './urls.ts'

declare const brand: unique symbol
type Handle<Name extends string> = Kysely<DB> & { readonly [brand]: Name }

/** Inside one organization, as a signed-in member. */
export type TenantDb = Handle<'tenant'>
/** Inside one organization, read-only, long enough to stream a file. */
export type ExportDb = Handle<'export'>
/** Inside one organization, to read: on screen or into a file. */
export type ReadDb = TenantDb | ExportDb
/** Before the tenant is known: sign-up, sign-in, sessions. */
export type AuthDb = Handle<'auth'>
/** The public scan. Each statement is a transaction of its own. */
export type ScanDb = Handle<'scan'>
/** Maintenance. */
export type KeeperDb = Handle<'keeper'>
/** The mails that wait. */
export type MailerDb = Handle<'mailer'>
/** Counting the scans of every organization. */
export type RollupDb = Handle<'rollup'>

/** OI's staff at the door: who they are, their sessions, and the log of what they ask. */
export type DoorDb = Handle<'door'>
/** What OI's staff ask: every organization at one moment, reading only. */
export type AdminDb = Handle<'admin'>

/** How long to wait for connections in use when the pools end, in milliseconds. */
const longestGoodbye = 5_000

/** The pools, one a road, so that no road can take another's connections. */
export type Pools = Readonly<Record<Road, pg.Pool>> & {
  /** A connection outside every pool that stays open to LISTEN; the caller ends it. */
  listener(): Promise<pg.Client>
  /** The same for the worker of background jobs, acting as the owner of their tables. */
  workerSession(): Promise<pg.Client>
  end(): Promise<void>
}

// Dates of the `date` type stay the text they are: a day has no time zone to be shifted by.
pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value)
// Counts come as bigint; all of ours are far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

const sizes: Record<Road, number> = {
  oi_app: 10,
  oi_export: 8,
  oi_auth: 4,
  oi_scan: 3,
  oi_keeper: 1,
  oi_mailer: 2,
  oi_worker: 6,
  oi_rollup: 1,
  oi_door: 4,
  oi_admin: 4,
}

/**
 * How long an answer is waited for, in milliseconds; the server itself gives up earlier (sql/roles.sql), so only a connection
 * that died without a word lasts so long. A scan has a person waiting and a spool to fall back on. An export runs at its
 * reader's pace and is not bounded here.
 */
const patience: Record<Exclude<Road, 'oi_export'>, number> = {
  oi_app: 8_000,
  oi_auth: 8_000,
  oi_scan: 2_000,
  oi_mailer: 8_000,
  oi_worker: 35_000,
  oi_keeper: 310_000,
  oi_rollup: 310_000,
  oi_door: 8_000,
  oi_admin: 15_000,
}

/** What a session of the worker starts with: it acts as the owner of the jobs. */
const asJobs = '-c role=oi_jobs'

/**
 * Opens no connection yet; each is made when first needed and must be had within a second. `directUrl` leads past a
 * transaction pooler, where one is in front.
 */
export function openPools(
  adminUrl: string,
  secretKey: Buffer,
  onError: (error: Error) => void = () => {},
  directUrl = adminUrl,
): Pools {
  const pool = (road: Road, options: pg.PoolConfig = {}): pg.Pool => {
    const made = new pg.Pool({
      connectionString: roadUrl(adminUrl, secretKey, road),
      max: sizes[road],
      connectionTimeoutMillis: 1_000,
      query_timeout: road === 'oi_export' ? undefined : patience[road],
      keepAlive: true,
      idleTimeoutMillis: 30_000,
      application_name: `outbound-impact ${road}`,
      ...options,
    })
    made.on('error', onError)
    // A checked-out connection that breaks between two statements emits too, and unheard that ends the process.
    made.on('connect', (client) => client.on('error', onError))
    return made
  }
  const pools = {
    oi_app: pool('oi_app', { pipeline: true } as pg.PoolConfig),
    oi_export: pool('oi_export'),
    oi_auth: pool('oi_auth', { pipeline: true } as pg.PoolConfig),
    oi_scan: pool('oi_scan'),
    oi_keeper: pool('oi_keeper'),
    oi_mailer: pool('oi_mailer', { pipeline: true } as pg.PoolConfig),
    oi_rollup: pool('oi_rollup'),
    oi_door: pool('oi_door', { pipeline: true } as pg.PoolConfig),
    oi_admin: pool('oi_admin', { pipeline: true } as pg.PoolConfig),
    // Past a pooler: it listens, and prepares its statements.
    oi_worker: pool('oi_worker', {
      connectionString: roadUrl(directUrl, secretKey, 'oi_worker'),
      options: asJobs,
    }),
  }
  const session = async (road: Road, more: pg.ClientConfig): Promise<pg.Client> => {
    const client = new pg.Client({
      connectionString: roadUrl(directUrl, secretKey, road),
      connectionTimeoutMillis: 2_000,
      query_timeout: 5_000,
      keepAlive: true,
      ...more,
    })
    client.on('error', onError)
    await client.connect()
    return client
  }
  for (const each of Object.values(pools)) secrets.set(each, secretKey)
  // A transaction pooler in front hands each statement to another server, which may never have seen it prepared.
  if (directUrl === adminUrl) direct.add(pools.oi_scan)
  return {
    ...pools,
    listener: () => session('oi_app', { application_name: 'outbound-impact listener' }),
    workerSession: () =>
      session('oi_worker', { application_name: 'outbound-impact worker', options: asJobs }),
    async end() {
      await sayGoodbye(...Object.values(pools))
    },
  }
}

/** Ends connections. One whose server has gone silent never comes back; nobody waits longer than five seconds for it. */
export async function sayGoodbye(...connections: { end(): Promise<void> }[]): Promise<void> {
  const ended = Promise.allSettled(connections.map((each) => each.end()))
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, longestGoodbye)
  })
  await Promise.race([ended, patience])
  clearTimeout(timer)
}

/** SECRET_KEY by pool and by handle. */
const secrets = new WeakMap<object, Buffer>()

/** SECRET_KEY as the handle's pools were opened with it: whoever may write a row can seal what it holds. */
export function secretOf(db: Kysely<DB>): Buffer {
  const secret = secrets.get(db)
  if (!secret) throw new Error('This handle was not minted here')
  return secret
}

/** Who a tenant transaction belongs to. */
export type Tenant = { organizationId: string; memberId?: string }

/** A transaction that somebody else decides to end. */
export type Open<Db> = { db: Db; commit(): Promise<void>; rollback(): Promise<void> }

/** One operation's transaction inside one organization; it takes a connection at its first statement. */
export function openTenant(pools: Pools, tenant: Tenant): Open<TenantDb> {
  return open<TenantDb>(pools.oi_app, tenantSettings(tenant))
}

/** Runs work inside one organization: commits when it returns, rolls back when it throws. */
export function withTenant<T>(
  pools: Pools,
  tenant: Tenant,
  work: (db: TenantDb) => Promise<T>,
): Promise<T> {
  return within(openTenant(pools, tenant), work)
}

/** Runs work on the auth road in one transaction, with no tenant until enterTenant names one. */
export function withAuth<T>(pools: Pools, work: (db: AuthDb) => Promise<T>): Promise<T> {
  return within(open<AuthDb>(pools.oi_auth, {}), work)
}

/** From here on this transaction may write into that organization. */
export async function enterTenant(db: AuthDb, organizationId: string): Promise<void> {
  await sql`select set_config('app.org_id', ${organizationId}, true)`.execute(db)
}

/** Pools whose connections are PostgreSQL's own. */
const direct = new WeakSet<pg.Pool>()

/** The scan road: every statement commits by itself. */
export function scanDb(pools: Pools): ScanDb {
  const statements = new Statements(pools.oi_scan, direct.has(pools.oi_scan))
  return kyselyOver(pools.oi_scan, statements) as ScanDb
}

/** Runs maintenance in one transaction. */
export function withKeeper<T>(pools: Pools, work: (db: KeeperDb) => Promise<T>): Promise<T> {
  return within(open<KeeperDb>(pools.oi_keeper, {}), work)
}

/** Runs work on the mails that wait, in one transaction. */
export function withMailer<T>(pools: Pools, work: (db: MailerDb) => Promise<T>): Promise<T> {
  return within(open<MailerDb>(pools.oi_mailer, {}), work)
}

/** Counts scans, in one transaction. */
export function withRollup<T>(pools: Pools, work: (db: RollupDb) => Promise<T>): Promise<T> {
  return within(open<RollupDb>(pools.oi_rollup, {}), work)
}

/** Runs work at the staff's door, in one transaction. */
export function withDoor<T>(pools: Pools, work: (db: DoorDb) => Promise<T>): Promise<T> {
  return within(open<DoorDb>(pools.oi_door, {}), work)
}

const snapshot = 'begin transaction isolation level repeatable read read only'

/** One operation of OI's staff: a read-only snapshot of every organization; it takes a connection at its first statement. */
export function openAdmin(pools: Pools): Open<AdminDb> {
  return open<AdminDb>(pools.oi_admin, {}, snapshot)
}

/** The same for work that is no operation. */
export function withAdmin<T>(pools: Pools, work: (db: AdminDb) => Promise<T>): Promise<T> {
  return within(openAdmin(pools), work)
}

/** A read-only snapshot of one organization, and the transaction under it for COPY; the caller ends it. */
export function openExport(
  pools: Pools,
  tenant: Tenant,
): { db: ExportDb; transaction: Transaction } {
  const transaction = new Transaction(pools.oi_export, tenantSettings(tenant), snapshot)
  return { db: kyselyOver(pools.oi_export, transaction) as ExportDb, transaction }
}

function tenantSettings(tenant: Tenant): Settings {
  return { 'app.org_id': tenant.organizationId }
}

function open<Db>(pool: pg.Pool, settings: Settings, begin?: string): Open<Db> {
  const transaction = new Transaction(pool, settings, begin)
  const db = kyselyOver(pool, transaction)
  const secret = secrets.get(pool)
  if (secret) secrets.set(db, secret)
  return {
    db: db as Db,
    commit: () => transaction.commit(),
    rollback: () => transaction.rollback(),
  }
}

async function within<Db, T>(opened: Open<Db>, work: (db: Db) => Promise<T>): Promise<T> {
  let result: T
  try {
    result = await work(opened.db)
  } catch (error) {
    // The first error is the one to hear; a rollback that fails has destroyed its connection already.
    await opened.rollback().catch(() => {})
    throw error
  }
  await opened.commit()
  return result
}
