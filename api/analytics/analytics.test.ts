import fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withTenant } from '../../db/connections.ts'
import { aDatabase, anOrganization, aQrCode, type TestDatabase } from '../../db/testing.ts'
import { dimensions } from '../scans/dimensions.ts'
import { campaignsResolved } from '../scans/filter.ts'
import { analysisOf, breakdownOf, dayPartsOf, hitsOf, seriesOf, totalsOf } from './analysis.ts'
import { buckets, type RangeInput, resolveRange } from './range.ts'
import {
  arbitraryFilter,
  arbitraryHits,
  makeMonths,
  naive,
  rollUp,
  storeHits,
  tally,
  wallAt,
} from './testing.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await aDatabase()
  await makeMonths(database, '2025-09-01', 20)
})
afterAll(() => database.drop())

/** Zones with days of 23, 24, 24.5 and 25 hours and offsets of quarters, around the days that clocks change. */
const zones = [
  { zone: 'America/New_York', around: '2026-11-01T04:00:00Z' },
  { zone: 'America/New_York', around: '2026-03-08T05:00:00Z' },
  { zone: 'Australia/Lord_Howe', around: '2026-04-04T13:00:00Z' },
  { zone: 'Asia/Kathmandu', around: '2026-06-30T18:15:00Z' },
  { zone: 'Europe/Amsterdam', around: '2025-10-25T22:00:00Z' },
  // Months that are whole, and days whose visitors are still remembered.
  { zone: 'Asia/Kathmandu', around: '2026-07-15T18:15:00Z', days: 90 },
  { zone: 'America/Chicago', around: new Date(Date.now() - 2 * 86_400_000).toISOString() },
]
const hour = 3_600_000
const now = new Date()

async function anOrganizationIn(zone: string) {
  const organization = await anOrganization(database, { planRank: 3 })
  await database.admin.query('update organizations set timezone = $2 where id = $1', [
    organization.organizationId,
    zone,
  ])
  const codes: string[] = []
  for (let n = 0; n < 3; n += 1) codes.push((await aQrCode(database, organization)).id)
  // The first code belongs to a campaign, the second to one that was deleted, the last to none.
  const campaigns = [uuidv7(), uuidv7()]
  for (const [at, id] of campaigns.entries()) {
    await database.admin.query(
      `insert into campaigns (organization_id, id, name, deleted_at) values ($1, $2, 'Spring', $3)`,
      [organization.organizationId, id, at === 1 ? now : null],
    )
    await database.admin.query('update qr_codes set campaign_id = $2 where id = $1', [
      codes[at],
      id,
    ])
  }
  return { organization, codes, campaign: campaigns[0] as string }
}

const asked = (from: number, to: number): RangeInput => ({ from: new Date(from), to: new Date(to) })

describe('Analytics', () => {
  it.each(zones)(
    'equals a recomputation from the scans, around $around in $zone',
    async ({ zone, around, days = 3 }) => {
      const middle = Date.parse(around)
      const [first, last] = [
        middle - days * 24 * hour,
        Math.min(middle + days * 24 * hour, now.getTime()),
      ]
      const { codes } = await anOrganizationIn(zone)
      const moment = fc.oneof(
        fc.integer({ min: first, max: last }),
        fc.integer({ min: -days, max: days }).map((away) => middle + away * 24 * hour),
      )
      await fc.assert(
        fc.asyncProperty(
          arbitraryHits(first, last, codes),
          arbitraryFilter(codes),
          moment,
          moment,
          fc.constantFrom(...(days > 3 ? buckets.slice(2) : buckets)),
          fc.constantFrom(zone, 'UTC', 'Asia/Kathmandu'),
          async (hits, filter, one, other, bucket, timezone) => {
            fc.pre(one !== other)
            // Each run has an organization of its own, and its own ids.
            const { organization, codes: own, campaign } = await anOrganizationIn(zone)
            const mine = new Map(codes.map((id, at) => [id, own[at] as string]))
            const swap = (id: string) => mine.get(id) as string
            const list = hits.map((hit) => ({
              ...hit,
              code: swap(hit.code),
              campaign: hit.code === codes[0] ? campaign : '',
            }))
            const wanted = JSON.parse(
              JSON.stringify(filter).replace(/[0-9a-f-]{36}/g, (id) => swap(id)),
            )
            // As they would come: some, counted, and then the rest, not in the order of time.
            const half = list.filter((_, place) => place % 2 === 0)
            await storeHits(database, organization, half)
            await rollUp(database, organization)
            await storeHits(database, organization, list)
            await rollUp(database, organization)
            const input = asked(Math.min(one, other), Math.max(one, other))
            fc.pre(input.from !== undefined && (input.from as Date) < now)
            await withTenant(database.pools, organization, async (db) => {
              const range = await resolveRange(db, input, timezone, now)
              const resolved = await campaignsResolved(db, wanted)
              const analysis = analysisOf(db, range, resolved, null)
              const truth = naive(list, range, wanted)
              const dayOf = (at: number) => wallAt(at, zone).date
              const totals = totalsOf(analysis, range)
              expect(await totals.scans()).toBe(truth.scans.length)
              expect(await totals.hits()).toBe(truth.hits.length)
              expect(await totals.codes()).toBe(truth.codes)
              expect(await totals.uniques()).toBe(truth.uniques(dayOf))
              const points = await seriesOf(analysis, bucket, 'PREVIOUS_PERIOD')
              expect(points[0]?.at).toEqual(range.from)
              expect(points.at(-1)?.until).toEqual(range.to)
              for (const [place, { at, until, scans, before }] of points.entries()) {
                if (place > 0) expect(at).toEqual(points[place - 1]?.until)
                expect(scans).toBe(naive(list, { from: at, to: until }, wanted).scans.length)
                expect(before).not.toBeNull()
              }
              const past = range.before.PREVIOUS_PERIOD
              if (past) {
                const sum = points.reduce((total, point) => total + (point.before ?? 0), 0)
                expect(sum).toBe(naive(list, past, wanted).scans.length)
                expect(await totalsOf(analysis, past).scans()).toBe(sum)
              }
              for (const dimension of dimensions) {
                const {
                  rows,
                  total,
                  distinct,
                  other: rest,
                } = await breakdownOf(analysis, dimension, 2, 'PREVIOUS_PERIOD')
                const byKey = truth.byKey(dimension)
                expect(total).toBe(truth.scans.length)
                expect(distinct).toBe(Object.keys(byKey).length)
                expect(rows.map((row) => row.scans)).toEqual(
                  Object.values(byKey)
                    .sort((a, b) => b - a)
                    .slice(0, 2),
                )
                for (const row of rows) {
                  expect(row.scans).toBe(byKey[row.key])
                  expect(await row.uniques()).toBe(truth.uniquesOf(dimension, row.key, dayOf))
                  expect(await row.before()).toBe(
                    past && (naive(list, past, wanted).byKey(dimension)[row.key] ?? 0),
                  )
                }
                expect(rows.reduce((sum, row) => sum + row.scans, rest)).toBe(total)
              }
              const cells = await analysis.weekHours()
              expect(
                Object.fromEntries(
                  cells.map((cell) => [`${cell.weekday} ${cell.hour}`, cell.scans]),
                ),
              ).toEqual(truth.byWeekHour(timezone))
              const parts = await dayPartsOf(analysis)
              expect(parts.reduce((sum, part) => sum + part.scans, 0)).toBe(truth.scans.length)
              const classes = await hitsOf(analysis)
              expect(
                Object.fromEntries(
                  classes.map((each) => [`${each.classification} ${each.reason}`, each.hits]),
                ),
              ).toEqual(truth.byClass())
            })
          },
        ),
        { numRuns: 12 },
      )
    },
  )
})

describe('A series', () => {
  const lengths = async (zone: string, day: string, bucket: 'HOUR' | 'DAY') => {
    const { organization } = await anOrganizationIn(zone)
    return withTenant(database.pools, organization, async (db) => {
      const from = new Date(day)
      const range = await resolveRange(
        db,
        { from, to: new Date(from.getTime() + 25 * hour) },
        zone,
        now,
      )
      const points = await seriesOf(analysisOf(db, range, {}, null), bucket, null)
      return points.map(({ at, until }) => (until.getTime() - at.getTime()) / hour)
    })
  }

  it('has 25 hours on the day New York puts its clocks back', async () => {
    const hours = await lengths('America/New_York', '2026-11-01T04:00:00Z', 'HOUR')
    expect(tally(hours.map(String))).toEqual({ 1: 25 })
    expect(await lengths('America/New_York', '2026-11-01T04:00:00Z', 'DAY')).toEqual([25])
  })

  // 25 hours from midnight on: the half hour that comes twice is a bucket of its own, and the last hour is cut.
  it('has a bucket of thirty minutes where clocks go back by thirty', async () => {
    const hours = await lengths('Australia/Lord_Howe', '2026-04-04T13:00:00Z', 'HOUR')
    expect(tally(hours.map(String))).toEqual({ 1: 24, 0.5: 2 })
  })

  it('begins its days where they begin in Kathmandu', async () => {
    expect(await lengths('Asia/Kathmandu', '2026-06-30T18:15:00Z', 'DAY')).toEqual([24, 1])
  })
})
