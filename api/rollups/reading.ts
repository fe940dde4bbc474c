import { type RawBuilder, sql } from 'kysely'
import type { ReadDb } from '../../db/connections.ts'

// Reading what was counted. A scope is a code, or the whole organization.

/** The scope that is the whole organization. */
export const whole = '00000000-0000-0000-0000-000000000000'

/** Whole local months and days of the organization inside a range. */
export type Span = { daysFrom: Date; daysTo: Date; monthsFrom: Date; monthsTo: Date }

export type Column =
  | 'classes'
  | 'countries'
  | 'regions'
  | 'cities'
  | 'device_types'
  | 'os'
  | 'browsers'
  | 'referrers'
  | 'sources'
  | 'qr_codes'

/** Scans that have one of these keys in a column, or whose key begins with one. */
export type Told = { column: Column; keys: readonly string[] }

export async function findSpan(db: ReadDb, from: Date, to: Date): Promise<Span> {
  const { rows } = await sql<{
    days_from: Date
    days_to: Date
    months_from: Date
    months_to: Date
  }>`select * from rollup_span(current_org(), ${from}, ${to})`.execute(db)
  const row = rows[0] as (typeof rows)[number]
  return {
    daysFrom: row.days_from,
    daysTo: row.days_to,
    monthsFrom: row.months_from,
    monthsTo: row.months_to,
  }
}

/** The rows that make up a span: months where they are whole, days around them. */
function rowsOf(span: Span, scopes: readonly string[] | null): RawBuilder<boolean> {
  const { daysFrom, daysTo, monthsFrom, monthsTo } = span
  const days = sql`(grain = 'DAY' and starts_at >= ${daysFrom} and starts_at < ${daysTo}
    and not (starts_at >= ${monthsFrom} and starts_at < ${monthsTo}))`
  const months = sql`(grain = 'MONTH' and starts_at >= ${monthsFrom} and starts_at < ${monthsTo})`
  const scope = scopes ? sql`scope = any(${scopes}::uuid[])` : sql`scope <> ${whole}::uuid`
  return sql`${scope} and (${days} or ${months})`
}

export type Sums = { scans: number; hits: number; uniques: number }

export async function sumRollups(db: ReadDb, span: Span, scopes: readonly string[]): Promise<Sums> {
  const { rows } = await sql<Sums>`
    select coalesce(sum(scans), 0)::bigint as scans, coalesce(sum(hits), 0)::bigint as hits, coalesce(sum(uniques), 0)::bigint as uniques
    from scan_rollups where ${rowsOf(span, scopes)}`.execute(db)
  return rows[0] as Sums
}

/** The keys of a column with how often; with `told`, only the keys it names or that begin with one of them. */
export async function sumKeys(
  db: ReadDb,
  span: Span,
  scopes: readonly string[],
  column: Column,
  prefixes: { keys: readonly string[]; depth: number } | null,
): Promise<Map<string, number>> {
  const place = prefixes ? isUnder(prefixes) : sql`true`
  const { rows } = await sql<{ key: string; scans: number }>`
    select each.key, sum(each.value::bigint)::bigint as scans
    from scan_rollups cross join lateral jsonb_each_text(${sql.ref(column)}) as each
    where ${rowsOf(span, scopes)} and ${place} group by 1`.execute(db)
  return new Map(rows.map((row) => [row.key, row.scans]))
}

/** Of depth 0 a key has no parts, and must be one of them itself: no part of it at all would equal the empty key. */
function isUnder({ keys, depth }: { keys: readonly string[]; depth: number }): RawBuilder<boolean> {
  const key = sql`array_to_string((string_to_array(each.key, '|'))[1:${depth}::int], '|')`
  return sql`${depth === 0 ? sql`each.key` : key} = any(${keys}::text[])`
}

/** Scans and visitors of each code; of all of them without `scopes`. */
export async function sumCodes(
  db: ReadDb,
  span: Span,
  scopes: readonly string[] | null,
  told: Told | null,
): Promise<Map<string, { scans: number; uniques: number }>> {
  const { rows } = await sql<{ key: string; scans: number; uniques: number }>`
    select scope::text as key, sum(${scansOf(told)})::bigint as scans, sum(uniques)::bigint as uniques
    from scan_rollups where ${rowsOf(span, scopes)} group by 1`.execute(db)
  return new Map(rows.filter(({ scans }) => scans > 0).map(({ key, ...sums }) => [key, sums]))
}

/** A row's scans, or of them those that are told by a key. */
function scansOf(told: Told | null): RawBuilder<number> {
  if (!told) return sql`scans`
  return sql`(select coalesce(sum((${sql.ref(told.column)} ->> wanted)::bigint), 0)
    from unnest(${[...new Set(told.keys)]}::text[]) as wanted)`
}

/** Scans told by keys in each of the periods that begin at these moments, over a span's whole days, which no period cuts. */
export async function sumDays(
  db: ReadDb,
  span: Span,
  scopes: readonly string[],
  bounds: readonly Date[],
  told: Told | null,
): Promise<{ scans: number[]; uniques: number[] }> {
  const days = { ...span, monthsFrom: span.daysTo, monthsTo: span.daysTo }
  const { rows } = await sql<{ place: number; scans: number; uniques: number }>`
    select width_bucket(starts_at, ${bounds}::timestamptz[]) as place, sum(${scansOf(told)})::bigint as scans, sum(uniques)::bigint as uniques
    from scan_rollups where ${rowsOf(days, scopes)} group by 1`.execute(db)
  const at = (place: number) => rows.find((row) => row.place === place + 1)
  return {
    scans: bounds.map((_, place) => at(place)?.scans ?? 0),
    uniques: bounds.map((_, place) => at(place)?.uniques ?? 0),
  }
}

/** What a day's row holds by quarters of an hour, of those inside the range. */
const quarter = sql`cross join lateral (
  select to_timestamp(each.key::bigint * 900) as at, each.value::bigint as scans from jsonb_each_text(quarters) as each) as quarter`

/** Scans in each of the periods that begin at these moments, all of them and the range's edges on quarters of an hour. */
export async function sumQuarters(
  db: ReadDb,
  { from, to }: { from: Date; to: Date },
  scopes: readonly string[],
  bounds: readonly Date[],
): Promise<number[]> {
  const place = (at: RawBuilder<unknown>) => sql`width_bucket(${at}, ${bounds}::timestamptz[])`
  const isWhole = sql`(starts_at >= ${from} and ends_at <= ${to}
    and ${place(sql`starts_at`)} = ${place(sql`ends_at - interval '1 microsecond'`)})`
  const inside = sql`scope = any(${scopes}::uuid[]) and grain = 'DAY'
    and starts_at > ${from}::timestamptz - interval '26 hours' and ends_at > ${from} and starts_at < ${to}`
  const { rows } = await sql<{ place: number; scans: number }>`
    select place, sum(scans)::bigint as scans from (
      select ${place(sql`starts_at`)} as place, scans from scan_rollups where ${inside} and ${isWhole}
      union all
      select ${place(sql`quarter.at`)}, quarter.scans from scan_rollups ${quarter}
      where ${inside} and not ${isWhole} and quarter.at >= ${from} and quarter.at < ${to}
    ) as piece group by 1`.execute(db)
  return bounds.map((_, index) => rows.find((row) => row.place === index + 1)?.scans ?? 0)
}

/** The same by weekday and hour of a time zone. */
export async function sumWeekHours(
  db: ReadDb,
  { from, to }: { from: Date; to: Date },
  scopes: readonly string[],
  timezone: string,
): Promise<{ weekday: number; hour: number; scans: number }[]> {
  const { rows } = await sql<{ weekday: number; hour: number; scans: number }>`
    select extract(isodow from wall)::int as weekday, extract(hour from wall)::int as hour, sum(scans)::bigint as scans
    from (
      select quarter.at at time zone ${timezone} as wall, quarter.scans from scan_rollups ${quarter}
      where scope = any(${scopes}::uuid[]) and grain = 'DAY' and starts_at > ${from}::timestamptz - interval '26 hours'
        and starts_at < ${to} and quarter.at >= ${from} and quarter.at < ${to}
    ) as local group by 1, 2`.execute(db)
  return rows
}

/** When everything of the organization that was stored had last been counted. */
export async function findCountedAt(db: ReadDb): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`
    select case when is_behind(current_org())
      then coalesce((select updated_at from rollup_progress), '-infinity') else now() end as at`.execute(
    db,
  )
  return (rows[0] as { at: Date }).at
}
