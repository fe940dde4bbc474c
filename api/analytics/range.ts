import { type RawBuilder, sql } from 'kysely'
import { DatabaseError } from 'pg'
import type { ReadDb } from '../../db/connections.ts'
import { invalid } from '../graphql/errors.ts'
import { isTimezone, timezoneProblem } from '../organizations/timezone.ts'
import type { Period } from '../scans/counts.ts'

export const presets = [
  'TODAY',
  'YESTERDAY',
  'LAST_24_HOURS',
  'LAST_7_DAYS',
  'LAST_30_DAYS',
  'LAST_90_DAYS',
  'MONTH_TO_DATE',
  'QUARTER_TO_DATE',
  'YEAR_TO_DATE',
  'LAST_12_MONTHS',
  'ALL',
] as const
export type RangePreset = (typeof presets)[number]
export type ComparisonPeriod = 'PREVIOUS_PERIOD' | 'PREVIOUS_YEAR'

/** A preset, or a beginning with or without an end. */
export type RangeInput = {
  preset?: RangePreset | null | undefined
  from?: Date | null | undefined
  to?: Date | null | undefined
}

/** A range as the database's clock and the plan have it. */
export type Range = Period & {
  timezone: string
  now: Date
  /** The organization's own zone at this moment. */
  ownTimezone: string
  /** When the organization's present local day ends: a range that ends now is open up to there. */
  openTo: Date
  /** The organization kept one clock from the year before the range on, and it is the one asked for. */
  isOwnClock: boolean
  /** Before it the plan shows nothing; null: it shows everything. */
  shownFrom: Date | null
  lookbackDays: number | null
  isShortened: boolean
  /** The cheapest plan that reaches back to where the range was to begin; null when this one does. */
  lookbackPlanId: string | null
  /** The whole range lies in one local day of the organization. */
  isOneDay: boolean
  /** What takes a moment of the range to its place in the period before, as an interval. */
  step: Record<ComparisonPeriod, string>
  /** The same elapsed part of the period before; null when the plan does not show all of it. */
  before: Record<ComparisonPeriod, Period | null>
}

/** Where each preset begins; `clock` knows now and the local midnight before it. */
const beginnings: Record<RangePreset, RawBuilder<Date>> = {
  TODAY: sql`today`,
  YESTERDAY: sql`date_subtract(today, '1 day', zone)`,
  LAST_24_HOURS: sql`now_at - interval '24 hours'`,
  LAST_7_DAYS: sql`date_subtract(today, '6 days', zone)`,
  LAST_30_DAYS: sql`date_subtract(today, '29 days', zone)`,
  LAST_90_DAYS: sql`date_subtract(today, '89 days', zone)`,
  MONTH_TO_DATE: sql`date_trunc('month', now_at, zone)`,
  QUARTER_TO_DATE: sql`date_trunc('quarter', now_at, zone)`,
  YEAR_TO_DATE: sql`date_trunc('year', now_at, zone)`,
  LAST_12_MONTHS: sql`date_subtract(date_trunc('month', now_at, zone), '11 months', zone)`,
  ALL: sql`date_trunc('day', least(founded_at, (select scanned_at from qr_scan_events order by id limit 1)), zone)`,
}

/**
 * The range, cut at this moment and at the plan's look-back. INVALID for both a preset and moments, for neither, for an end
 * before its start or a start to come, and for a time zone that is none. `now` is the database's own unless a test says so.
 */
export async function resolveRange(
  db: ReadDb,
  input: RangeInput,
  timezone: string | null,
  now: Date | null = null,
): Promise<Range> {
  checkRange(input)
  if (timezone !== null && !isTimezone(timezone)) throw invalid('timezone', timezoneProblem)
  const begins = input.preset ? beginnings[input.preset] : sql<Date>`${input.from}::timestamptz`
  const ends = input.preset === 'YESTERDAY' ? sql`today` : sql`${input.to ?? null}::timestamptz`
  const { rows } = await sql<RangeRow>`
    with clock as materialized (
      select *, date_trunc('day', now_at, zone) as today from (
        select coalesce(${now}::timestamptz, date_trunc('milliseconds', now())) as now_at,
          coalesce(${timezone}, own.timezone) as zone, own.timezone as own_zone,
          plans.lookback_days, plans.rank, organizations.created_at as founded_at, organizations.id as organization
        from organizations
        join plans on plans.id = organizations.plan_id
        cross join lateral (
          select timezone_at(organizations.id, coalesce(${now}::timestamptz, now())) as timezone) as own
      ) as known
    ),
    wish as (
      select *, date_subtract(date_trunc('day', now_at, own_zone), make_interval(days => lookback_days), own_zone) as shown_from,
        ${begins} as wished_from, least(coalesce(${ends}, now_at), now_at) as until_at
      from clock
    ),
    cut as (
      select *, least(greatest(wished_from, shown_from), until_at) as from_at,
        wished_from < shown_from as is_shortened
      from wish
    ),
    measured as (
      select *, case when from_at = date_trunc('day', from_at, zone) and until_at > from_at
        then make_interval(days => ((until_at - interval '1 microsecond') at time zone zone)::date - (from_at at time zone zone)::date + 1)
        else make_interval(secs => extract(epoch from until_at - from_at)) end as period
      from cut
    )
    select zone as timezone, own_zone, now_at, from_at, until_at, shown_from, lookback_days, is_shortened,
      wished_from > now_at as is_to_come, wished_from, period::text as period,
      (select max(zones.starts_at) = min(zones.starts_at)
         and max(date_trunc('day', edge, zones.timezone)) = min(date_trunc('day', edge, zones.timezone))
       from (values (from_at), (until_at - interval '1 microsecond')) as moment (edge)
       join zone_segments(organization) as zones on edge >= zones.starts_at and edge < zones.ends_at) as is_one_day,
      (select least(date_add(date_trunc('day', now_at, zones.timezone), '1 day', zones.timezone), zones.ends_at)
       from zone_segments(organization) as zones where now_at >= zones.starts_at and now_at < zones.ends_at) as open_to,
      (select count(*) = 1 from zone_segments(organization) as zones
       where zones.ends_at > least(date_subtract(from_at, '1 year', zone), date_subtract(from_at, period, zone))
         and zones.starts_at <= until_at) as is_own_clock,
      (select id from plans where is_shortened and (plans.lookback_days is null
         or date_subtract(date_trunc('day', now_at, own_zone), make_interval(days => plans.lookback_days), own_zone) <= wished_from)
       order by plans.rank limit 1) as lookback_plan_id,
      date_subtract(from_at, period, zone) as period_from, date_subtract(until_at, period, zone) as period_to,
      date_subtract(from_at, '1 year', zone) as year_from, date_subtract(until_at, '1 year', zone) as year_to
    from measured`
    .execute(db)
    .catch(unknownZone)
  const row = rows[0] as RangeRow
  if (row.is_to_come) throw invalid('range.from', 'The start lies in the time to come.')
  return rangeOf(row)
}

type RangeRow = {
  timezone: string
  own_zone: string
  now_at: Date
  from_at: Date
  until_at: Date
  shown_from: Date | null
  lookback_days: number | null
  is_shortened: boolean | null
  is_to_come: boolean
  period: string
  is_one_day: boolean
  open_to: Date
  is_own_clock: boolean
  lookback_plan_id: string | null
  period_from: Date
  period_to: Date
  year_from: Date
  year_to: Date
}

function rangeOf(row: RangeRow): Range {
  const shown = (from: Date, to: Date) =>
    row.shown_from && from < row.shown_from ? null : { from, to }
  return {
    from: row.from_at,
    to: row.until_at,
    timezone: row.timezone,
    now: row.now_at,
    ownTimezone: row.own_zone,
    shownFrom: row.shown_from,
    lookbackDays: row.lookback_days,
    openTo: row.open_to,
    isOwnClock: row.is_own_clock && row.timezone === row.own_zone,
    isShortened: row.is_shortened ?? false,
    lookbackPlanId: row.lookback_plan_id,
    isOneDay: row.is_one_day,
    step: { PREVIOUS_PERIOD: row.period, PREVIOUS_YEAR: '1 year' },
    before: {
      PREVIOUS_PERIOD: shown(row.period_from, row.period_to),
      PREVIOUS_YEAR: shown(row.year_from, row.year_to),
    },
  }
}

function checkRange({ preset, from, to }: RangeInput): void {
  if (preset && (from || to)) throw invalid('range', 'Give a preset or moments, not both.')
  if (!preset && !from) throw invalid('range.from', 'Give a preset, or from when on.')
  if (from && to && from >= to) throw invalid('range.to', 'The end comes after the start.')
}

/** The platform knows a few names that the database does not. */
function unknownZone(error: unknown): never {
  if (error instanceof DatabaseError && error.code === '22023')
    throw invalid('timezone', timezoneProblem)
  throw error
}

export const buckets = ['QUARTER_HOUR', 'HOUR', 'DAY', 'WEEK', 'MONTH'] as const
export type TimeBucket = (typeof buckets)[number]

const hour = 3_600_000
const day = 24 * hour
/** At most so many points in one series. */
const mostPoints = 1_200
/** How long a bucket is at least, in milliseconds. */
const shortest: Record<TimeBucket, number> = {
  QUARTER_HOUR: hour / 4,
  HOUR: hour / 2,
  DAY: 23 * hour,
  WEEK: 7 * day - hour,
  MONTH: 28 * day - hour,
}

/** The bucket that suits a range when none was asked for. */
export function bucketFor({ from, to }: Period): TimeBucket {
  const length = to.getTime() - from.getTime()
  if (length <= 6 * hour) return 'QUARTER_HOUR'
  if (length <= 3 * day) return 'HOUR'
  if (length <= 120 * day) return 'DAY'
  return length <= 400 * day ? 'WEEK' : 'MONTH'
}

/** A bucket of a series: where it lies in the range, and what of the clock it is. */
export type Bucket = Period & { isPartial: boolean; before: Period | null }

/**
 * The range in buckets of its time zone, none left out, the first and last cut at the range's edges: a day of the change
 * of clocks has 23 or 25 hours, weeks begin on Monday. INVALID when there would be too many.
 */
export async function listBuckets(
  db: ReadDb,
  range: Range,
  bucket: TimeBucket,
  compare: ComparisonPeriod | null,
): Promise<Bucket[]> {
  const length = range.to.getTime() - range.from.getTime()
  if (length / shortest[bucket] > mostPoints)
    throw invalid('bucket', 'That would be too many points. Choose a longer bucket.')
  if (length <= 0) return []
  const { timezone, from, to } = range
  const unit = bucket.toLowerCase()
  // No zone is off by less than a quarter of an hour, so quarters are the same everywhere. Hours are cut from quarters, since
  // where clocks change by half an hour, an hour is not always an hour after the last.
  const starts =
    bucket === 'QUARTER_HOUR' || bucket === 'HOUR'
      ? sql`select distinct ${bucket === 'HOUR' ? sql`date_trunc('hour', quarter, ${timezone})` : sql`quarter`} as start_at
          from generate_series(date_bin('15 minutes', ${from}::timestamptz, 'epoch'), ${to}::timestamptz, '15 minutes') as quarter`
      : sql`select start_at from generate_series(date_trunc(${unit}, ${from}::timestamptz, ${timezone}), ${to}::timestamptz,
          ${`1 ${unit}`}::interval, ${timezone}) as start_at`
  const step = compare && range.before[compare] ? range.step[compare] : null
  const { rows } = await sql<BucketRow>`
    with bucket as (
      select start_at, coalesce(lead(start_at) over (order by start_at), ${endOf(bucket, timezone)}) as end_at
      from (${starts}) as list
    ),
    cut as (
      select start_at, end_at, greatest(start_at, ${from}::timestamptz) as from_at, least(end_at, ${to}::timestamptz) as until_at
      from bucket where start_at < ${to}::timestamptz and end_at > ${from}::timestamptz
    )
    select from_at, until_at, from_at > start_at or until_at < end_at as is_partial,
      date_subtract(from_at, ${step}::interval, ${timezone}) as before_from,
      date_subtract(until_at, ${step}::interval, ${timezone}) as before_to
    from cut order by from_at`.execute(db)
  return rows.map((row) => ({
    from: row.from_at,
    to: row.until_at,
    isPartial: row.is_partial,
    before: row.before_from ? { from: row.before_from, to: row.before_to as Date } : null,
  }))
}

type BucketRow = {
  from_at: Date
  until_at: Date
  is_partial: boolean
  before_from: Date | null
  before_to: Date | null
}

/** The last bucket's end, which no other begins at. */
function endOf(bucket: TimeBucket, timezone: string): RawBuilder<Date> {
  if (bucket === 'QUARTER_HOUR') return sql`start_at + interval '15 minutes'`
  if (bucket === 'HOUR') return sql`start_at + interval '1 hour'`
  return sql`date_add(start_at, ${`1 ${bucket.toLowerCase()}`}::interval, ${timezone})`
}
