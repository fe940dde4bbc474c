import type { SelectQueryBuilder } from 'kysely'
import type { TenantDb } from '../../db/connections.ts'
import type { DB } from '../../db/types.ts'
import { notFound } from '../graphql/errors.ts'
import type { Keyset } from '../graphql/page.ts'

/** Which lines of the log are wanted. */
export type ActivityFilter = {
  action?: string | null | undefined
  entityType?: string | null | undefined
}

function filtered<O>(query: SelectQueryBuilder<DB, 'activity_log', O>, filter: ActivityFilter) {
  return query
    .$if(Boolean(filter.action), (each) => each.where('action', '=', filter.action ?? ''))
    .$if(Boolean(filter.entityType), (each) =>
      each.where('entity_type', '=', filter.entityType ?? ''),
    )
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
