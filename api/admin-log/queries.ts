import { sql } from 'kysely'
import type { AdminDb } from '../../db/connections.ts'

export type LogFilter = {
  adminId: string | null
  organizationId: string | null
  outcome: string | null
  from: Date | null
  to: Date | null
}

/** An operation: the line that was written before it, and the one after, where it has come to that. */
const operations = sql`admin_access_log as asked
  left join admin_access_log as answered on answered.operation_id = asked.operation_id and answered.kind = 'ANSWERED'
  left join oi_admin_users as admin on admin.id = coalesce(asked.admin_id, answered.admin_id)`

function isWanted({ adminId, organizationId, outcome, from, to }: LogFilter) {
  return sql`asked.kind = 'ASKED'
    and (${adminId}::uuid is null or admin.id = ${adminId})
    and (${organizationId}::uuid is null or ${organizationId} = any(answered.organizations))
    and (${outcome}::text is null or answered.outcome = ${outcome})
    and (${from}::timestamptz is null or asked.at >= ${from})
    and (${to}::timestamptz is null or asked.at < ${to})`
}

export type AccessRow = {
  seq: number
  operation_id: string
  at: Date
  admin_email: string | null
  address: string
  reason: string | null
  operation_name: string | null
  operation: string
  variables: string
  outcome: string | null
  organizations: string[] | null
  row_count: number | null
  cost: number | null
  duration_ms: number | null
}

/** Newest first. */
export async function listOperations(
  db: AdminDb,
  filter: LogFilter,
  page: { limit: number; before: number | null },
): Promise<AccessRow[]> {
  const { rows } = await sql<AccessRow>`
    select asked.seq, asked.operation_id, asked.at, admin.email as admin_email, asked.address, asked.reason,
      asked.operation_name, asked.operation, asked.variables, answered.outcome, answered.organizations,
      answered.row_count, answered.cost, answered.duration_ms
    from ${operations}
    where ${isWanted(filter)} and (${page.before}::bigint is null or asked.seq < ${page.before})
    order by asked.seq desc limit ${page.limit}`.execute(db)
  return rows
}

export async function countOperations(db: AdminDb, filter: LogFilter): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from ${operations} where ${isWanted(filter)}`.execute(db)
  return rows[0]?.count ?? 0
}
