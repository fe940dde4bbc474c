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

/** What a dashboard of a year reads: totals, series and six breakdowns. */
function dashboard(organization: TestOrganization, filter = {}) {
  return withTenant(database.pools, organization, async (db) => {
    // A table this small would be read whole, with the other organization's rows.
    await sql`set local enable_seqscan = off`.execute(db)
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
