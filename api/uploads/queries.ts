import { type SelectQueryBuilder, sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { ScanDb, TenantDb } from '../../db/connections.ts'
import type { DB, UploadType } from '../../db/types.ts'
import { notFound } from '../graphql/errors.ts'
import { isId, type Keyset } from '../graphql/page.ts'

/** How long a deleted file can be brought back, in days. */
export const restorableDays = 30
/** An announced file whose bytes have not come after so many hours will not come. */
export const pendingHours = 2

/** The file, also one that is pending or deleted. */
export async function findUpload(db: TenantDb, id: string) {
  if (!isId(id)) return undefined
  return db.selectFrom('uploaded_files').selectAll().where('id', '=', id).executeTakeFirst()
}
export type UploadRow = NonNullable<Awaited<ReturnType<typeof findUpload>>>

/** The file if it is there and not deleted, else NOT_FOUND. */
export async function getUpload(db: TenantDb, id: string): Promise<UploadRow> {
  const row = await findUpload(db, id)
  if (!row || row.deleted_at) throw notFound()
  return row
}

/** A file that can be shown, held so that nobody deletes it before this transaction ends; else NOT_FOUND. */
export async function holdReadyUpload(db: TenantDb, id: string): Promise<{ name: string }> {
  if (!isId(id)) throw notFound()
  return db
    .selectFrom('uploaded_files')
    .select('name')
    .where('id', '=', id)
    .where('status', '=', 'READY')
    .where('deleted_at', 'is', null)
    .forShare()
    .executeTakeFirstOrThrow(notFound)
}

export async function listUploadsById(db: TenantDb, ids: readonly string[]): Promise<UploadRow[]> {
  return db
    .selectFrom('uploaded_files')
    .selectAll()
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute()
}

/** The same, held so that nobody deletes them before this transaction ends. */
export async function holdUploads(db: TenantDb, ids: readonly string[]): Promise<UploadRow[]> {
  return (
    db
      .selectFrom('uploaded_files')
      .selectAll()
      .where('id', '=', sql<string>`any(${ids}::uuid[])`)
      // In one order, so that two who hold several never wait for one another.
      .orderBy('id')
      .forShare()
      .execute()
  )
}

/** Which files are wanted: of those that are ready and not deleted. */
export type UploadFilter = {
  search?: string | null | undefined
  type?: UploadType | null | undefined
  campaignId?: string | null | undefined
}

function filtered<O>(query: SelectQueryBuilder<DB, 'uploaded_files', O>, filter: UploadFilter) {
  const words = filter.search?.trim()
  return query
    .where('status', '=', 'READY')
    .where('deleted_at', 'is', null)
    .$if(Boolean(filter.type), (each) => each.where('type', '=', filter.type as UploadType))
    .$if(Boolean(filter.campaignId), (each) =>
      each.where('campaign_id', '=', (eb) =>
        eb
          .selectFrom('campaigns')
          .select('campaigns.id')
          .where('campaigns.id', '=', filter.campaignId ?? '')
          .where('campaigns.deleted_at', 'is', null),
      ),
    )
    .$if(Boolean(words), (each) =>
      each.where('name', 'ilike', `%${words?.replace(/[\\%_]/g, '\\$&')}%`),
    )
}

/** Newest first. */
export async function listUploads(
  db: TenantDb,
  { limit, afterId }: Keyset,
  filter: UploadFilter,
): Promise<UploadRow[]> {
  return filtered(db.selectFrom('uploaded_files').selectAll(), filter)
    .$if(afterId !== null, (query) => query.where('id', '<', afterId))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export async function countUploads(db: TenantDb, filter: UploadFilter): Promise<number> {
  const counted = db
    .selectFrom('uploaded_files')
    .select((eb) => eb.fn.countAll<number>().as('count'))
  const { count } = await filtered(counted, filter).executeTakeFirstOrThrow()
  return count
}

/** What is on its way: announced, and neither arrived nor given up. */
export async function sumPending(db: TenantDb): Promise<{ count: number; bytes: number }> {
  const { rows } = await sql<{ count: number; bytes: number }>`
    select count(*) as count, coalesce(sum(size_bytes), 0)::bigint as bytes from uploaded_files
    where status = 'PENDING' and created_at > now() - make_interval(hours => ${pendingHours})`.execute(
    db,
  )
  return rows[0] ?? { count: 0, bytes: 0 }
}

export type NewUpload = { name: string; type: UploadType; size: number; campaignId: string | null }

export async function insertUpload(
  db: TenantDb,
  who: { organizationId: string; memberId: string },
  fresh: NewUpload,
): Promise<string> {
  const id = uuidv7()
  await db
    .insertInto('uploaded_files')
    .values({
      organization_id: who.organizationId,
      id,
      name: fresh.name,
      type: fresh.type,
      size_bytes: fresh.size,
      campaign_id: fresh.campaignId,
      created_by: who.memberId,
    })
    .execute()
  return id
}

/** The file has arrived; false when it was completed, or taken away, meanwhile. */
export async function markReady(
  db: TenantDb,
  id: string,
  kept: { storageId: string; sha256: string },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('uploaded_files')
    .set({
      status: 'READY',
      storage_id: kept.storageId,
      sha256: kept.sha256,
      updated_at: new Date(),
    })
    .where('id', '=', id)
    .where('status', '=', 'PENDING')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Takes an announced file away for good; false when it was none. */
export async function removePending(db: TenantDb, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('uploaded_files')
    .where('id', '=', id)
    .where('status', '=', 'PENDING')
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export type UploadChange = { name?: string; campaignId?: string | null }

/** Changes a file that still has that version; false when it changed meanwhile. */
export async function updateUpload(
  db: TenantDb,
  id: string,
  version: number,
  change: UploadChange,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('uploaded_files')
    .set((eb) => ({
      name: change.name,
      campaign_id: change.campaignId,
      version: eb('version', '+', 1),
      updated_at: new Date(),
    }))
    .where('id', '=', id)
    .where('version', '=', version)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Marks a file as deleted, or as there again; false when it already was, or its bytes are gone. */
export async function setUploadDeleted(
  db: TenantDb,
  id: string,
  deletedAt: Date | null,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('uploaded_files')
    .set((eb) => ({
      deleted_at: deletedAt,
      version: eb('version', '+', 1),
      updated_at: new Date(),
    }))
    .where('id', '=', id)
    .where('status', '=', 'READY')
    .where('storage_id', 'is not', null)
    .where('deleted_at', deletedAt ? 'is' : 'is not', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** What showing a file takes, of any organization: for the public, by the code that shows it. */
export async function findShown(db: ScanDb, organizationId: string, id: string) {
  return db
    .selectFrom('uploaded_files')
    .select(['organization_id', 'id', 'name', 'type', 'size_bytes', 'sha256', 'storage_id'])
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .where('storage_id', 'is not', null)
    .executeTakeFirst()
}
