import { sql } from 'kysely'
import type { AdminDb } from '../../db/connections.ts'
import {
  lastActiveOf,
  mrrOf,
  recentActivitiesOf,
  recentScansOf,
  scansOf,
  type Usage,
  usageOf,
  whole,
} from '../admin-customers/metrics.ts'

/** What is looked at of organizations that might want more. */
export type Candidate = {
  organization_id: string
  usage: Usage[]
  activities: number
  scans: number
  scans_before: number
}

/** Those in good standing on any plan but the largest. */
export async function listCandidates(db: AdminDb): Promise<Candidate[]> {
  const { rows } = await sql<Candidate>`
    select customer.id as organization_id, coalesce(${usageOf}, '[]') as usage, ${recentActivitiesOf} as activities,
      ${recentScansOf(30)} as scans, ${recentScansOf(60, 30)} as scans_before
    from organizations as customer join plans on plans.id = customer.plan_id
    where customer.status = 'ACTIVE' and plans.rank < (select max(rank) from plans)`.execute(db)
  return rows
}

/** An organization that pays, and how long nobody was there. */
export type Idle = {
  organization_id: string
  mrr_cents: number
  last_active_at: Date | null
  /** In days, with their fraction: since the last sign of life, or since sign-up when there never was one. */
  idle: number
  scans: number
}

/** Those that pay and were idle for more than a week, the never active among them. */
export async function listIdle(db: AdminDb): Promise<Idle[]> {
  const { rows } = await sql<Idle>`
    select * from (
      select customer.id as organization_id, ${mrrOf} as mrr_cents, active.last_active_at,
        (extract(epoch from now() - coalesce(active.last_active_at, customer.created_at)) / 86400)::float8 as idle,
        ${recentScansOf(7)} as scans
      from organizations as customer cross join lateral (select ${lastActiveOf} as last_active_at) as active
      where customer.status in ('ACTIVE', 'PAST_DUE')
    ) as customer
    where mrr_cents > 0 and idle > 7 order by idle desc, organization_id`.execute(db)
  return rows
}

export type Performer = {
  organization_id: string
  scans: number
  campaigns: number
  codes: number
  countries: number
}

/** More than a thousand people's scans of all time and three campaigns or more. */
export async function listPerformers(db: AdminDb, limit: number): Promise<Performer[]> {
  const { rows } = await sql<Performer>`
    select * from (
      select customer.id as organization_id, ${scansOf} as scans,
        (select count(*) from campaigns where organization_id = customer.id and deleted_at is null) as campaigns,
        (select count(*) from qr_codes where organization_id = customer.id and deleted_at is null) as codes,
        (select count(distinct key) from scan_rollups cross join lateral jsonb_object_keys(countries) as key
         where organization_id = customer.id and grain = 'MONTH' and scope = ${whole} and key <> '') as countries
      from organizations as customer
    ) as customer
    where scans > 1000 and campaigns >= 3 order by scans desc, organization_id limit ${limit}`.execute(
    db,
  )
  return rows
}
