import { v7 as uuidv7 } from 'uuid'
import type { ReadDb, TenantDb } from '../../db/connections.ts'
import { notFound } from '../graphql/errors.ts'
import { isId, type Keyset } from '../graphql/page.ts'
import type { Recipe } from './recipe.ts'

/** What a member sees: their own, and what is shared with the team. */
function seen(db: ReadDb, memberId: string) {
  return db
    .selectFrom('custom_exports')
    .selectAll()
    .where('deleted_at', 'is', null)
    .where((eb) => eb.or([eb('created_by', '=', memberId), eb('is_shared', '=', true)]))
}

/** The one with that id that this member sees; else NOT_FOUND. */
export async function getCustomExport(db: ReadDb, memberId: string, id: string) {
  if (!isId(id)) throw notFound()
  return seen(db, memberId).where('id', '=', id).executeTakeFirstOrThrow(notFound)
}
export type CustomExportRow = Awaited<ReturnType<typeof getCustomExport>>

/** Newest first. */
export async function listCustomExports(
  db: TenantDb,
  memberId: string,
  { limit, afterId }: Keyset,
): Promise<CustomExportRow[]> {
  return seen(db, memberId)
    .$if(afterId !== null, (query) => query.where('id', '<', afterId ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export async function listCustomExportsById(
  db: TenantDb,
  memberId: string,
  ids: readonly string[],
): Promise<CustomExportRow[]> {
  return seen(db, memberId)
    .where('id', 'in', [...ids])
    .execute()
}

export async function countCustomExports(db: TenantDb, memberId: string): Promise<number> {
  const { count } = await seen(db, memberId)
    .clearSelect()
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

export type NewCustomExport = { name: string; recipe: Recipe; isShared: boolean }

/** A saved recipe as it was checked when it was saved; whether it can still be made is another question. */
export function recipeOf(row: CustomExportRow): Recipe {
  return { ...(row.recipe as unknown as Recipe), saved: { id: row.id, name: row.name } }
}

export async function insertCustomExport(
  db: TenantDb,
  who: { organizationId: string; memberId: string },
  { name, recipe, isShared }: NewCustomExport,
): Promise<string> {
  const id = uuidv7()
  await db
    .insertInto('custom_exports')
    .values({
      organization_id: who.organizationId,
      id,
      name,
      recipe: JSON.stringify(recipe),
      is_shared: isShared,
      created_by: who.memberId,
    })
    .execute()
  return id
}

/** Changes one that still has that version; false when it changed meanwhile. */
export async function updateCustomExport(
  db: TenantDb,
  id: string,
  version: number,
  { name, recipe, isShared }: Partial<NewCustomExport>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('custom_exports')
    .set((eb) => ({
      name,
      recipe: recipe && JSON.stringify(recipe),
      is_shared: isShared,
      version: eb('version', '+', 1),
      updated_at: new Date(),
    }))
    .where('id', '=', id)
    .where('version', '=', version)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Marks it as deleted; false when it already was. */
export async function removeCustomExport(db: TenantDb, id: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('custom_exports')
    .set({ deleted_at: new Date() })
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
