import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { KeeperDb, TenantDb } from '../../db/connections.ts'
import type { Dataset, ExportDelivery, ExportFormat, SchedulePeriod } from '../../db/types.ts'
import { notFound } from '../graphql/errors.ts'
import { isId, type Keyset } from '../graphql/page.ts'
import { type Cadence, findNextRun } from './clock.ts'

function schedules(db: TenantDb) {
  return db.selectFrom('export_schedules').selectAll()
}

export async function getSchedule(db: TenantDb, id: string) {
  if (!isId(id)) throw notFound()
  return schedules(db).where('id', '=', id).executeTakeFirstOrThrow(notFound)
}
export type ScheduleRow = Awaited<ReturnType<typeof getSchedule>>

/** Newest first. */
export function listSchedules(db: TenantDb, { limit, afterId }: Keyset): Promise<ScheduleRow[]> {
  return schedules(db)
    .$if(afterId !== null, (query) => query.where('id', '<', afterId))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export function listSchedulesById(db: TenantDb, ids: readonly string[]): Promise<ScheduleRow[]> {
  return schedules(db).where('id', '=', sql<string>`any(${ids}::uuid[])`).execute()
}

export async function countSchedules(db: TenantDb): Promise<number> {
  const { count } = await db
    .selectFrom('export_schedules')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** Whoever makes or names a schedule waits here for whoever does so at the same moment. */
export async function lockSchedules(db: TenantDb): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('schedules ' || current_org(), 0))`.execute(
    db,
  )
}

export async function isNameTaken(db: TenantDb, name: string, exceptId?: string): Promise<boolean> {
  const found = await db
    .selectFrom('export_schedules')
    .select('id')
    .where('name', '=', name)
    .$if(exceptId !== undefined, (query) => query.where('id', '<>', exceptId ?? ''))
    .executeTakeFirst()
  return found !== undefined
}

/** What a schedule orders, when, and for whom. */
export type Plan = Cadence & {
  name: string
  dataset: Dataset
  format: ExportFormat
  /** The saved recipe of a CUSTOM one. */
  customExportId: string | null
  period: SchedulePeriod
  recipientIds: readonly string[]
  delivery: ExportDelivery
}

function columnsOf(plan: Plan) {
  return {
    name: plan.name,
    dataset: plan.dataset,
    format: plan.format,
    custom_export_id: plan.customExportId,
    every: plan.every,
    weekday: plan.weekday,
    day_of_month: plan.dayOfMonth,
    hour: plan.hour,
    period: plan.period,
    recipient_ids: sql<string[]>`${[...plan.recipientIds]}::uuid[]`,
    delivery: plan.delivery,
  }
}

/** The plan of a schedule as it is. */
export function planOf(row: ScheduleRow): Plan {
  const { name, dataset, format, every, weekday, hour, period, delivery } = row
  const { day_of_month: dayOfMonth, recipient_ids: recipientIds } = row
  const { custom_export_id: customExportId } = row
  return {
    ...{ name, dataset, format, customExportId, every, weekday, dayOfMonth, hour },
    ...{ period, recipientIds, delivery },
  }
}

export async function insertSchedule(
  db: TenantDb,
  who: { organizationId: string; memberId: string },
  plan: Plan,
): Promise<ScheduleRow> {
  return db
    .insertInto('export_schedules')
    .values({
      organization_id: who.organizationId,
      id: uuidv7(),
      ...columnsOf(plan),
      next_at: await findNextRun(db, plan),
      created_by: who.memberId,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/**
 * Changes a schedule that still has that version; undefined when it changed meanwhile. `nextAt` is where it is to go on;
 * null leaves that as it is, also when it is due at this moment.
 */
export async function updateSchedule(
  db: TenantDb,
  id: string,
  version: number,
  change: { plan: Plan; isPaused: boolean; createdBy: string; nextAt: Date | null },
): Promise<ScheduleRow | undefined> {
  return db
    .updateTable('export_schedules')
    .set((eb) => ({
      ...columnsOf(change.plan),
      is_paused: change.isPaused,
      paused_reason: eb
        .case()
        .when(sql<boolean>`is_paused and ${change.isPaused}::boolean`)
        .then(eb.ref('paused_reason'))
        .else(null)
        .end(),
      created_by: change.createdBy,
      version: eb('version', '+', 1),
      updated_at: sql`now()`,
    }))
    .$if(change.nextAt !== null, (query) => query.set({ next_at: change.nextAt ?? undefined }))
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst()
}

/** False when it was gone already. */
export async function removeSchedule(db: TenantDb, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('export_schedules')
    .where('id', '=', id)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** The schedule if it is due, locked: whoever else wants to order it waits, and then finds it done. */
export function takeDue(db: TenantDb, id: string): Promise<ScheduleRow | undefined> {
  return schedules(db)
    .where('id', '=', id)
    .where('is_paused', '=', false)
    .where(sql<boolean>`next_at <= now()`)
    .forUpdate()
    .executeTakeFirst()
}

/** It was ordered, once for all the times that have passed meanwhile. */
export async function moveOn(db: TenantDb, id: string): Promise<void> {
  await db
    .updateTable('export_schedules')
    .set({ next_at: sql`next_run(every, weekday, day_of_month, hour, now())` })
    .where('id', '=', id)
    .execute()
}

export async function pauseSchedule(db: TenantDb, id: string, reason: string): Promise<void> {
  await db
    .updateTable('export_schedules')
    .set((eb) => ({
      is_paused: true,
      paused_reason: reason,
      version: eb('version', '+', 1),
      updated_at: sql`now()`,
    }))
    .where('id', '=', id)
    .execute()
}

/** Those that are due, of any organization, the longest waiting first; 500 at most. */
export function listDue(db: KeeperDb): Promise<{ id: string; organization_id: string }[]> {
  return db
    .selectFrom('export_schedules')
    .select(['id', 'organization_id'])
    .where('is_paused', '=', false)
    .where(sql<boolean>`next_at <= now()`)
    .orderBy('next_at')
    .limit(500)
    .execute()
}
