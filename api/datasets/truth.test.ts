import fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ExportDb, withTenant } from '../../db/connections.ts'
import {
  aDatabase,
  anOrganization,
  aQrCode,
  type TestDatabase,
  type TestOrganization,
} from '../../db/testing.ts'
import { analysisOf, breakdownOf, hitsOf, seriesOf, totalsOf } from '../analytics/analysis.ts'
import { resolveRange } from '../analytics/range.ts'
import {
  arbitraryFilter,
  arbitraryHits,
  makeMonths,
  rollUp,
  storeHits,
} from '../analytics/testing.ts'
import { checkRecipe } from '../custom-exports/recipe.ts'
import { customRows } from '../custom-exports/rows.ts'
import { dimensions } from '../scans/dimensions.ts'
import { campaignsResolved, type ScanFilter } from '../scans/filter.ts'
import type { Bounds } from './dataset.ts'
import { choosableColumns, datasetRows } from './datasets.ts'
import { cellsOfCsv, cellsOfWorkbook, fileOf } from './testing.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await aDatabase()
  await makeMonths(database, '2025-10-01', 16)
})
afterAll(() => database.drop())

const day = 86_400_000
const monthAgo = new Date(Date.now() - 30 * day).toISOString()

/** Days of 25, 23 and 24 hours, an offset of quarters, and a plan whose look-back ends among the scans. */
const places = [
  { zone: 'America/New_York', around: '2026-11-01T04:00:00Z', planRank: 3 },
  { zone: 'Australia/Lord_Howe', around: '2026-10-03T13:00:00Z', planRank: 3 },
  { zone: 'Asia/Kathmandu', around: monthAgo, planRank: 1 },
]

async function anOrganizationIn(place: (typeof places)[number]) {
  const organization = await anOrganization(database, { planRank: place.planRank })
  const { organizationId } = organization
  await database.admin.query('update organizations set timezone = $2 where id = $1', [
    ...[organizationId, place.zone],
  ])
  const codes: string[] = []
  for (let n = 0; n < 3; n += 1) codes.push((await aQrCode(database, organization)).id)
  const campaign = uuidv7()
  await database.admin.query(
    `with made as (insert into campaigns (organization_id, id, name) values ($1, $2, 'Spring'))
     update qr_codes set campaign_id = $2 where id = $3`,
    [organizationId, campaign, codes[0]],
  )
  const middle = Date.parse(place.around)
  const [first, last] = [middle - 3 * day, Math.min(middle + 3 * day, Date.now() - 60_000)]
  const hits = fc.sample(arbitraryHits(first, last, codes), 40).flat()
  await storeHits(database, organization, hits)
  await rollUp(database, organization, 1_000)
  return { organization, codes, first, last }
}

/** What the dashboard shows for the same question. */
function dashboard(organization: TestOrganization, bounds: Bounds) {
  return withTenant(database.pools, organization, async (db) => {
    const { from, to, timezone } = bounds
    const range = await resolveRange(db, { from, to }, timezone)
    const filter = await campaignsResolved(db, bounds.filter ?? {})
    const analysis = analysisOf(db, range, filter, null)
    const totals = totalsOf(analysis, range)
    const byKey: Record<string, [string, number, number | null][]> = {}
    for (const dimension of dimensions) {
      const { rows } = await breakdownOf(analysis, dimension, 250, null)
      const told = byKey[dimension.toLowerCase()] ?? []
      for (const row of rows) told.push([row.key, row.scans, await row.uniques()])
      byKey[dimension.toLowerCase()] = told
    }
    const days: [string, number, number | null][] = []
    const date = new Intl.DateTimeFormat('en-CA', { timeZone: timezone })
    for (const point of await seriesOf(analysis, 'DAY', null))
      days.push([date.format(point.at), point.scans, await point.uniques()])
    return {
      isShortened: range.isShortened,
      total: [
        await totals.scans(),
        await totals.uniques(),
        await totals.hits(),
        await totals.codes(),
      ],
      byKey: { ...byKey, day: days } as typeof byKey,
      classes: (await hitsOf(analysis)).map((each) => each.hits),
    }
  })
}

const number = (text: string | undefined) => (text ? Number(text) : null)

it.each(places)(
  'A file says what the dashboard says, in every format, for any filter, zone and range: $zone',
  async (place) => {
    const { organization, codes, first, last } = await anOrganizationIn(place)
    const moment = fc.integer({ min: first - day, max: last + 60_000 })
    await fc.assert(
      fc.asyncProperty(
        arbitraryFilter(codes),
        fc.tuple(moment, moment).filter(([one, other]) => one !== other),
        fc.constantFrom(place.zone, 'UTC', 'Europe/Amsterdam'),
        async (filter: ScanFilter, moments, timezone) => {
          const [from = 0, to = 0] = [...moments].sort((a, b) => a - b)
          const asOf = new Date()
          const { rows } = await database.admin.query('select pg_current_snapshot()::text as at')
          const snapshot: string = rows[0].at
          const bounds: Bounds = {
            ...{ from: new Date(from), to: new Date(to), asOf, timezone, filter },
            ...{ snapshot, publicUrl: 'https://example.com' },
          }
          const told = {
            ...{ dataset: 'QR_SCANS' as const, timezone, as_of: asOf },
            ...{ range_from: bounds.from, range_to: bounds.to },
          }
          const cells = (name: 'CSV' | 'EXCEL', dataset: 'QR_SCANS' | 'ANALYTICS') =>
            fileOf(database, organization, name, told, (db) => datasetRows(db, dataset, bounds))
          const shown = await dashboard(organization, bounds)

          const [, ...scans] = cellsOfCsv(await cells('CSV', 'QR_SCANS'))
          const [, ...sheet] = await cellsOfWorkbook(await cells('EXCEL', 'QR_SCANS'))
          expect(scans.length).toBe(shown.total[0])
          // Excel knows no offsets: the clock on the wall is what both have.
          const wall = ([at = '', ...rest]: readonly string[]) => [at.slice(0, 19), ...rest]
          expect(sheet).toEqual(scans.map(wall))

          const custom = async (recipe: object) => {
            const checked = checkRecipe({ dataset: 'QR_SCANS', ...recipe })
            const select = (db: ExportDb) => customRows(db, checked, bounds)
            return cellsOfCsv(await fileOf(database, organization, 'CSV', told, select)).slice(1)
          }
          const all = [...choosableColumns('QR_SCANS')].filter(([, { isInFile }]) => isInFile)
          expect(await custom({ columns: all.map(([name]) => name) })).toEqual(scans)
          const byDay = await custom({ columns: [], groupBy: ['scanned_at_day'] })
          const days = shown.byKey.day?.filter(([, count]) => count > 0)
          expect(byDay.map(([at, count]) => [at, Number(count)])).toEqual(
            days?.map(([at, count]) => [at, count]),
          )

          const [heading, ...lines] = cellsOfCsv(await cells('CSV', 'ANALYTICS'))
          expect(heading?.slice(0, 5)).toEqual(['section', 'key', 'label', 'scans', 'people'])
          const of = (section: string) => lines.filter(([name]) => name === section)
          const total = of('total')[0] ?? []
          expect([3, 4, 6, 7].map((n) => number(total[n]))).toEqual(shown.total)
          expect(of('about').find(([, key]) => key === 'is_shortened')?.[2]).toBe(
            String(shown.isShortened),
          )
          expect(of('class').map((line) => Number(line[6]))).toEqual(shown.classes)
          for (const [section, rows] of Object.entries(shown.byKey)) {
            const written = of(section).map(([, key, , count, people]) => [
              ...[key, number(count), number(people)],
            ])
            expect(written, section).toEqual(rows)
          }
          const sections = new Set(lines.map(([section]) => section))
          for (const section of sections) {
            if (section === 'about' || section === 'class') continue
            const sum = of(section ?? '').reduce((added, line) => added + Number(line[3]), 0)
            expect(sum, section).toBe(shown.total[0])
          }
        },
      ),
      { numRuns: 8 },
    )
  },
  60_000,
)
