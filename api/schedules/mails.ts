import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { TenantDb } from '../../db/connections.ts'
import type { ExportDelivery } from '../../db/types.ts'
import { formats } from '../export-engine/formats.ts'
import { type ExportEnded, exportKey } from '../export-engine/produce.ts'
import type { ExportRow } from '../export-engine/queries.ts'
import { type Attachment, queueMail } from '../journal/mail.ts'
import { listMembersById, listMembersToTell } from '../members/queries.ts'
import { listSchedulesById } from './queries.ts'

/** A file larger than this is mailed as a link, in bytes: in a mail it grows by a third, and servers take 20 MB mostly. */
export const mostAttached = 10 * 1024 * 1024

/** So long a mail that could not be sent carries its file along, in milliseconds; later it carries the link, which asks again. */
const attachedFor = 3_600_000

export type NewMail = {
  exportId: string
  scheduleId: string | null
  recipientIds: readonly string[]
  delivery: ExportDelivery
}

/** Has these members mailed when the export has ended. */
export async function insertMail(
  db: TenantDb,
  organizationId: string,
  fresh: NewMail,
): Promise<void> {
  await db
    .insertInto('export_mails')
    .values({
      organization_id: organizationId,
      id: uuidv7(),
      export_id: fresh.exportId,
      schedule_id: fresh.scheduleId,
      recipient_ids: sql<string[]>`${[...fresh.recipientIds]}::uuid[]`,
      delivery: fresh.delivery,
    })
    .execute()
}

/** The export does not end, and nobody else asks for its mail, until this transaction has ended. */
export async function lockExport(db: TenantDb, id: string): Promise<void> {
  await db.selectFrom('exports').select('id').where('id', '=', id).forUpdate().execute()
}

/** Whether that member asked for this mail already. */
export async function hasAsked(db: TenantDb, exportId: string, memberId: string): Promise<boolean> {
  const found = await db
    .selectFrom('export_mails')
    .select('id')
    .where('export_id', '=', exportId)
    .where('schedule_id', 'is', null)
    .where(sql<boolean>`${memberId}::uuid = any(recipient_ids)`)
    .executeTakeFirst()
  return found !== undefined
}

/** What a schedule has ordered and what has not ended yet. */
export async function findUnderWay(
  db: TenantDb,
  scheduleId: string,
): Promise<ExportRow | undefined> {
  return db
    .selectFrom('exports')
    .innerJoin('export_mails', (join) =>
      join
        .onRef('export_mails.organization_id', '=', 'exports.organization_id')
        .onRef('export_mails.export_id', '=', 'exports.id'),
    )
    .selectAll('exports')
    .where('export_mails.schedule_id', '=', scheduleId)
    .where('exports.status', 'in', ['QUEUED', 'RUNNING'])
    .where('exports.expires_at', '>', sql<Date>`now()`)
    .orderBy('exports.id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** The export that each schedule ordered last. */
export async function listLastExports(
  db: TenantDb,
  scheduleIds: readonly string[],
): Promise<{ schedule_id: string | null; export_id: string }[]> {
  return db
    .selectFrom('export_mails')
    .distinctOn('schedule_id')
    .select(['schedule_id', 'export_id'])
    .where('schedule_id', '=', sql<string>`any(${scheduleIds}::uuid[])`)
    .orderBy('schedule_id')
    .orderBy('id', 'desc')
    .execute()
}

/** Which schedule ordered each of these exports, for those that one did. */
export async function listSchedulesOf(
  db: TenantDb,
  exportIds: readonly string[],
): Promise<{ schedule_id: string | null; export_id: string }[]> {
  return db
    .selectFrom('export_mails')
    .select(['schedule_id', 'export_id'])
    .where('export_id', '=', sql<string>`any(${exportIds}::uuid[])`)
    .where('schedule_id', 'is not', null)
    .execute()
}

/** Mails of a ready export go out once; those of a failed one tell so, and wait for the case that it is made after all. */
async function takeMails(db: TenantDb, row: ExportRow) {
  return db
    .updateTable('export_mails')
    .set({ sent_at: row.status === 'READY' ? sql`now()` : null })
    .where('export_id', '=', row.id)
    .where('sent_at', 'is', null)
    .returning(['schedule_id', 'recipient_ids', 'delivery'])
    .execute()
}
type TakenMail = Awaited<ReturnType<typeof takeMails>>[number]

/** Mails whoever is to hear of an export that is READY or FAILED, in the transaction that makes it so. */
export function mailExports(publicUrl: string): ExportEnded {
  return async (db, row) => {
    for (const mail of await takeMails(db, row)) await write(db, publicUrl, row, mail)
  }
}

async function write(
  db: TenantDb,
  publicUrl: string,
  row: ExportRow,
  mail: TakenMail,
): Promise<void> {
  const { schedule_id: scheduleId, recipient_ids: ids } = mail
  const [schedule] = scheduleId ? await listSchedulesById(db, [scheduleId]) : []
  const named = { fileName: row.file_name, schedule: schedule?.name ?? '' }
  const variables = { ...named, url: `${publicUrl}/exports?export=${row.id}` }
  const { organization_id: organizationId } = row
  if (row.status === 'FAILED') {
    const told = schedule
      ? await listMembersToTell(db, schedule.created_by)
      : await listActive(db, ids)
    const reason = row.failure ?? ''
    for (const { email, name } of told)
      await queueMail(db, {
        ...{ organizationId, to: email, name, template: 'EXPORT_FAILED' },
        variables: { ...variables, reason },
      })
    return
  }
  const attachment = attachmentOf(row, mail.delivery)
  for (const { email, name } of await listActive(db, ids)) {
    await queueMail(db, {
      ...{ organizationId, to: email, name, template: 'EXPORT_READY', attachment },
      variables: { ...variables, isAttached: attachment !== null },
    })
  }
}

/** Of these members, those who are active now: nobody else is mailed. */
export async function listActive(db: TenantDb, ids: readonly string[]) {
  const members = await listMembersById(db, ids)
  return members.filter(({ status }) => status === 'ACTIVE')
}

/** The file, when it was wished for and is not too large. */
function attachmentOf(row: ExportRow, delivery: ExportDelivery): Attachment | null {
  const { storage_id: storageId, size_bytes: size, file_name: fileName } = row
  if (delivery !== 'ATTACHMENT' || !storageId || size === null || size > mostAttached) return null
  return {
    key: exportKey(row, storageId),
    fileName,
    contentType: formats[row.format]?.contentType ?? 'application/octet-stream',
    until: new Date(Date.now() + attachedFor).toISOString(),
  }
}
