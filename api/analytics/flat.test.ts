import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TenantDb, withTenant } from '../../db/connections.ts'
import {
  aDatabase,
  anOrganization,
  aQrCode,
  type TestDatabase,
  type TestOrganization,
} from '../../db/testing.ts'
import { listTargetChanges } from '../scans/counts.ts'
import { analysisOf, breakdownOf, hitsOf, seriesOf, totalsOf } from './analysis.ts'
import { resolveRange } from './range.ts'
import { makeMonths, rollUp, storeHits, type TestHit } from './testing.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await aDatabase()
  await makeMonths(database, new Date(Date.now() - 400 * day).toISOString(), 15)
})
afterAll(() => database.drop())

const day = 86_400_000
const [countries, devices] = [
  ['US', 'NL', 'DE'],
  ['phone', 'tablet'],
]

/** A year of scans, so many a day, of the same few kinds. */
async function aYear(perDay: number): Promise<TestOrganization> {
  const organization = await anOrganization(database, { planRank: 3 })
  const { id: code } = await aQrCode(database, organization)
  const hits = Array.from({ length: 365 * perDay }, (_, n): TestHit => {
    const at = Date.now() - 5_000 - Math.floor(n / perDay) * day - (n % perDay) * 60_000
    return {
      ...{ id: uuidv7({ msecs: at }), at, code, campaign: '', visitor: n % 7 },
      ...{ classification: 'HUMAN', reason: null, source: 'QR' },
      ...{ country: countries[n % 3] ?? null, region: null, city: null },
      ...{ device: devices[n % 2] ?? null, os: 'iOS', browser: 'Safari', referrer: null },
    }
  })
  await storeHits(database, organization, hits)
  await rollUp(database, organization, 100_000)
  return organization
}

/** How many rows of tables with that name this connection has read and not yet reported. */
async function rowsRead(db: TenantDb, tables: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::bigint as count
    from pg_stat_xact_user_tables where relname like ${tables}`.execute(db)
  return rows[0]?.count ?? 0
}

/** A table this small would be read whole, with the other organization's rows. */
function byIndex<T>(organization: TestOrganization, ask: (db: TenantDb) => Promise<T>): Promise<T> {
  return withTenant(database.pools, organization, async (db) => {
    await sql`set local enable_seqscan = off`.execute(db)
    return ask(db)
  })
}

/** What a dashboard of a year reads: totals, series and six breakdowns. */
function dashboard(organization: TestOrganization, filter = {}) {
  return byIndex(organization, async (db) => {
    const read = async () => [
      await rowsRead(db, 'qr_scan_events%'),
      await rowsRead(db, 'scan_rollups'),
    ]
    const [rawBefore = 0, countedBefore = 0] = await read()
    const range = await resolveRange(db, { preset: 'LAST_12_MONTHS' }, null)
    const analysis = analysisOf(db, range, filter, null)
    const totals = totalsOf(analysis, range)
    const scans = await totals.scans()
    await totals.hits()
    await totals.uniques()
    await totals.codes()
    await seriesOf(analysis, 'DAY', null)
    for (const by of ['COUNTRY', 'CITY', 'DEVICE_TYPE', 'OS', 'BROWSER', 'QR_CODE'] as const)
      await breakdownOf(analysis, by, 10, null)
    await analysis.weekHours()
    await hitsOf(analysis)
    await listTargetChanges(db, range, null)
    const [raw = 0, counted = 0] = await read()
    return { scans, raw: raw - rawBefore, counted: counted - countedBefore }
  })
}

it('A dashboard of a year reads as many rows of ten times the scans, and none of the scans themselves', async () => {
  const [few, many] = [await dashboard(await aYear(4)), await dashboard(await aYear(40))]
  expect(many.scans).toBeGreaterThan(9 * few.scans)
  expect([few.raw, many.raw]).toEqual([0, 0])
  expect(few.counted).toBeGreaterThan(300)
  expect(many.counted).toBeLessThanOrEqual(1.2 * few.counted)
}, 60_000)

it('A comparison reads no more scans than fell on the day at which it ends, and who is there now only the last minutes', async () => {
  const organization = await aYear(40)
  await byIndex(organization, async (db) => {
    const range = await resolveRange(db, { preset: 'LAST_30_DAYS' }, null)
    const analysis = analysisOf(db, range, {}, null)
    const cost = async (ask: () => Promise<unknown>) => {
      const before = await rowsRead(db, 'qr_scan_events%')
      await ask()
      return (await rowsRead(db, 'qr_scan_events%')) - before
    }
    const then = totalsOf(analysis, range.before.PREVIOUS_PERIOD ?? range)
    const rows = async () => {
      const { rows } = await breakdownOf(analysis, 'CITY', 10, 'PREVIOUS_PERIOD')
      for (const row of rows) await row.before()
    }
    const asked = [then.scans, then.uniques, then.codes, rows]
    asked.push(async () => void (await seriesOf(analysis, 'DAY', 'PREVIOUS_PERIOD')))
    for (const ask of asked) expect(await cost(ask)).toBeLessThanOrEqual(2 * 40)
    expect(await cost(totalsOf(analysis, range).active)).toBeLessThanOrEqual(10)
  })
}, 60_000)

it('Visitors of each row are not told, and no scan is read, where there are too many to read', async () => {
  const organization = await aYear(4)
  const ask = () =>
    byIndex(organization, async (db) => {
      const range = await resolveRange(db, { preset: 'LAST_12_MONTHS' }, null)
      const before = await rowsRead(db, 'qr_scan_events%')
      const { rows } = await breakdownOf(analysisOf(db, range, {}, null), 'COUNTRY', 10, null)
      const people = await Promise.all(rows.map((row) => row.uniques()))
      const raw = (await rowsRead(db, 'qr_scan_events%')) - before
      const some = { deviceTypes: ['phone'], countryCodes: ['US'] }
      const series = await seriesOf(analysisOf(db, range, some, null), 'MONTH', null)
      const own = totalsOf(analysisOf(db, range, {}, null), range)
      return {
        people,
        raw,
        series: await series[0]?.uniques(),
        all: await own.uniques(),
      }
    })
  const few = await ask()
  expect(few.people.every((count) => Number(count) > 0)).toBe(true)
  expect(few.raw).toBeGreaterThan(0)
  expect(few.series).not.toBeNull()
  await database.admin.query(
    'update scan_rollups set hits = hits + 300000 where organization_id = $1',
    [organization.organizationId],
  )
  const many = await ask()
  expect(many.people.every((count) => count === null)).toBe(true)
  expect(many.raw).toBe(0)
  expect(many.series).toBeNull()
  expect(many.all).toBe(few.all)
}, 60_000)
