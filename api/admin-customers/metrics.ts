import { type RawBuilder, sql } from 'kysely'
import type { AdminDb } from '../../db/connections.ts'
import type { OrganizationStatus, Resource } from '../../db/types.ts'

// What an organization comes to. Every number is a question of its own about one organization and one table: joined side by
// side, each table would multiply the rows of the others.

/** The scope of scan_rollups that is the whole organization. */
export const whole = sql`'00000000-0000-0000-0000-000000000000'::uuid`

/** The newest line of the ledger says what an organization pays a month; without one it pays nothing. */
export const mrrOf: RawBuilder<number> = sql`coalesce((
  select after_cents from subscription_movements where organization_id = customer.id
  order by occurred_at desc, id desc limit 1), 0)`

export const scansOf: RawBuilder<number> = sql`coalesce((
  select sum(scans) from scan_rollups
  where organization_id = customer.id and grain = 'MONTH' and scope = ${whole}), 0)::bigint`

/** Scans of the local days that began within so many days, up to so many days ago. */
export function recentScansOf(days: number, until = 0): RawBuilder<number> {
  return sql`coalesce((
    select sum(scans) from scan_rollups
    where organization_id = customer.id and grain = 'DAY' and scope = ${whole}
      and starts_at >= now() - make_interval(days => ${days})
      and starts_at < now() - make_interval(days => ${until})), 0)::bigint`
}

export const recentActivitiesOf: RawBuilder<number> = sql`(
  select count(*) from activity_log
  where organization_id = customer.id and created_at > now() - interval '30 days')`

/** When anybody of the organization last did something, or was there; null when nobody ever was. */
export const lastActiveOf: RawBuilder<Date | null> = sql`greatest(
  (select created_at from activity_log where organization_id = customer.id order by id desc limit 1),
  (select max(last_seen_at) from members where organization_id = customer.id))`

export function usedOf(resource: Resource): RawBuilder<number> {
  return sql`coalesce((
    select used from organization_usage
    where organization_id = customer.id and resource = ${resource}), 0)`
}

/** What is agreed with this organization, else what its plan says; null is without end. */
const limit = sql`case when terms.limits ? plan_limits.resource::text
  then (terms.limits ->> plan_limits.resource::text)::bigint else plan_limits.max end`

export type Usage = { resource: Resource; used: number; max: number | null }

export const usageOf: RawBuilder<Usage[]> = sql`(
  select jsonb_agg(jsonb_build_object('resource', plan_limits.resource, 'used', coalesce(usage.used, 0), 'max', ${limit})
    order by plan_limits.resource)
  from plan_limits
  left join organization_usage as usage
    on usage.organization_id = customer.id and usage.resource = plan_limits.resource
  left join organization_terms as terms on terms.organization_id = customer.id
  where plan_limits.plan_id = customer.plan_id)`

export type CustomerRow = {
  organization_id: string
  name: string
  email: string
  status: OrganizationStatus
  plan_id: string
  plan_name: string
  plan_rank: number
  requested_plan_id: string | null
  timezone: string
  country_code: string | null
  created_at: Date
  price_cents: number
  mrr_cents: number
  usage: Usage[]
  scans: number
  scans_30d: number
  activities_30d: number
  last_active_at: Date | null
  last_scan_at: Date | null
}

/** These organizations with all their numbers, in the order asked. */
export async function listCustomers(db: AdminDb, ids: readonly string[]): Promise<CustomerRow[]> {
  const { rows } = await sql<CustomerRow>`
    select customer.id as organization_id, customer.name, customer.email, customer.status, customer.plan_id,
      plans.name as plan_name, plans.rank as plan_rank, customer.requested_plan_id, customer.timezone,
      customer.country_code, customer.created_at,
      coalesce((select price_cents from organization_terms where organization_id = customer.id), plans.price_cents) as price_cents,
      ${mrrOf} as mrr_cents, coalesce(${usageOf}, '[]') as usage, ${scansOf} as scans, ${recentScansOf(30)} as scans_30d,
      ${recentActivitiesOf} as activities_30d, ${lastActiveOf} as last_active_at,
      (select max(last_at) from scan_rollups
       where organization_id = customer.id and grain = 'MONTH' and scope = ${whole}) as last_scan_at
    from unnest(${ids}::uuid[]) with ordinality as wanted (id, place)
    join organizations as customer using (id) join plans on plans.id = customer.plan_id
    order by wanted.place`.execute(db)
  return rows
}
