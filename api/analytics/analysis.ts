import type { ReadDb } from '../../db/connections.ts'
import { invalid } from '../graphql/errors.ts'
import { countActive, type Period, type WeekHour } from '../scans/counts.ts'
import type { Dimension } from '../scans/dimensions.ts'
import { common, type ScanFilter } from '../scans/filter.ts'
import {
  countByClass,
  countByKey,
  countByWeekHour,
  countHits,
  countPerPeriod,
  countScans,
  countUniques,
  countUniquesOfKeys,
  countUniquesPerPeriod,
} from './counting.ts'
import {
  bucketFor,
  type ComparisonPeriod,
  listBuckets,
  type Range,
  type TimeBucket,
} from './range.ts'

/** A question: which scans, in which range. Nothing is counted before a field asks for it. */
export type Analysis = {
  db: ReadDb
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
  db: ReadDb,
  range: Range,
  given: ScanFilter,
  qrCodeIds: readonly string[] | null,
): Analysis {
  if (given.from || given.to) throw invalid('filter.from', 'Say from when to when with range.')
  const filter = qrCodeIds ? { ...given, qrCodeIds: common(qrCodeIds, given.qrCodeIds) } : given
  const weekHours = once(() => countByWeekHour({ db, range, filter }))
  return { db, range, filter, qrCodeIds: filter.qrCodeIds ?? null, weekHours }
}

export type Totals = {
  period: Period
  scans: () => Promise<number>
  hits: () => Promise<number>
  codes: () => Promise<number>
  uniques: () => Promise<number>
  active: () => Promise<number>
  isOneDay: boolean
}

/** The totals of a period of the question: its range, or what it is compared with. */
export function totalsOf(analysis: Analysis, period: Period): Totals {
  const { db, filter, range } = analysis
  return {
    period,
    scans: once(() => countScans(analysis, period)),
    hits: once(() => countHits(analysis, period)),
    codes: once(async () => (await countByKey(analysis, period, 'QR_CODE')).size),
    uniques: once(() => countUniques(analysis, period)),
    active: once(() => countActive(db, range.now, filter)),
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
  analysis: Analysis,
  wanted: TimeBucket | null,
  compare: ComparisonPeriod | null,
): Promise<Point[]> {
  const { db, range } = analysis
  const bucket = wanted ?? bucketFor(range)
  const list = await listBuckets(db, range, bucket, compare)
  if (list.length === 0) return []
  const isLong = bucket !== 'HOUR' && bucket !== 'QUARTER_HOUR'
  const scans = await countPerPeriod(analysis, list, isLong && range.isOwnClock)
  const befores = list.flatMap(({ before }) => (before ? [before] : []))
  // A range that begins within a day is compared with hours before, and those cut days.
  const isByDays = compare !== null && /day|year/.test(range.step[compare])
  const before =
    befores.length > 0
      ? await countPerPeriod(analysis, befores, isLong && range.isOwnClock && isByDays)
      : []
  // Visitors are told apart within a day of the organization: shorter times and other clocks would cut it.
  const isOfDays = isLong && range.timezone === range.ownTimezone
  const uniques = once(() => countUniquesPerPeriod(analysis, list))
  return list.map((each, place) => ({
    at: each.from,
    until: each.to,
    scans: scans[place] ?? 0,
    isPartial: each.isPartial,
    before: before[place] ?? null,
    uniques: async () => {
      const counted = isOfDays ? await uniques() : null
      return counted && (counted[place] ?? 0)
    },
  }))
}

export type Row = {
  key: string
  scans: number
  dimension: Dimension
  share: number
  before: () => Promise<number | null>
  uniques: () => Promise<number | null>
}

export type Breakdown = { rows: Row[]; total: number; distinct: number; other: number }

/** The scans of the range by what they have in common. */
export async function breakdownOf(
  analysis: Analysis,
  dimension: Dimension,
  first: number,
  compare: ComparisonPeriod | null,
): Promise<Breakdown> {
  const { range } = analysis
  const counted = await countByKey(analysis, range, dimension)
  const sorted = [...counted].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
  const total = sorted.reduce((sum, [, scans]) => sum + scans, 0)
  const rows = sorted.slice(0, first)
  const keys = rows.map(([key]) => key)
  const past = compare ? range.before[compare] : null
  const before = once(async () => past && countByKey(analysis, past, dimension))
  const uniques = once(() => countUniquesOfKeys(analysis, dimension, keys))
  return {
    rows: rows.map(([key, scans]) => ({
      key,
      scans,
      dimension,
      share: scans / total,
      before: async () => {
        const then = await before()
        return then ? (then.get(key) ?? 0) : null
      },
      uniques: async () => {
        const people = await uniques()
        return people && (people.get(key) ?? 0)
      },
    })),
    total,
    distinct: counted.size,
    other: total - rows.reduce((sum, [, scans]) => sum + scans, 0),
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
export function hitsOf(analysis: Analysis) {
  return countByClass(analysis, analysis.range)
}
