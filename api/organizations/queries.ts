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
  'phone',
  'billing_address',
  'country_code',
  'shares_data_at',
  'shares_data_by',
  'version',
  'created_at',
  'updated_at',
] as const

/** The organization of the current transaction. */
export async function getOrganization(db: TenantDb) {
  return db
    .selectFrom('organizations')
    .select(organizationColumns)
    .select((eb) => [
      eb.cast<string>('excluded_addresses', 'text').as('excluded_addresses'),
      sql<string>`timezone_at(id, now())`.as('timezone'),
      eb.fn<boolean>('needs_consent', ['country_code']).as('needs_consent'),
      eb.fn<boolean>('shares_data', ['shares_data', 'country_code']).as('shares_data'),
    ])
    .executeTakeFirstOrThrow()
}
export type OrganizationRow = Awaited<ReturnType<typeof getOrganization>>

/** What a member may change; what is undefined stays. */
export type OrganizationChange = {
  name?: string | undefined
  email?: string | undefined
  phone?: string | null | undefined
  billingAddress?: string | null | undefined
  countryCode?: string | null | undefined
  /** Networks in CIDR notation. */
  excludedAddresses?: readonly string[] | undefined
  /** Its word on data sharing, and the member who gave it. */
  sharing?: { said: boolean; by: string } | undefined
}

/** Whether it was done: not when somebody changed the settings since that version. */
export async function updateOrganization(
  db: TenantDb,
  version: number,
  change: OrganizationChange,
): Promise<boolean> {
  const { sharing, excludedAddresses: networks } = change
  const values = {
    name: change.name,
    email: change.email,
    phone: change.phone,
    billing_address: change.billingAddress,
    country_code: change.countryCode,
    excluded_addresses: networks && sql<string[]>`${`{${networks.join(',')}}`}::cidr[]`,
    shares_data: sharing?.said,
    shares_data_at: sharing && new Date(),
    shares_data_by: sharing?.by,
  }
  const { numUpdatedRows } = await db
    .updateTable('organizations')
    .set(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)))
    .set((eb) => ({ version: eb('version', '+', 1), updated_at: new Date() }))
    .where('version', '=', version)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

/** Whether the database's list of time zones has it too. */
export async function isKnownTimezone(db: TenantDb, timezone: string): Promise<boolean> {
  const { rows } = await sql<{ known: string }>`select known_zone(${timezone}) as known`.execute(db)
  return rows[0]?.known === timezone
}

/** The zone that will hold, and from when; null when none was changed since the last midnight. */
export async function findNextTimezone(
  db: TenantDb,
): Promise<{ timezone: string; from_at: Date } | null> {
  const next = await db
    .selectFrom('organization_timezones')
    .select(['timezone', 'from_at'])
    .where('from_at', '>', sql<Date>`now()`)
    .orderBy('from_at')
    .executeTakeFirst()
  return next ?? null
}

/** Remembers the plan asked for; null takes the wish back. */
export async function setRequestedPlan(db: TenantDb, planId: string | null): Promise<void> {
  await db.updateTable('organizations').set({ requested_plan_id: planId }).execute()
}

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
  countryCode: string | null
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
      country_code: fresh.countryCode,
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
