import { sql } from 'kysely'
import type { TenantDb } from '../../db/connections.ts'
import { whole } from './reading.ts'

/** Scans of the current organization, however long ago. */
export async function countAllScans(db: TenantDb): Promise<number> {
  const { count } = await db
    .selectFrom('scan_rollups')
    .select((eb) =>
      eb.fn.coalesce(eb.cast<number>(eb.fn.sum('scans'), 'bigint'), sql<number>`0`).as('count'),
    )
    .where('grain', '=', 'MONTH')
    .where('scope', '=', whole)
    .executeTakeFirstOrThrow()
  return count
}

/** Scans and the last of them for each of these codes; codes without any are left out. */
export async function summarizeCodes(db: TenantDb, qrCodeIds: readonly string[]) {
  return db
    .selectFrom('scan_rollups')
    .select((eb) => [
      'scope as id',
      eb.cast<number>(eb.fn.sum('scans'), 'bigint').as('count'),
      eb.fn.max('last_at').as('last_at'),
    ])
    .where('grain', '=', 'MONTH')
    .where('scope', '=', sql<string>`any(${qrCodeIds}::uuid[])`)
    .groupBy('scope')
    .execute()
}

/** The same for each of these campaigns, over the codes that belong to it now, deleted ones included. */
export async function summarizeCampaigns(db: TenantDb, campaignIds: readonly string[]) {
  return db
    .selectFrom('scan_rollups')
    .innerJoin('qr_codes', (join) =>
      join
        .onRef('qr_codes.organization_id', '=', 'scan_rollups.organization_id')
        .onRef('qr_codes.id', '=', 'scan_rollups.scope'),
    )
    .select((eb) => [
      'campaign_id as id',
      eb.cast<number>(eb.fn.sum('scans'), 'bigint').as('count'),
      eb.fn.max('last_at').as('last_at'),
    ])
    .where('grain', '=', 'MONTH')
    .where('campaign_id', '=', sql<string>`any(${campaignIds}::uuid[])`)
    .groupBy('campaign_id')
    .execute()
}

/** The first codes of each of these campaigns that are not deleted, the most scanned first, then the newest. */
export async function listTopCodes(
  db: TenantDb,
  campaignIds: readonly string[],
  first: number,
): Promise<{ campaign_id: string; id: string }[]> {
  const { rows } = await sql<{ campaign_id: string; id: string }>`
    select campaigns.id as campaign_id, top.id
    from campaigns
    cross join lateral (
      select qr_codes.id, coalesce(sum(months.scans), 0) as count
      from qr_codes
      left join scan_rollups as months on months.organization_id = qr_codes.organization_id
        and months.grain = 'MONTH' and months.scope = qr_codes.id
      where qr_codes.organization_id = campaigns.organization_id and qr_codes.campaign_id = campaigns.id
        and qr_codes.deleted_at is null
      group by qr_codes.id
      order by count desc, qr_codes.id desc
      limit ${first}::int
    ) as top
    where campaigns.id = any(${campaignIds}::uuid[]) and campaigns.deleted_at is null
    order by campaigns.id, top.count desc, top.id desc`.execute(db)
  return rows
}

/** Scans of each of the last local days, oldest first, for each of these codes; codes without any are left out. */
export async function listTrends(
  db: TenantDb,
  qrCodeIds: readonly string[],
  days: number,
): Promise<{ qr_code_id: string; counts: number[] }[]> {
  const { rows } = await sql<{ qr_code_id: string; counts: number[] }>`
    with clock as materialized (
      select zone, date_trunc('day', now(), zone) as today from (select timezone_at(current_org(), now()) as zone) as own
    ),
    day as materialized (
      select place, date_subtract(today, make_interval(days => ${days}::int - place), zone) as starts_at
      from clock cross join generate_series(1, ${days}::int) as place
    ),
    counted as (
      select scope, width_bucket(starts_at, (select array_agg(starts_at order by place) from day)) as place, sum(scans)::int as count
      from scan_rollups
      where grain = 'DAY' and scope = any(${qrCodeIds}::uuid[]) and starts_at >= (select min(starts_at) from day)
        and starts_at >= (select lookback_start())
      group by 1, 2
    )
    select scope as qr_code_id, array_agg(coalesce(count, 0) order by place) as counts
    from (select distinct scope from counted) as code cross join day left join counted using (scope, place)
    group by 1`.execute(db)
  return rows
}
