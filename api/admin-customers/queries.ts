import { type RawBuilder, sql } from 'kysely'
import type { AdminDb } from '../../db/connections.ts'
import type { OrganizationStatus } from '../../db/types.ts'
import { lastActiveOf, mrrOf, recentScansOf, scansOf, usedOf } from './metrics.ts'

export type CustomerFilter = {
  planId: string | null
  status: OrganizationStatus | null
  search: string | null
}

export const customerOrders = [
  'NAME',
  'CREATED_AT',
  'MRR',
  'SCANS',
  'SCANS_30_DAYS',
  'QR_CODES',
  'SEATS',
  'STORAGE',
  'LAST_ACTIVE_AT',
] as const
export type CustomerOrder = (typeof customerOrders)[number]

/** The place of a row: what it is sorted by, and its id. */
export type Place = [value: string | number, id: string]

/** What rows are sorted by; times as microseconds, whoever was never active first of all when the idlest come first. */
const keys: Record<CustomerOrder, RawBuilder<unknown>> = {
  NAME: sql`lower(customer.name)`,
  CREATED_AT: sql`(extract(epoch from customer.created_at) * 1000000)::bigint`,
  MRR: mrrOf,
  SCANS: scansOf,
  SCANS_30_DAYS: recentScansOf(30),
  QR_CODES: usedOf('QR_CODES'),
  SEATS: usedOf('SEATS'),
  STORAGE: usedOf('STORAGE_BYTES'),
  LAST_ACTIVE_AT: sql`coalesce((extract(epoch from ${lastActiveOf}) * 1000000)::bigint, 0)`,
}

export type CustomerPage = {
  orderBy: CustomerOrder
  descending: boolean
  limit: number
  after: Place | null
}

function isWanted({ planId, status, search }: CustomerFilter): RawBuilder<boolean> {
  const like = search === null ? null : `%${search.replace(/[\\%_]/g, '\\$&')}%`
  return sql`(${planId}::text is null or customer.plan_id = ${planId})
    and (${status}::text is null or customer.status::text = ${status})
    and (${like}::text is null or customer.name ilike ${like} or customer.email ilike ${like}
      or customer.id::text = lower(${search}))`
}

/** The ids of a page and their places; what they come to is another question (listCustomers). */
export async function pageOfCustomers(
  db: AdminDb,
  filter: CustomerFilter,
  { orderBy, descending, limit, after }: CustomerPage,
): Promise<{ id: string; place: Place }[]> {
  const direction = descending ? sql`desc` : sql`asc`
  const beyond = descending ? sql`<` : sql`>`
  const [value = null, id = null] = after ?? []
  // The text sorts as the column does, not as the parameter's collation would.
  const given = orderBy === 'NAME' ? sql`${value}::text` : sql`${value}::bigint`
  const { rows } = await sql<{ id: string; value: string | number }>`
    select id, value from (
      select customer.id, ${keys[orderBy]} as value from organizations as customer where ${isWanted(filter)}
    ) as sorted
    where ${id}::uuid is null or (value, id) ${beyond} (${given}, ${id}::uuid)
    order by value ${direction}, id ${direction} limit ${limit}`.execute(db)
  return rows.map((row) => ({ id: row.id, place: [row.value, row.id] }))
}

export async function countCustomers(db: AdminDb, filter: CustomerFilter): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from organizations as customer where ${isWanted(filter)}`.execute(db)
  return rows[0]?.count ?? 0
}

/** Some rows of each organization, fetched for all of them at once. */
function ofEach<T>(db: AdminDb, ids: readonly string[], rows: RawBuilder<unknown>) {
  return sql<T & { organization_id: string }>`
    select customer.id as organization_id, found.* from unnest(${ids}::uuid[]) as customer (id)
    cross join lateral (${rows}) as found`.execute(db)
}

export type MemberRow = {
  id: string
  name: string
  email: string
  role: string
  status: string
  created_at: Date
  last_seen_at: Date | null
}

export async function listMembers(db: AdminDb, ids: readonly string[], first: number) {
  const { rows } = await ofEach<MemberRow>(
    db,
    ids,
    sql`select id, name, email, role, status, created_at, last_seen_at from members
      where organization_id = customer.id and removed_at is null order by id limit ${first}`,
  )
  return rows
}

export type CodeRow = {
  id: string
  name: string
  slug: string
  target_url: string | null
  location: string | null
  created_at: Date
  scans: number
}

/** The codes that were scanned most. */
export async function listCodes(db: AdminDb, ids: readonly string[], first: number) {
  const { rows } = await ofEach<CodeRow>(
    db,
    ids,
    sql`select id, name, slug, target_url, location, created_at, coalesce((
        select sum(scans) from scan_rollups
        where organization_id = customer.id and grain = 'MONTH' and scope = qr_codes.id), 0)::bigint as scans
      from qr_codes where organization_id = customer.id and deleted_at is null
      order by scans desc, id limit ${first}`,
  )
  return rows
}

export type ActivityRow = {
  id: string
  created_at: Date
  action: string
  entity_type: string
  member_name: string | null
}

export async function listActivities(db: AdminDb, ids: readonly string[], first: number) {
  const { rows } = await ofEach<ActivityRow>(
    db,
    ids,
    sql`select id, created_at, action, entity_type, member_name from activity_log
      where organization_id = customer.id order by id desc limit ${first}`,
  )
  return rows
}

export type MovementRow = {
  id: string
  occurred_at: Date
  from_plan_id: string | null
  to_plan_id: string | null
  before_cents: number
  after_cents: number
}

export async function listMovements(db: AdminDb, ids: readonly string[], first: number) {
  const { rows } = await ofEach<MovementRow>(
    db,
    ids,
    sql`select id, occurred_at, from_plan_id, to_plan_id, before_cents, after_cents from subscription_movements
      where organization_id = customer.id order by occurred_at desc, id desc limit ${first}`,
  )
  return rows
}
