import pg from 'pg'
import { listActivities } from '../api/activities/queries.ts'
import { analysisOf, breakdownOf, seriesOf } from '../api/analytics/analysis.ts'
import { resolveRange } from '../api/analytics/range.ts'
import { findQrCode, listQrCodes } from '../api/qr-codes/queries.ts'
import { summarizeCodes } from '../api/rollups/queries.ts'
import { countScans, listScans } from '../api/scans/queries.ts'
import { type TenantDb, withTenant } from '../db/connections.ts'
import { kyselyOver, Transaction } from '../db/transaction.ts'
import { largestOf, must, type World } from './world.ts'

/** A shipped query; what it returns is compared, so that both sides answer the same question. */
type Kind = { name: string; goal: number; times: number; ask: (db: TenantDb) => Promise<unknown> }

const page = { limit: 20, afterId: null }

async function listKinds(world: World, organizationId: string): Promise<Kind[]> {
  const { rows } = await world.admin.query<{ id: string }>(
    'select id from qr_codes where organization_id = $1 order by id limit 20',
    [organizationId],
  )
  const ids = rows.map(({ id }) => id)
  const several = { deviceTypes: ['phone'], sources: ['QR' as const] }
  const lastYear = { preset: 'LAST_12_MONTHS' } as const
  const analysis = async (db: TenantDb, filter: object) =>
    analysisOf(db, await resolveRange(db, lastYear, null), filter, null)
  return [
    // A look at one row is mostly the way there and back.
    { name: 'a code by its id', goal: 1.25, times: 300, ask: (db) => findQrCode(db, ids[0] ?? '') },
    { name: 'a page of codes', goal: 1.05, times: 100, ask: (db) => listQrCodes(db, page, {}) },
    {
      ...{ name: 'a page of activities', goal: 1.05, times: 100 },
      ask: (db) => listActivities(db, page, {}),
    },
    { name: 'a page of scans', goal: 1.05, times: 100, ask: (db) => listScans(db, page, {}) },
    {
      ...{ name: 'scans of 20 codes, from the rollups', goal: 1.05, times: 60 },
      ask: async (db) =>
        (await summarizeCodes(db, ids)).toSorted((a, b) => a.id.localeCompare(b.id)),
    },
    {
      ...{ name: 'a year by country, from the rollups', goal: 1.05, times: 10 },
      ask: async (db) =>
        (await breakdownOf(await analysis(db, {}), 'COUNTRY', 10, null)).rows.map(
          ({ scans }) => scans,
        ),
    },
    { name: 'all scans counted', goal: 1.05, times: 2, ask: (db) => countScans(db, {}) },
    {
      ...{ name: 'a year by day under two filters, from the scans', goal: 1.05, times: 1 },
      ask: async (db) =>
        (await seriesOf(await analysis(db, several), 'DAY', null)).map(({ scans }) => scans),
    },
  ]
}

/** Every table that bears an organization, as a view with the explicit WHERE: PostgreSQL puts it in its place. */
async function openOwner(world: World, organizationId: string) {
  await world.admin.query('drop schema if exists bench cascade; create schema bench')
  const { rows } = await world.admin.query<{ name: string; key: string }>(`
    select table_name as name, case table_name when 'organizations' then 'id' else 'organization_id' end as key
    from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_schema = 'app' and table_type = 'BASE TABLE' and not table_name ~ '_\\d{4}_\\d\\d$'
      and (column_name = 'organization_id' or table_name = 'organizations' and column_name = 'id')`)
  for (const { name, key } of rows)
    await world.admin.query(
      `create view bench.${name} as select * from app.${name} where ${key} = '${organizationId}'`,
    )
  // The one function that reads a table without being told whose.
  const { rows: functions } = await world.admin.query<{ text: string }>(
    `select pg_get_functiondef('app.lookback_start()'::regprocedure) as text`,
  )
  const text = functions[0]?.text ?? ''
  await world.admin.query(
    text.replace(/\b(?:app\.)?(organizations|lookback_start)\b(?=[ (\n])/g, 'bench.$1'),
  )
  const options = { max: 1, options: '-c search_path=bench,app', pipeline: true }
  const pool = new pg.Pool({ connectionString: world.adminUrl, ...options } as pg.PoolConfig)
  pool.on('error', () => {})
  return {
    async run<T>(work: (db: TenantDb) => Promise<T>): Promise<T> {
      const transaction = new Transaction(pool, { 'app.org_id': organizationId })
      try {
        const result = await work(kyselyOver(pool, transaction) as TenantDb)
        await transaction.commit()
        return result
      } finally {
        await transaction.rollback()
      }
    },
    async end() {
      await pool.end()
      await world.admin.query('drop schema bench cascade')
    },
  }
}

/** P4: each kind of query under row security, and as the owner who says WHERE. */
export async function rls(world: World): Promise<void> {
  const organizationId = await largestOf(world)
  const owner = await openOwner(world, organizationId)
  const asMember = <T>(work: (db: TenantDb) => Promise<T>) =>
    withTenant(world.pools, { organizationId }, work)
  const timed = async (times: number, once: () => Promise<unknown>) => {
    const begun = performance.now()
    for (let n = 0; n < times; n++) await once()
    return (performance.now() - begun) / times
  }
  try {
    for (const { name, goal, times, ask } of await listKinds(world, organizationId)) {
      const [one, other] = [await asMember(ask), await owner.run(ask)]
      must(JSON.stringify(one) === JSON.stringify(other), `${name}: the two differ`)
      const count = world.amount(times, 1)
      await world.compare({
        claim: `P4 ${name}, under row security (ms)`,
        reference: 'the owner with an explicit WHERE',
        ...{ goal, better: 'lower' },
        ours: () => timed(count, () => asMember(ask)),
        theirs: () => timed(count, () => owner.run(ask)),
      })
    }
  } finally {
    await owner.end()
  }
}
