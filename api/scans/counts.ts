import { type RawBuilder, sql } from 'kysely'
import type { ReadDb } from '../../db/connections.ts'
import type { Classification } from '../../db/types.ts'
import { type Dimension, hitsBy, keyOf } from './dimensions.ts'
import { classCondition, isBefore, isFrom, partConditions, type ScanFilter } from './filter.ts'

/** Half-open: from belongs to it, to does not. */
export type Period = { from: Date; to: Date }

// The answers as the scans themselves give them: exact for every filter, and as dear as there are scans in the period.

/** The hits of a period that pass the filter, whatever they were. */
function hitsIn({ from, to }: Period, filter: ScanFilter): RawBuilder<boolean> {
  return sql.join([isFrom(from), isBefore(to), ...partConditions(filter)], sql` and `)
}

function scansIn(period: Period, filter: ScanFilter): RawBuilder<boolean> {
  return sql`${hitsIn(period, filter)} and ${classCondition(filter)}`
}

export type Counts = { scans: number; hits: number; codes: number }

export async function countHits(db: ReadDb, period: Period, filter: ScanFilter): Promise<Counts> {
  const isScan = classCondition(filter)
  const { rows } = await sql<Counts>`
    select count(*) filter (where ${isScan}) as scans, count(*) as hits,
      count(distinct qr_code_id) filter (where ${isScan}) as codes
    from qr_scan_events where ${hitsIn(period, filter)}`.execute(db)
  return rows[0] as Counts
}

/** The local day of the organization that a hit fell on, whatever clock it kept then. */
const ownDay = sql`greatest(date_trunc('day', scanned_at, zone.timezone), zone.starts_at)`
const withZone = (
  hits: RawBuilder<unknown> = sql`qr_scan_events`,
) => sql`${hits} join zone_segments(current_org()) as zone
  on scanned_at >= zone.starts_at and scanned_at < zone.ends_at`

/** Visitors told apart within each local day of the organization, added up over the days. */
export async function countUniques(
  db: ReadDb,
  period: Period,
  filter: ScanFilter,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select distinct ${ownDay}, visitor_hash from ${withZone()}
      where ${scansIn(period, filter)} and visitor_hash is not null
    ) as visit`.execute(db)
  return rows[0]?.count ?? 0
}

const fiveMinutes = 300_000

/** Visitors of the five minutes before now. */
export async function countActive(db: ReadDb, now: Date, filter: ScanFilter): Promise<number> {
  const since = isFrom(new Date(now.getTime() - fiveMinutes))
  const conditions = sql.join(
    [since, classCondition(filter), ...partConditions(filter)],
    sql` and `,
  )
  const { rows } = await sql<{ count: number }>`
    select count(distinct visitor_hash) as count from qr_scan_events
    where ${conditions}`.execute(db)
  return rows[0]?.count ?? 0
}

/** How many scans of the period fell between each of these bounds and the next. */
export async function countPerPeriod(
  db: ReadDb,
  bounds: readonly Date[],
  period: Period,
  filter: ScanFilter,
): Promise<number[]> {
  const { rows } = await sql<{ place: number; count: number }>`
    select width_bucket(scanned_at, ${bounds}::timestamptz[]) as place, count(*) as count
    from qr_scan_events where ${scansIn(period, filter)} group by 1`.execute(db)
  return placed(rows, bounds.length)
}

/** The same for visitors by local day of the organization. */
export async function countUniquesPerPeriod(
  db: ReadDb,
  bounds: readonly Date[],
  period: Period,
  filter: ScanFilter,
): Promise<number[]> {
  const { rows } = await sql<{ place: number; count: number }>`
    select place, count(*) as count from (
      select distinct width_bucket(scanned_at, ${bounds}::timestamptz[]) as place, ${ownDay}, visitor_hash
      from ${withZone()} where ${scansIn(period, filter)} and visitor_hash is not null
    ) as visit group by place`.execute(db)
  return placed(rows, bounds.length)
}

function placed(rows: readonly { place: number; count: number }[], length: number): number[] {
  const counts = Array.from({ length }, () => 0)
  for (const { place, count } of rows) counts[place - 1] = count
  return counts
}

export type KeyCount = { key: string; scans: number }

/** Scans by what they have in common. */
export async function countByKey(
  db: ReadDb,
  period: Period,
  filter: ScanFilter,
  dimension: Dimension,
): Promise<KeyCount[]> {
  const { rows } = await sql<KeyCount>`
    select ${keyOf(dimension)} as key, count(*) as scans
    from ${hitsBy(dimension)} where ${scansIn(period, filter)} group by 1`.execute(db)
  return rows
}

/** Visitors of the period for each of these keys, by local day of the organization. */
export async function countUniquesOfKeys(
  db: ReadDb,
  period: Period,
  filter: ScanFilter,
  dimension: Dimension,
  keys: readonly string[],
): Promise<Map<string, number>> {
  const key = keyOf(dimension)
  const { rows } = await sql<KeyCount>`
    select key, count(*) as scans from (
      select distinct ${key} as key, ${ownDay}, visitor_hash from ${withZone(hitsBy(dimension))}
      where ${scansIn(period, filter)} and visitor_hash is not null and ${key} = any(${keys}::text[])
    ) as visit group by key`.execute(db)
  return new Map(rows.map((row) => [row.key, row.scans]))
}

export type WeekHour = { weekday: number; hour: number; scans: number }

/** Scans by weekday and hour on the clock of the time zone asked for; only cells that have any. */
export async function countByWeekHour(
  db: ReadDb,
  period: Period,
  filter: ScanFilter,
  timezone: string,
): Promise<WeekHour[]> {
  const { rows } = await sql<WeekHour>`
    select extract(isodow from wall)::int as weekday, extract(hour from wall)::int as hour, sum(scans)::bigint as scans
    from (
      select date_bin('15 minutes', scanned_at, 'epoch') at time zone ${timezone} as wall, count(*) as scans
      from qr_scan_events where ${scansIn(period, filter)} group by 1
    ) as quarter group by 1, 2 order by 1, 2`.execute(db)
  return rows
}

export type ClassCount = { classification: Classification; reason: string | null; hits: number }

/** Everything that came in, by what it was and which step said so. */
export async function countByClass(
  db: ReadDb,
  period: Period,
  filter: ScanFilter,
): Promise<ClassCount[]> {
  const { rows } = await sql<ClassCount>`
    select classification, reason, count(*) as hits from qr_scan_events
    where ${hitsIn(period, filter)} group by 1, 2 order by 3 desc, 1, 2`.execute(db)
  return rows
}

/** When a code began to lead elsewhere; with ids, one of these codes. */
export async function listTargetChanges(
  db: ReadDb,
  { from, to }: Period,
  qrCodeIds: readonly string[] | null,
): Promise<Date[]> {
  const { rows } = await sql<{ created_at: Date }>`
    select created_at from activity_log
    where entity_type = 'qr_code' and metadata -> 'changed' ?| array['targetUrl', 'uploadId']
      and created_at >= ${from} and created_at < ${to}
      and (${qrCodeIds}::uuid[] is null or entity_id = any(${qrCodeIds}::uuid[]))
    order by created_at desc limit 100`.execute(db)
  return rows.map((row) => row.created_at).reverse()
}
