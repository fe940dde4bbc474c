import { type RawBuilder, sql } from 'kysely'
import type { AdminDb } from '../../db/connections.ts'

// Where, with what and when codes are scanned, over all organizations: read from what was counted already. A day is the
// organization's own.

const whole = sql`'00000000-0000-0000-0000-000000000000'::uuid`

/** The counted days that began within so many days. */
function days(count: number): RawBuilder<unknown> {
  return sql`scan_rollups where grain = 'DAY' and scope = ${whole}
    and starts_at >= now() - make_interval(days => ${count})`
}

export type Level = 'COUNTRY' | 'REGION' | 'CITY'

export type LocationRow = {
  country_code: string | null
  region: string | null
  city: string | null
  scans: number
  organizations: number
  share: number
}

const columns = { COUNTRY: 'countries', REGION: 'regions', CITY: 'cities' } as const

/** Keys are country|region|city, the parts that are not known empty. */
export async function listLocations(
  db: AdminDb,
  asked: {
    days: number
    limit: number
    level: Level
    country: string | null
    region: string | null
  },
): Promise<LocationRow[]> {
  const prefix = [asked.country, asked.region].filter((part) => part !== null).join('|')
  const isUnder = prefix
    ? sql`(each.key = ${prefix} or starts_with(each.key, ${`${prefix}|`}))`
    : sql`true`
  const { rows } = await sql<LocationRow>`
    with told as (
      select each.key, organization_id, each.value::bigint as scans
      from (select organization_id, ${sql.ref(columns[asked.level])} as counts from ${days(asked.days)}) as day
      cross join lateral jsonb_each_text(day.counts) as each where ${isUnder}
    )
    select nullif(split_part(key, '|', 1), '') as country_code, nullif(split_part(key, '|', 2), '') as region,
      nullif(split_part(key, '|', 3), '') as city, sum(scans)::bigint as scans,
      count(distinct organization_id)::int as organizations,
      (sum(scans) / sum(sum(scans)) over ())::float8 as share
    from told group by key order by scans desc, key limit ${asked.limit}`.execute(db)
  return rows
}

export type Kind = 'DEVICE' | 'OS' | 'BROWSER' | 'REFERRER'
export type DeviceRow = { kind: Kind; name: string | null; scans: number; share: number }

/** The most frequent of each kind. */
export async function listDevices(
  db: AdminDb,
  asked: { days: number; limit: number },
): Promise<DeviceRow[]> {
  const { rows } = await sql<DeviceRow>`
    with told as (
      select part.kind, each.key, sum(each.value::bigint) as scans
      from (select * from ${days(asked.days)}) as day
      cross join lateral (values ('DEVICE', 1, day.device_types), ('OS', 2, day.os), ('BROWSER', 3, day.browsers),
        ('REFERRER', 4, day.referrers)) as part (kind, place, counts)
      cross join lateral jsonb_each_text(part.counts) as each group by part.kind, each.key
    ),
    ranked as (
      select kind, key, scans, scans / sum(scans) over (partition by kind) as share,
        row_number() over (partition by kind order by scans desc, key) as place
      from told
    )
    select kind, nullif(key, '') as name, scans::bigint as scans, share::float8 as share from ranked
    where place <= ${asked.limit} order by array_position(array['DEVICE', 'OS', 'BROWSER', 'REFERRER'], kind), place`.execute(
    db,
  )
  return rows
}

export type HourRow = { weekday: number; hour: number; scans: number }

/** Monday is 1. Each scan on the clock of its organization; an hour nobody scanned in has no row. */
export async function listHours(db: AdminDb, count: number): Promise<HourRow[]> {
  const { rows } = await sql<HourRow>`
    with quarter as (
      select timezone, each.key::bigint as at, sum(each.value::bigint) as scans
      from (select * from ${days(count)}) as day
      join organizations on organizations.id = day.organization_id
      cross join lateral jsonb_each_text(day.quarters) as each group by 1, 2
    )
    select extract(isodow from to_timestamp(at * 900) at time zone timezone)::int as weekday,
      extract(hour from to_timestamp(at * 900) at time zone timezone)::int as hour, sum(scans)::bigint as scans
    from quarter group by 1, 2 order by 1, 2`.execute(db)
  return rows
}
