import { z } from 'zod'
import { type TenantDb, withKeeper } from '../../db/connections.ts'
import type { ExportRow } from '../export-engine/queries.ts'
import { orderExport } from '../exports/order.ts'
import { Refusal } from '../graphql/errors.ts'
import { enqueuePlatform } from '../jobs/enqueue.ts'
import { type JobTenant, platformTask, type Tasks, tenantTask } from '../jobs/tasks.ts'
import { recordAct, theProduct } from '../journal/activities.ts'
import { queueMail } from '../journal/mail.ts'
import { listMembersById, listMembersToTell } from '../members/queries.ts'
import { getOrganization } from '../organizations/queries.ts'
import { findPeriod } from './clock.ts'
import { insertMail, listActive } from './mails.ts'
import { listDue, moveOn, pauseSchedule, type ScheduleRow, takeDue } from './queries.ts'

/** Every minute. */
export const scheduleCron = [{ task: 'find_due_schedules', match: '* * * * *' }]

/** Looking for schedules that are due, in all organizations, and ordering the export of one inside its own. */
export function scheduleTasks(settings: { publicUrl: string }): Tasks {
  return {
    find_due_schedules: platformTask(z.object({}), async ({ pools }) => {
      await withKeeper(pools, async (db) => {
        for (const { id, organization_id: organizationId } of await listDue(db)) {
          const payload = { organizationId, scheduleId: id }
          await enqueuePlatform(db, 'run_export_schedule', payload, id)
        }
      })
    }),
    run_export_schedule: tenantTask(z.object({ scheduleId: z.uuid() }), (tenant, { scheduleId }) =>
      runSchedule(settings.publicUrl, tenant, scheduleId),
    ),
  }
}

/**
 * Orders the export of a schedule that is due and moves the schedule on, in one transaction: killed before its end, nothing
 * has happened, and after it nothing is due. What has become impossible pauses the schedule and is told.
 */
async function runSchedule(publicUrl: string, tenant: JobTenant, id: string): Promise<void> {
  const problem = await tenant.enter((db) => orderDue(db, id)).catch(lastingProblem)
  if (problem === null) return
  await tenant.enter(async (db) => {
    const schedule = await takeDue(db, id)
    if (schedule) await pause(db, publicUrl, schedule, problem)
  })
}

/** Why it cannot be ordered, in words, or null when it was. */
async function orderDue(db: TenantDb, id: string): Promise<string | null> {
  const schedule = await takeDue(db, id)
  if (!schedule) return null
  const { status } = await getOrganization(db)
  if (status !== 'ACTIVE' && status !== 'PAST_DUE') return 'The organization is suspended.'
  const [maker] = await listMembersById(db, [schedule.created_by])
  if (maker?.status !== 'ACTIVE')
    return `${maker?.name ?? 'Who made it'} is not active any more. Whoever switches it on again takes it over.`
  if (maker.role === 'VIEWER')
    return `${maker.name} is a viewer now. Whoever switches it on again takes it over.`
  if ((await listActive(db, schedule.recipient_ids)).length === 0)
    return 'None of its recipients is active any more. Choose others.'
  const { organization_id: organizationId } = schedule
  const who = { organizationId, memberId: maker.id, name: maker.name }
  await orderFor(db, who, schedule)
  await moveOn(db, id)
  return null
}

/** What will be refused again tomorrow; anything else is tried again soon. */
function lastingProblem(error: unknown): string {
  if (!(error instanceof Refusal)) throw error
  if (error.code === 'RATE_LIMITED' || error.code === 'CONFLICT') throw error
  return error.code === 'NOT_FOUND' ? 'Its custom export is gone or not shared.' : error.message
}

/** Orders what a schedule says, for its recipients, in somebody's name. The refusals of orderExport. */
export async function orderFor(
  db: TenantDb,
  who: { organizationId: string; memberId: string; name: string },
  schedule: ScheduleRow,
): Promise<ExportRow> {
  const { dataset, format, delivery } = schedule
  const range = await findPeriod(db, schedule.period)
  const customExportId = schedule.custom_export_id
  const wish = { dataset, format, customExportId, ...range, background: true }
  const row = await orderExport(db, who, wish)
  const recipientIds = schedule.recipient_ids
  const mail = { exportId: row.id, scheduleId: schedule.id, recipientIds, delivery }
  await insertMail(db, who.organizationId, mail)
  return row
}

/** Pauses a schedule that cannot go on, and tells whoever made it, or the owners. */
async function pause(
  db: TenantDb,
  publicUrl: string,
  schedule: ScheduleRow,
  reason: string,
): Promise<void> {
  const { id, name, organization_id: organizationId } = schedule
  await pauseSchedule(db, id, reason)
  const act = { action: 'SCHEDULE_PAUSED', entityType: 'schedule', entityId: id } as const
  await recordAct(db, theProduct(organizationId), { ...act, metadata: { name, reason } })
  const { name: organizationName } = await getOrganization(db)
  const url = `${publicUrl}/exports?tab=schedules`
  for (const { email, name: to } of await listMembersToTell(db, schedule.created_by)) {
    await queueMail(db, {
      ...{ organizationId, to: email, name: to, template: 'SCHEDULE_PAUSED' },
      variables: { organizationName, schedule: name, reason, url },
    })
  }
}
