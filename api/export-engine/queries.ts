import { v7 as uuidv7 } from 'uuid'
import type { TenantDb } from '../../db/connections.ts'
import type { Dataset, ExportFormat, ExportStatus } from '../../db/types.ts'
import { notFound } from '../graphql/errors.ts'
import { isId, type Keyset } from '../graphql/page.ts'

/** How long a finished file is kept, in milliseconds. */
export const kept = 7 * 86_400_000

export type Recipe = {
  dataset: Dataset
  format: ExportFormat
  from: Date | null
  to: Date | null
  asOf: Date
  timezone: string
  fileName: string
}

export async function insertExport(
  db: TenantDb,
  who: { organizationId: string; memberId: string },
  recipe: Recipe,
): Promise<string> {
  const id = uuidv7()
  await db
    .insertInto('exports')
    .values({
      organization_id: who.organizationId,
      id,
      dataset: recipe.dataset,
      format: recipe.format,
      range_from: recipe.from,
      range_to: recipe.to,
      as_of: recipe.asOf,
      timezone: recipe.timezone,
      file_name: recipe.fileName,
      requested_by: who.memberId,
      expires_at: new Date(recipe.asOf.getTime() + kept),
    })
    .execute()
  return id
}

export async function getExport(db: TenantDb, id: string) {
  if (!isId(id)) throw notFound()
  return db.selectFrom('exports').selectAll().where('id', '=', id).executeTakeFirstOrThrow(notFound)
}
export type ExportRow = Awaited<ReturnType<typeof getExport>>

/** Newest first. */
export async function listExports(db: TenantDb, { limit, afterId }: Keyset): Promise<ExportRow[]> {
  return db
    .selectFrom('exports')
    .selectAll()
    .$if(afterId !== null, (query) => query.where('id', '<', afterId))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export async function countExports(db: TenantDb): Promise<number> {
  const { count } = await db
    .selectFrom('exports')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** The first complete file of a recipe is the one; false when another stream was first. */
export async function completeExport(
  db: TenantDb,
  id: string,
  file: { rowCount: number; sizeBytes: number; sha256: string },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('exports')
    .set({
      status: 'READY',
      row_count: file.rowCount,
      size_bytes: file.sizeBytes,
      sha256: file.sha256,
    })
    .where('id', '=', id)
    .where('sha256', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** What became of an export by now. */
export function exportStatus(row: ExportRow, now: number): ExportStatus {
  return row.expires_at.getTime() <= now ? 'EXPIRED' : row.status
}
