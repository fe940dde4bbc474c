import { sql } from 'kysely'
import type { TenantDb } from '../../db/connections.ts'

/** Hits of the current organization classified HUMAN, however long ago. */
export async function countAllScans(db: TenantDb): Promise<number> {
  const { count } = await db
    .selectFrom('qr_scan_events')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('classification', '=', 'HUMAN')
    .executeTakeFirstOrThrow()
  return count
}

/** Human scans and the last of them for each of these codes; codes without any are left out. */
export async function summarizeCodes(db: TenantDb, qrCodeIds: readonly string[]) {
  return db
    .selectFrom('qr_scan_events')
    .select((eb) => [
      'qr_code_id',
      eb.fn.countAll<number>().as('count'),
      eb.fn.max('scanned_at').as('last_at'),
    ])
    .where('qr_code_id', 'in', [...qrCodeIds])
    .where('classification', '=', 'HUMAN')
    .groupBy('qr_code_id')
    .execute()
}
export type CodeSummary = Awaited<ReturnType<typeof summarizeCodes>>[number]

/** The same for each of these campaigns, over the codes that belong to it now, deleted ones included. */
export async function summarizeCampaigns(db: TenantDb, campaignIds: readonly string[]) {
  return db
    .selectFrom('qr_scan_events')
    .innerJoin('qr_codes', (join) =>
      join
        .onRef('qr_codes.organization_id', '=', 'qr_scan_events.organization_id')
        .onRef('qr_codes.id', '=', 'qr_scan_events.qr_code_id'),
    )
    .select((eb) => [
      'campaign_id',
      eb.fn.countAll<number>().as('count'),
      eb.fn.max('scanned_at').as('last_at'),
    ])
    .where('campaign_id', 'in', [...campaignIds])
    .where('classification', '=', 'HUMAN')
    .groupBy('campaign_id')
    .execute()
}
export type CampaignSummary = Awaited<ReturnType<typeof summarizeCampaigns>>[number]

/** Human scans of each of the last local days, oldest first, for each of these codes; codes without any are left out. */
export async function listTrends(
  db: TenantDb,
  qrCodeIds: readonly string[],
  days: number,
): Promise<{ qr_code_id: string; counts: number[] }[]> {
  const { rows } = await sql<{ qr_code_id: string; counts: number[] }>`
    with day as (
      select place, date_subtract(today, make_interval(days => ${days}::int - place::int), zone) as starts_at,
        date_subtract(today, make_interval(days => ${days}::int - place::int - 1), zone) as ends_at
      from generate_series(1, ${days}::int) as place, (
        select zone, date_subtract(date_trunc('day', now(), zone), '-1 day', zone) as today
        from (select timezone_at(current_org(), now()) as zone) as own) as clock
    ),
    counted as (
      select qr_code_id, place, count(*) as count
      from qr_scan_events join day on scanned_at >= starts_at and scanned_at < ends_at
      where qr_code_id = any(${qrCodeIds}::uuid[]) and classification = 'HUMAN'
        and scanned_at >= (select lookback_start()) and scanned_at >= (select min(starts_at) from day)
      group by 1, 2
    )
    select qr_code_id, array_agg(coalesce(count, 0)::int order by place) as counts
    from (select distinct qr_code_id from counted) as code cross join day left join counted using (qr_code_id, place)
    group by 1`.execute(db)
  return rows
}
