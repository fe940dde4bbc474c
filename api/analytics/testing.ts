import fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { expect } from 'vitest'
import { withRollup } from '../../db/connections.ts'
import type { TestDatabase, TestOrganization } from '../../db/testing.ts'
import type { Classification } from '../../db/types.ts'
import { followScans } from '../rollups/counting.ts'
import type { Period } from '../scans/counts.ts'
import type { Dimension } from '../scans/dimensions.ts'
import type { ScanFilter, ScanFilterValues } from '../scans/filter.ts'

// An independent recomputation: what the definitions say, over the rows in memory, without a line of the product's counting.

export type TestHit = {
  id: string
  at: number
  code: string
  /** The one its code belongs to; '' for none. */
  campaign: string
  classification: Classification
  reason: string | null
  source: 'QR' | 'LINK'
  visitor: number | null
  country: string | null
  region: string | null
  city: string | null
  device: string | null
  os: string | null
  browser: string | null
  referrer: string | null
}

const places: [string | null, string | null, string | null][] = [
  ['US', 'Illinois', 'Springfield'],
  ['US', 'Missouri', 'Springfield'],
  ['US', 'Illinois', 'Chicago'],
  ['US', null, null],
  ['NL', 'North Holland', 'Amsterdam'],
  [null, null, null],
]

/** Hits of a period on these codes, crowded enough that visitors, days and places repeat. */
export function arbitraryHits(from: number, to: number, codes: readonly string[], most = 120) {
  const hit = fc.record({
    at: fc.oneof(
      fc.integer({ min: from, max: to }),
      // On the edges of quarters, hours and days, where off-by-ones live.
      fc
        .integer({ min: Math.ceil(from / 900_000), max: Math.floor(to / 900_000) })
        .chain((quarter) => fc.constantFrom(quarter * 900_000, quarter * 900_000 - 1))
        .filter((at) => at >= from),
    ),
    code: fc.constantFrom(...codes),
    kind: fc.constantFrom<[Classification, string | null]>(
      ...Array.from({ length: 5 }, (): [Classification, string | null] => ['HUMAN', null]),
      ['BOT', 'bot:ua'],
      ['BOT', 'bot:rate'],
      ['DUPLICATE', 'duplicate'],
      ['PREFETCH', 'prefetch'],
    ),
    source: fc.constantFrom<'QR' | 'LINK'>('QR', 'LINK'),
    visitor: fc.option(fc.integer({ min: 1, max: 9 }), { freq: 9 }),
    place: fc.constantFrom(...places),
    device: fc.constantFrom('phone', 'tablet', null),
    os: fc.constantFrom('iOS', 'Android', null),
    browser: fc.constantFrom('Safari', 'Chrome', null),
    referrer: fc.constantFrom('example.com', 'news.example', null),
  })
  return fc.array(hit, { maxLength: most }).map((list) =>
    list.map(({ kind, place, ...rest }): TestHit => {
      const [classification, reason] = kind
      const [country, region, city] = place
      return {
        ...rest,
        campaign: '',
        id: uuidv7({ msecs: rest.at }),
        classification,
        reason,
        country,
        region,
        city,
      }
    }),
  )
}

const keys: Record<Dimension, (hit: TestHit) => string> = {
  COUNTRY: (hit) => hit.country ?? '',
  REGION: (hit) => (hit.country ? `${hit.country}|${hit.region ?? ''}` : ''),
  CITY: (hit) => (hit.country ? `${hit.country}|${hit.region ?? ''}|${hit.city ?? ''}` : ''),
  DEVICE_TYPE: (hit) => hit.device ?? '',
  OS: (hit) => hit.os ?? '',
  BROWSER: (hit) => hit.browser ?? '',
  REFERRER: (hit) => hit.referrer ?? '',
  SOURCE: (hit) => hit.source,
  QR_CODE: (hit) => hit.code,
  CAMPAIGN: (hit) => hit.campaign,
}

const dimensionOf: Record<string, Dimension> = {
  countryCodes: 'COUNTRY',
  regions: 'REGION',
  cities: 'CITY',
  deviceTypes: 'DEVICE_TYPE',
  os: 'OS',
  browsers: 'BROWSER',
  referrers: 'REFERRER',
  sources: 'SOURCE',
  qrCodeIds: 'QR_CODE',
  campaignIds: 'CAMPAIGN',
}

function values(codes: readonly string[]): fc.Arbitrary<ScanFilterValues> {
  const some = (...list: string[]) =>
    fc.option(fc.subarray(list, { minLength: 1 }), { nil: undefined, freq: 3 })
  return fc.record({
    countryCodes: some('US', 'NL', ''),
    regions: some('US|Illinois', 'US|', 'NL|North Holland', ''),
    cities: some('US|Illinois|Springfield', 'US|Missouri|Springfield', ''),
    deviceTypes: some('phone', 'tablet', ''),
    os: some('iOS', 'Android', ''),
    browsers: some('Safari', ''),
    referrers: some('example.com', ''),
    sources: some('QR', 'LINK'),
    qrCodeIds: some(...codes),
    campaignIds: some(''),
  })
}

/** Filters of every make: none, one part, several, and what is left out. */
export function arbitraryFilter(codes: readonly string[]): fc.Arbitrary<ScanFilter> {
  const one = values(codes).map((all) => {
    const [part] = Object.entries(all).filter(([, list]) => list)
    return part ? { [part[0]]: part[1] } : {}
  })
  const classes = fc.option(
    fc.subarray<Classification>(['HUMAN', 'BOT', 'DUPLICATE'], { minLength: 1 }),
    { nil: undefined, freq: 4 },
  )
  return fc.oneof(
    fc.constant({}),
    one,
    fc
      .record({ wanted: values(codes), not: fc.option(one), classifications: classes })
      .map(({ wanted, not, classifications }) => ({ ...wanted, not, classifications })),
  )
}

/** The question as the definitions put it, answered from the rows in memory. */
export function naive(hits: readonly TestHit[], { from, to }: Period, filter: ScanFilter) {
  const [start, end] = [from.getTime(), to.getTime()]
  const passes = (hit: TestHit) =>
    Object.entries(dimensionOf).every(([part, dimension]) => {
      const key = keys[dimension](hit)
      const wanted = filter[part as keyof ScanFilterValues]
      const unwanted = filter.not?.[part as keyof ScanFilterValues]
      return (!wanted || wanted.includes(key)) && !unwanted?.includes(key)
    })
  const inside = hits.filter((hit) => hit.at >= start && hit.at < end && passes(hit))
  const classes = filter.classifications ?? ['HUMAN']
  const scans = inside.filter((hit) => classes.includes(hit.classification))
  return {
    hits: inside,
    scans,
    codes: new Set(scans.map((hit) => hit.code)).size,
    byKey: (dimension: Dimension) => tally(scans.map(keys[dimension])),
    byClass: () => tally(inside.map((hit) => `${hit.classification} ${hit.reason}`)),
    byWeekHour: (zone: string) =>
      tally(
        scans.map((hit) => {
          const { weekday, hour } = wallAt(hit.at, zone)
          return `${weekday} ${hour}`
        }),
      ),
    /** Visitors told apart within each local day. */
    uniques: (dayOf: (at: number) => string) => uniques(scans, dayOf),
    uniquesOf: (dimension: Dimension, key: string, dayOf: (at: number) => string) =>
      uniques(
        scans.filter((hit) => keys[dimension](hit) === key),
        dayOf,
      ),
  }
}

function uniques(scans: readonly TestHit[], dayOf: (at: number) => string): number {
  const known = scans.filter((hit) => hit.visitor !== null)
  return new Set(known.map((hit) => `${dayOf(hit.at)} ${hit.visitor}`)).size
}

/** Key → how often. */
export function tally(list: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const key of list) counts[key] = (counts[key] ?? 0) + 1
  return counts
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** What the clock on the wall of a zone shows. */
export function wallAt(at: number, zone: string) {
  let format = formats.get(zone)
  if (!format) {
    const parts = { year: 'numeric', month: '2-digit', day: '2-digit', weekday: 'short' } as const
    format = new Intl.DateTimeFormat('en-US', {
      ...{ timeZone: zone, hourCycle: 'h23', hour: '2-digit', minute: '2-digit' },
      ...parts,
    })
    formats.set(zone, format)
  }
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
  return {
    date: `${part.year}-${part.month}-${part.day}`,
    month: `${part.year}-${part.month}`,
    weekday: weekdays.indexOf(part.weekday ?? '') + 1,
    hour: Number(part.hour),
    minute: Number(part.minute),
  }
}

/** Stores the hits as the intake would have, each batch in a transaction of its own. */
export async function storeHits(
  database: TestDatabase,
  { organizationId }: TestOrganization,
  hits: readonly TestHit[],
): Promise<void> {
  await database.admin.query(
    `insert into qr_scan_events (organization_id, id, scanned_at, qr_code_id, classification, reason, classifier_version,
       source, outcome, method, visitor_hash, referrer, country_code, country, region, city, device_type, os, browser)
     select $1, id, to_timestamp(at / 1000.0), code, classification::classification, reason, 1, source::scan_source, 'REDIRECTED', 'GET',
       case when visitor is not null then decode(md5(visitor::text), 'hex') end,
       referrer, country, country, region, city, device, os, browser
     from jsonb_to_recordset($2::jsonb) as hit (id uuid, at numeric, code uuid, classification text, reason text,
       source text, visitor int, referrer text, country text, region text, city text, device text, os text, browser text)
     on conflict do nothing`,
    [organizationId, JSON.stringify(hits)],
  )
}

/** Counts what was stored, as the follower does. */
export async function rollUp(
  database: TestDatabase,
  { organizationId }: TestOrganization,
  most = 50,
) {
  await expect
    .poll(
      async () => {
        const rows = await withRollup(database.pools, (db) =>
          followScans(db, [organizationId], most),
        )
        return rows.length
      },
      { timeout: 50_000 },
    )
    .toBe(0)
}

/** Months for hits of the past, which a fresh database does not have. */
export async function makeMonths(database: TestDatabase, first: string, months: number) {
  await database.admin.query('select app.make_scan_partitions($1, $2)', [first, months])
}
