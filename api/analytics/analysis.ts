import type { TenantDb } from '../../db/connections.ts'
import { invalid } from '../graphql/errors.ts'
import { common, type ScanFilter } from '../scans/filter.ts'
import type { Dimension } from './dimensions.ts'
import {
  bucketFor,
  type ComparisonPeriod,
  listBuckets,
  type Period,
  type Range,
  type TimeBucket,
} from './range.ts'
import {
  type Counts,
  countActive,
  countByClass,
  countByKey,
  countByWeekHour,
  countHits,
  countKeys,
  countPerPeriod,
  countUniques,
  countUniquesOfKeys,
  countUniquesPerPeriod,
  type KeyCount,
  type WeekHour,
} from './raw.ts'

/** A question: which scans, in which range. Nothing is counted before a field asks for it. */
export type Analysis = {
  db: TenantDb
  range: Range
  filter: ScanFilter
  /** The codes it is about; null: all of the organization. */
  qrCodeIds: readonly string[] | null
  weekHours: () => Promise<WeekHour[]>
}

/** Asks once, however many fields want to know. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined
  return () => {
    asked ??= ask()
    return asked
  }
}

/** `qrCodeIds`: only these codes, whatever the filter says besides. */
export function analysisOf(
  db: TenantDb,
  range: Range,
  given: ScanFilter,
  qrCodeIds: readonly string[] | null,
): Analysis {
  if (given.from || given.to) throw invalid('filter.from', 'Say from when to when with range.')
  const filter = qrCodeIds ? { ...given, qrCodeIds: common(qrCodeIds, given.qrCodeIds) } : given
  const weekHours = once(() => countByWeekHour(db, range, filter, range.timezone))
  return { db, range, filter, qrCodeIds: filter.qrCodeIds ?? null, weekHours }
}

export type Totals = {
  period: Period
  counts: () => Promise<Counts>
  uniques: () => Promise<number>
  active: () => Promise<number>
  isOneDay: boolean
}

/** The totals of a period of the question: its range, or what it is compared with. */
export function totalsOf({ db, filter, range }: Analysis, period: Period): Totals {
  return {
    period,
    counts: once(() => countHits(db, period, filter)),
    uniques: once(() => countUniques(db, period, filter)),
    active: once(() => countActive(db, filter)),
    // A year or so many days before is a day as well; an hour before may be of two.
    isOneDay: range.isOneDay && (period === range || range.step.PREVIOUS_PERIOD === '1 day'),
  }
}

export type Point = {
  at: Date
  until: Date
  scans: number
  isPartial: boolean
  before: number | null
  uniques: () => Promise<number | null>
}

/** The range in buckets, each with its scans and those of its place in the period before. */
export async function seriesOf(
  { db, range, filter }: Analysis,
  wanted: TimeBucket | null,
  compare: ComparisonPeriod | null,
): Promise<Point[]> {
  const bucket = wanted ?? bucketFor(range)
  const list = await listBuckets(db, range, bucket, compare)
  if (list.length === 0) return []
  const scans = await countPerPeriod(db, list, filter)
  const befores = list.flatMap(({ before }) => (before ? [before] : []))
  const before = befores.length > 0 ? await countPerPeriod(db, befores, filter) : []
  // Visitors are told apart within a day of the organization: shorter times and other clocks would cut it.
  const isOfDays =
    bucket !== 'HOUR' && bucket !== 'QUARTER_HOUR' && range.timezone === range.ownTimezone
  const uniques = once(() => countUniquesPerPeriod(db, list, filter))
  return list.map((each, place) => ({
    at: each.from,
    until: each.to,
    scans: scans[place] ?? 0,
    isPartial: each.isPartial,
    before: before[place] ?? null,
    uniques: async () => (isOfDays ? ((await uniques())[place] ?? 0) : null),
  }))
}

export type Row = KeyCount & {
  dimension: Dimension
  share: number
  before: () => Promise<number | null>
  uniques: () => Promise<number>
}

export type Breakdown = { rows: Row[]; total: number; distinct: number; other: number }

/** The scans of the range by what they have in common. */
export async function breakdownOf(
  { db, range, filter }: Analysis,
  dimension: Dimension,
  first: number,
  compare: ComparisonPeriod | null,
): Promise<Breakdown> {
  if (first < 1 || first > 250) throw invalid('first', 'Ask for 1 to 250 rows.')
  const { rows, total, distinct } = await countByKey(db, range, filter, dimension, first)
  const keys = rows.map((row) => row.key)
  const past = compare ? range.before[compare] : null
  const before = once(async () => past && countKeys(db, past, filter, dimension, keys))
  const uniques = once(() => countUniquesOfKeys(db, range, filter, dimension, keys))
  return {
    rows: rows.map((row) => ({
      ...row,
      dimension,
      share: row.scans / total,
      before: async () => {
        const counted = await before()
        return counted ? (counted.get(row.key) ?? 0) : null
      },
      uniques: async () => (await uniques()).get(row.key) ?? 0,
    })),
    total,
    distinct,
    other: total - rows.reduce((sum, row) => sum + row.scans, 0),
  }
}

const dayParts = ['NIGHT', 'MORNING', 'AFTERNOON', 'EVENING'] as const
export type DayPart = (typeof dayParts)[number]

/** The range's scans by quarter of the day, all four of them. */
export async function dayPartsOf(analysis: Analysis): Promise<{ part: DayPart; scans: number }[]> {
  const cells = await analysis.weekHours()
  return dayParts.map((part, index) => ({
    part,
    scans: cells
      .filter(({ hour }) => Math.floor(hour / 6) === index)
      .reduce((sum, { scans }) => sum + scans, 0),
  }))
}

/** Everything that came in, whatever the filter says about its kind. */
export function hitsOf({ db, range, filter }: Analysis) {
  return countByClass(db, range, filter)
}
