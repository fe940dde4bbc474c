import { type SelectQueryBuilder, sql } from 'kysely'
import type { TenantDb } from '../../db/connections.ts'
import type { DB } from '../../db/types.ts'
import { notFound } from '../graphql/errors.ts'
import type { Keyset } from '../graphql/page.ts'

/** Which lines of the log are wanted. */
export type ActivityFilter = {
  action?: string | null | undefined
  entityType?: string | null | undefined
  memberId?: string | null | undefined
  /** Half-open. */
  from?: Date | null | undefined
  to?: Date | null | undefined
  /** Part of what it was done to, or of who did it. */
  search?: string | null | undefined
}

function filtered<O>(query: SelectQueryBuilder<DB, 'activity_log', O>, filter: ActivityFilter) {
  const { action, entityType, memberId, from, to, search } = filter
  return query
    .$if(Boolean(action), (each) => each.where('action', '=', action ?? ''))
    .$if(Boolean(entityType), (each) => each.where('entity_type', '=', entityType ?? ''))
    .$if(Boolean(memberId), (each) => each.where('member_id', '=', memberId ?? ''))
    .$if(Boolean(from), (each) => each.where('created_at', '>=', from ?? null))
    .$if(Boolean(to), (each) => each.where('created_at', '<', to ?? null))
    .$if(Boolean(search?.trim()), (each) => each.where(contains(search?.trim() ?? '')))
}

/** Case makes no difference; % and _ are what they look like. */
function contains(search: string) {
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`
  return sql<boolean>`concat_ws(' ', member_name, metadata ->> 'name', metadata ->> 'fileName', metadata ->> 'email')
    ilike ${pattern}`
}

/** Newest first. */
export async function listActivities(
  db: TenantDb,
  { limit, afterId }: Keyset,
  filter: ActivityFilter,
) {
  return filtered(db.selectFrom('activity_log').selectAll(), filter)
    .$if(afterId !== null, (query) => query.where('id', '<', afterId))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}
export type ActivityRow = Awaited<ReturnType<typeof listActivities>>[number]

export async function countActivities(db: TenantDb, filter: ActivityFilter): Promise<number> {
  const counted = db.selectFrom('activity_log').select((eb) => eb.fn.countAll<number>().as('count'))
  const { count } = await filtered(counted, filter).executeTakeFirstOrThrow()
  return count
}

export async function getActivity(db: TenantDb, id: string): Promise<ActivityRow> {
  return db
    .selectFrom('activity_log')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow(notFound)
}
