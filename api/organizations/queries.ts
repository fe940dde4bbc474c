import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { AuthDb, TenantDb } from '../../db/connections.ts'
import type { Resource } from '../../db/types.ts'

const organizationColumns = [
  'id',
  'name',
  'email',
  'status',
  'plan_id',
  'requested_plan_id',
  'timezone',
  'created_at',
] as const

/** The organization of the current transaction. */
export async function getOrganization(db: TenantDb) {
  return db.selectFrom('organizations').select(organizationColumns).executeTakeFirstOrThrow()
}
export type OrganizationRow = Awaited<ReturnType<typeof getOrganization>>

export type NewOrganization = {
  name: string
  email: string
  planId: string
  /** What that plan costs a month. */
  priceCents: number
  requestedPlanId: string | null
  timezone: string
  phone: string | null
  billingAddress: string | null
}

const resources: readonly Resource[] = [
  'QR_CODES',
  'SEATS',
  'STORAGE_BYTES',
  'CAMPAIGNS',
  'UPLOADS',
]

/**
 * Founds an organization: its row, the counted rows of its limits, and the first line of its ledger. The transaction must
 * have entered the new tenant already. The founder takes the first seat.
 */
export async function insertOrganization(
  db: AuthDb,
  id: string,
  fresh: NewOrganization,
): Promise<void> {
  await db
    .insertInto('organizations')
    .values({
      id,
      name: fresh.name,
      email: fresh.email,
      plan_id: fresh.planId,
      requested_plan_id: fresh.requestedPlanId,
      timezone: fresh.timezone,
      phone: fresh.phone,
      billing_address: fresh.billingAddress,
    })
    .execute()
  await db
    .insertInto('organization_usage')
    .values(
      resources.map((resource) => ({
        organization_id: id,
        resource,
        used: resource === 'SEATS' ? 1 : 0,
      })),
    )
    .execute()
  await db
    .insertInto('subscription_movements')
    .values({
      organization_id: id,
      id: uuidv7(),
      from_plan_id: null,
      to_plan_id: fresh.planId,
      before_cents: 0,
      after_cents: fresh.priceCents,
    })
    .execute()
}

/**
 * Has the current organization keep another clock from its next local midnight on. Called before organizations.timezone is
 * changed: what it says until then becomes the past. Changed again on the same day, the last word holds.
 */
export async function keepTimezone(db: TenantDb, timezone: string): Promise<void> {
  await sql`
    insert into organization_timezones (organization_id, from_at, timezone)
    select id, '-infinity', timezone from organizations on conflict do nothing`.execute(db)
  await sql`
    insert into organization_timezones (organization_id, from_at, timezone)
    select id, date_add(date_trunc('day', now(), kept), '1 day', kept), ${timezone}
    from organizations cross join lateral (select timezone_at(id, now()) as kept) as clock
    on conflict (organization_id, from_at) do update set timezone = excluded.timezone`.execute(db)
}
