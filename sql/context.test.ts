import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Pools, type TenantDb, withTenant } from '../db/connections.ts'
import {
  aDatabase,
  anOrganization,
  aQrCode,
  type TestDatabase,
  type TestOrganization,
  testSecret,
} from '../db/testing.ts'
import { roadUrl } from '../db/urls.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await aDatabase()
})
afterAll(() => database.drop())

/** The product's pools with a tenant pool of another size, and what each connection was like when it was taken. */
type Watched = { pools: Pools; taken: Promise<Taken>[]; end(): Promise<void> }
type Taken = { context: string | null; isIdle: boolean }

function watch(max: number): Watched {
  const connectionString = roadUrl(database.adminUrl, testSecret, 'oi_app')
  const options = { connectionString, max, connectionTimeoutMillis: 5_000, pipeline: true }
  const pool = new pg.Pool(options as pg.PoolConfig)
  const taken: Promise<Taken>[] = []
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  // Sent before the borrower's own begin. In an open transaction now() would be older than the statement.
  pool.on('acquire', (client) => {
    const look = `select current_setting('app.org_id', true) as context, now() = statement_timestamp() as "isIdle"`
    const seen = client.query<Taken>(look).then(({ rows }) => rows[0] ?? nothing)
    seen.catch(() => {})
    taken.push(seen)
  })
  return { pools: { ...database.pools, oi_app: pool }, taken, end: () => pool.end() }
}
const nothing: Taken = { context: 'the connection did not answer', isIdle: false }

async function contextOf(pool: pg.Pool): Promise<string | null> {
  const { rows } = await pool.query("select current_setting('app.org_id', true) as context")
  return rows[0].context
}

const owners = (db: TenantDb) => db.selectFrom('qr_codes').select('organization_id').execute()
const isUnset = (context: string | null) => context === null || context === ''

describe('the tenant of a pooled connection', () => {
  const endings: Record<string, (db: TenantDb) => Promise<unknown>> = {
    'a commit': owners,
    'an error of the database': (db) => sql`select 1 / 0`.execute(db),
    'a throw': async (db) => {
      await owners(db)
      throw new Error('thrown')
    },
    'a failed savepoint': async (db) => {
      await sql`savepoint here`.execute(db)
      await sql`select set_config('app.org_id', gen_random_uuid()::text, true)`.execute(db)
      await sql`select 1 / 0`.execute(db).catch(() => {})
      await sql`rollback to savepoint here`.execute(db)
    },
    'an error that was swallowed': (db) => sql`select 1 / 0`.execute(db).catch(() => {}),
  }

  it.each(Object.keys(endings))('is forgotten after %s', async (ending) => {
    const tenant = await anOrganization(database)
    const { pools, taken, end } = watch(1)
    const work = endings[ending] ?? owners
    await withTenant(pools, tenant, work).catch(() => {})
    const context = await contextOf(pools.oi_app)
    const looks = await Promise.all(taken)
    const refused = await pools.oi_app
      .query('select from app.qr_codes')
      .catch((error) => error.code)
    await end()
    expect(isUnset(context)).toBe(true)
    expect(looks.every((look) => isUnset(look.context) && look.isIdle)).toBe(true)
    expect(refused).toBe('42501')
  })

  it('goes down with its connection when the rollback got no answer', async () => {
    const tenant = await anOrganization(database)
    const { pools, end } = watch(1)
    pools.oi_app.on('connect', loseRollbacks)
    const lost = withTenant(pools, tenant, (db) => sql`select 1 / 0`.execute(db))
    await expect(lost).rejects.toMatchObject({ code: '22012' })
    const context = await contextOf(pools.oi_app)
    await end()
    expect(isUnset(context)).toBe(true)
  })

  it('is none on a new connection, and a query without one is refused instead of empty', async () => {
    const { pools, end } = watch(1)
    const code = await pools.oi_app.query('select from app.members').catch((error) => error.code)
    await end()
    expect(code).toBe('42501')
  })

  it('is not set by a transaction that was told garbage', async () => {
    const outcome = withTenant(database.pools, { organizationId: "' or true --" }, owners)
    await expect(outcome).rejects.toMatchObject({ code: '22P02' })
  })

  it('is lost with a commit that the database answered with ROLLBACK: the caller hears of it', async () => {
    const tenant = await anOrganization(database)
    const outcome = withTenant(database.pools, tenant, (db) =>
      sql`select 1 / 0`.execute(db).catch(() => 'swallowed'),
    )
    await expect(outcome).rejects.toThrow('The database answered ROLLBACK to commit')
  })
})

function loseRollbacks(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...given: unknown[]) => unknown
  const lossy = (...given: unknown[]) =>
    given[0] === 'rollback' ? Promise.reject(new Error('no answer')) : query(...given)
  vi.spyOn(client, 'query').mockImplementation(lossy as never)
}

type Fault = 'error' | 'throw' | 'swallow' | 'terminate'
const faults: Fault[] = ['error', 'throw', 'swallow', 'terminate']

describe('fifty organizations on five connections', () => {
  it('never meet, whatever breaks: 2,000 operations, one in twenty at fault', async () => {
    const tenants = await Promise.all(Array.from({ length: 50 }, () => anOrganization(database)))
    for (const tenant of tenants) await aQrCode(database, tenant)
    const { pools, taken, end } = watch(5)
    const counted = { foreign: 0, empty: 0, unexpected: [] as unknown[], faulty: 0 }
    let next = 0
    const worker = async () => {
      for (let at = next++; at < 2_000; at = next++) {
        const fault = at % 20 === 7 ? faults[Math.floor(at / 20) % faults.length] : undefined
        if (fault) counted.faulty += 1
        const tenant = tenants[(at * 7) % tenants.length] as TestOrganization
        await operate(pools, tenant, fault, counted)
      }
    }
    await Promise.all(Array.from({ length: 12 }, worker))
    const looks = await Promise.allSettled(taken)
    await end()
    const answered = looks.flatMap((look) => (look.status === 'fulfilled' ? [look.value] : []))
    const dirty = answered.filter((look) => !isUnset(look.context) || !look.isIdle)
    expect(counted).toEqual({ foreign: 0, empty: 0, unexpected: [], faulty: 100 })
    expect(dirty).toEqual([])
    expect(answered.length).toBeGreaterThan(1_900)
  })
})

/** One operation; a fault must reject it, anything else must show this organization's one row. */
async function operate(
  pools: Pools,
  tenant: TestOrganization,
  fault: Fault | undefined,
  counted: { foreign: number; empty: number; unexpected: unknown[] },
): Promise<void> {
  const work = async (db: TenantDb) => {
    const rows = await owners(db)
    if (rows.length === 0) counted.empty += 1
    counted.foreign += rows.filter((row) => row.organization_id !== tenant.organizationId).length
    if (fault === 'throw') throw new Error('fault')
    if (fault === 'error') await sql`select 1 / 0`.execute(db)
    if (fault === 'swallow') await sql`select 1 / 0`.execute(db).catch(() => {})
    if (fault === 'terminate') await terminate(db)
  }
  const failed = await withTenant(pools, tenant, work).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (fault ? !failed : failed) counted.unexpected.push(failed ?? `${fault} went unheard`)
}

async function terminate(db: TenantDb): Promise<void> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
  await database.admin.query('select pg_terminate_backend($1)', [rows[0]?.pid])
  await owners(db)
}
