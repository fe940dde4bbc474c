import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { TenantDb } from '../../db/connections.ts'
import type { Dataset, ExportFormat, ExportStatus, Json } from '../../db/types.ts'
import { notFound } from '../graphql/errors.ts'
import { isId, type Keyset } from '../graphql/page.ts'

/** How long a finished file is kept, in milliseconds. */
const kept = 7 * 86_400_000

export type Recipe = {
  dataset: Dataset
  format: ExportFormat
  from: Date | null
  to: Date | null
  asOf: Date
  timezone: string
  fileName: string
  /** Which hits or codes, as it was asked for. */
  filter: Json | null
  /** What a custom export is made of. */
  recipe: Json | null
  isBackground: boolean
  estimatedRows: number | null
}

export async function insertExport(
  db: TenantDb,
  who: { organizationId: string; memberId: string },
  recipe: Recipe,
): Promise<ExportRow> {
  return db
    .insertInto('exports')
    .values({
      organization_id: who.organizationId,
      id: uuidv7(),
      dataset: recipe.dataset,
      format: recipe.format,
      range_from: recipe.from,
      range_to: recipe.to,
      as_of: recipe.asOf,
      timezone: recipe.timezone,
      file_name: recipe.fileName,
      filter: recipe.filter === null ? null : JSON.stringify(recipe.filter),
      recipe: recipe.recipe === null ? null : JSON.stringify(recipe.recipe),
      is_background: recipe.isBackground,
      estimated_rows: recipe.estimatedRows,
      requested_by: who.memberId,
      expires_at: new Date(recipe.asOf.getTime() + kept),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function getExport(db: TenantDb, id: string) {
  if (!isId(id)) throw notFound()
  return db.selectFrom('exports').selectAll().where('id', '=', id).executeTakeFirstOrThrow(notFound)
}
export type ExportRow = Awaited<ReturnType<typeof getExport>>

export function listExportsById(db: TenantDb, ids: readonly string[]): Promise<ExportRow[]> {
  return db
    .selectFrom('exports')
    .selectAll()
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute()
}

/** Which exports of the history are wanted; the parts combine. */
export type ExportWanted = {
  statuses?: readonly ExportStatus[] | null | undefined
  datasets?: readonly Dataset[] | null | undefined
  requestedBy?: string | null | undefined
}

/** What became of an export by now, in SQL as exportStatus() says it. */
const statusNow = sql<ExportStatus>`case when expires_at <= now() then 'EXPIRED' else status::text end`

function wantedExports(db: TenantDb, { statuses, datasets, requestedBy }: ExportWanted) {
  return db
    .selectFrom('exports')
    .$if(Boolean(statuses), (query) =>
      query.where(statusNow, '=', sql<ExportStatus>`any(${statuses}::text[])`),
    )
    .$if(Boolean(datasets), (query) =>
      query.where('dataset', '=', sql<Dataset>`any(${datasets}::dataset[])`),
    )
    .$if(Boolean(requestedBy), (query) => query.where('requested_by', '=', requestedBy ?? null))
}

/** Newest first. */
export async function listExports(
  db: TenantDb,
  { limit, afterId }: Keyset,
  wanted: ExportWanted,
): Promise<ExportRow[]> {
  return wantedExports(db, wanted)
    .selectAll()
    .$if(afterId !== null, (query) => query.where('id', '<', afterId))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export async function countExports(db: TenantDb, wanted: ExportWanted): Promise<number> {
  const { count } = await wantedExports(db, wanted)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** Exports that a job makes or will make. */
export async function countUnderWay(db: TenantDb): Promise<number> {
  const { count } = await db
    .selectFrom('exports')
    .where('is_background', '=', true)
    .where('status', 'in', ['QUEUED', 'RUNNING'])
    .where('expires_at', '>', sql<Date>`now()`)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** A whole file, and what its manifest says about it. */
export type Finished = {
  rowCount: number
  sizeBytes: number
  sha256: string
  startedAt: Date
  columns: string[]
  classificationVersion: number
  storageId: string
}

/** The first complete file of a recipe is the one; undefined when there was one already, or it is not wanted any more. */
export async function completeExport(
  db: TenantDb,
  id: string,
  file: Finished,
): Promise<ExportRow | undefined> {
  const row = await db
    .updateTable('exports')
    .set({
      status: 'READY',
      row_count: file.rowCount,
      size_bytes: file.sizeBytes,
      sha256: file.sha256,
      started_at: file.startedAt,
      finished_at: new Date(),
      columns: file.columns,
      classification_version: file.classificationVersion,
      storage_id: file.storageId,
    })
    .where('id', '=', id)
    .where('status', 'in', ['QUEUED', 'RUNNING'])
    .returningAll()
    .executeTakeFirst()
  if (row) await announce(db, id)
  return row
}

/** What became of an export by now. */
export function exportStatus(row: ExportRow, now: number): ExportStatus {
  return row.expires_at.getTime() <= now ? 'EXPIRED' : row.status
}

/** Whoever follows the export in any process looks at its row when this transaction has committed. */
async function announce(db: TenantDb, id: string): Promise<void> {
  await sql`select pg_notify('export_changed', ${id})`.execute(db)
}

/** A job takes the export on, also from one that was killed; undefined when there is nothing to do. */
export async function beginExport(db: TenantDb, id: string): Promise<ExportRow | undefined> {
  const row = await db
    .updateTable('exports')
    .set((eb) => ({
      status: 'RUNNING' as const,
      attempts: eb('attempts', '+', 1),
      progress_rows: 0,
      started_at: new Date(),
    }))
    .where('id', '=', id)
    .where('status', 'in', ['QUEUED', 'RUNNING'])
    .where('expires_at', '>', sql<Date>`now()`)
    .returningAll()
    .executeTakeFirst()
  if (row) await announce(db, id)
  return row
}

/** The row while it is still this job's: of the try that `row` was returned for. */
function ownTry(db: TenantDb, row: ExportRow) {
  return db
    .updateTable('exports')
    .where('id', '=', row.id)
    .where('status', '=', 'RUNNING')
    .where('attempts', '=', row.attempts)
}

/** False when the export is not this job's any more. */
export async function progressExport(
  db: TenantDb,
  row: ExportRow,
  rowsSoFar: number,
): Promise<boolean> {
  const { numUpdatedRows } = await ownTry(db, row)
    .set({ progress_rows: rowsSoFar })
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await announce(db, row.id)
  return true
}

/** To be tried again later. */
export async function handBackExport(db: TenantDb, row: ExportRow, isFree: boolean): Promise<void> {
  const attempts = isFree ? row.attempts - 1 : row.attempts
  await ownTry(db, row).set({ status: 'QUEUED', attempts, progress_rows: 0 }).execute()
  await announce(db, row.id)
}

/** `failure` is a sentence for the person who waits. */
export async function failExport(
  db: TenantDb,
  row: ExportRow,
  failure: string,
): Promise<ExportRow | undefined> {
  const failed = await ownTry(db, row)
    .set({ status: 'FAILED', failure, finished_at: new Date() })
    .returningAll()
    .executeTakeFirst()
  await announce(db, row.id)
  return failed
}

/** Undefined when it has come to an end already. */
export async function cancelExport(db: TenantDb, id: string): Promise<ExportRow | undefined> {
  const row = await db
    .updateTable('exports')
    .set({ status: 'CANCELLED', finished_at: new Date() })
    .where('id', '=', id)
    .where('status', 'in', ['QUEUED', 'RUNNING'])
    .returningAll()
    .executeTakeFirst()
  await announce(db, id)
  return row
}

/** One that failed or was cancelled waits again; undefined when it is neither. */
export async function reviveExport(db: TenantDb, id: string): Promise<ExportRow | undefined> {
  const row = await db
    .updateTable('exports')
    .set({
      ...{ status: 'QUEUED', attempts: 0, progress_rows: 0 },
      ...{ failure: null, started_at: null, finished_at: null },
      expires_at: new Date(Date.now() + kept),
    })
    .where('id', '=', id)
    .where('status', 'in', ['FAILED', 'CANCELLED'])
    .returningAll()
    .executeTakeFirst()
  if (row) await announce(db, id)
  return row
}
