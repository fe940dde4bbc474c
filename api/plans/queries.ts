import { sql } from 'kysely'
import type { AuthDb, ExportDb, TenantDb } from '../../db/connections.ts'
import type { Dataset, ExportFormat, Resource } from '../../db/types.ts'

export type PlanRow = {
  id: string
  name: string
  price_cents: number
  rank: number
  is_default: boolean
  lookback_days: number | null
}

/** The whole catalogue, cheapest first; small enough to be read whole. */
export async function listPlans(db: TenantDb | AuthDb) {
  const plans = await db.selectFrom('plans').selectAll().orderBy('rank').execute()
  const limits = await db.selectFrom('plan_limits').selectAll().orderBy('resource').execute()
  const exports = await db
    .selectFrom('plan_exports')
    .selectAll()
    .orderBy('dataset')
    .orderBy('format')
    .execute()
  return plans.map((plan) => ({
    ...plan,
    limits: limits.filter((limit) => limit.plan_id === plan.id),
    exports: exports.filter((cell) => cell.plan_id === plan.id),
  }))
}
export type Plan = Awaited<ReturnType<typeof listPlans>>[number]

/** The plan that sign-ups start on. */
export async function getDefaultPlan(db: AuthDb): Promise<PlanRow> {
  return db.selectFrom('plans').selectAll().where('is_default', '=', true).executeTakeFirstOrThrow()
}

/** The current organization's use of each resource against its limit. */
export async function listUsage(
  db: TenantDb,
): Promise<{ resource: Resource; used: number; max: number | null }[]> {
  return db
    .selectFrom('organization_usage')
    .select(['resource', 'used', sql<number | null>`app.limit_of(resource)`.as('max')])
    .orderBy('resource')
    .execute()
}

/** Takes part of a resource in the caller's transaction; the database raises OI001 at the limit. */
export async function claimResource(
  db: TenantDb | AuthDb,
  resource: Resource,
  amount: number,
): Promise<void> {
  await sql`select app.claim(${resource}, ${amount})`.execute(db)
}

/** Raises OI001 when members and pending invitations together are more than the seats there are. */
export async function requireSeats(db: TenantDb): Promise<void> {
  await sql`select app.require_seats()`.execute(db)
}

/** The smallest plan with room for that many; null when none has. */
export async function findRoomyPlan(
  db: TenantDb,
  resource: Resource,
  total: number,
): Promise<{ id: string; name: string } | null> {
  const { rows } = await sql<{
    plan: { id: string; name: string } | null
  }>`select app.cheapest_plan_for(${resource}, ${total}) as plan`.execute(db)
  return rows[0]?.plan ?? null
}

export async function releaseResource(
  db: TenantDb,
  resource: Resource,
  amount: number,
): Promise<void> {
  await sql`select app.release(${resource}, ${amount})`.execute(db)
}

/** Every dataset and format with whether the current organization's plan has it, and the cheapest plan that does. */
export async function listExportGates(db: TenantDb | ExportDb): Promise<ExportGate[]> {
  const { rows } = await sql<ExportGate>`
    select cell.dataset, cell.format,
      exists (
        select from plan_exports join organizations on organizations.plan_id = plan_exports.plan_id
        where plan_exports.dataset = cell.dataset and plan_exports.format = cell.format
      ) as allowed,
      (
        select plans.id from plan_exports join plans on plans.id = plan_exports.plan_id
        where plan_exports.dataset = cell.dataset and plan_exports.format = cell.format
        order by plans.rank limit 1
      ) as cheapest_plan_id
    from (
      select unnest(enum_range(null::dataset)) as dataset, format
      from unnest(enum_range(null::export_format)) as format
    ) as cell
    order by cell.dataset, cell.format`.execute(db)
  return rows
}
export type ExportGate = {
  dataset: Dataset
  format: ExportFormat
  allowed: boolean
  cheapest_plan_id: string | null
}

export async function findPlan(db: TenantDb | ExportDb, id: string): Promise<PlanRow | undefined> {
  return db.selectFrom('plans').selectAll().where('id', '=', id).executeTakeFirst()
}
