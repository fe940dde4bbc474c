import { sql } from 'kysely'
import { type Pools, withKeeper } from '../../db/connections.ts'
import type { Storage, Stored } from '../storage/storage.ts'
import { arrivalKey, keptKey } from './bytes.ts'
import { pendingHours, restorableDays } from './queries.ts'

/** Bytes that old belong to a row or to nobody: whatever was under way when they came is over, in milliseconds. */
const settled = 86_400_000
const batch = 500

/**
 * Takes away files that were announced and never completed, the bytes of those deleted for thirty days, and bytes nobody
 * knows of (a process was killed between the store and the database). Doing it again changes nothing.
 */
export async function sweepUploads(pools: Pools, storage: Storage, now: number): Promise<void> {
  for (const key of await forgetPending(pools)) await storage.remove(key)
  for (const key of await forgetDeleted(pools)) await storage.remove(key)
  let old: Stored[] = []
  for await (const object of storage.list()) {
    if (now - object.modifiedAt.getTime() < settled) continue
    old.push(object)
    if (old.length < batch) continue
    await removeUnknown(pools, storage, old)
    old = []
  }
  await removeUnknown(pools, storage, old)
}

async function forgetPending(pools: Pools): Promise<string[]> {
  return withKeeper(pools, async (db) => {
    const rows = await db
      .deleteFrom('uploaded_files')
      .where('status', '=', 'PENDING')
      .where('created_at', '<', sql<Date>`now() - make_interval(hours => ${pendingHours})`)
      .returning(['organization_id', 'id'])
      .execute()
    return rows.map(arrivalKey)
  })
}

/** The rows stay: deleted codes may refer to them. */
async function forgetDeleted(pools: Pools): Promise<string[]> {
  return withKeeper(pools, async (db) => {
    const { rows } = await sql<{ organization_id: string; storage_id: string }>`
      with gone as (
        select organization_id, id, storage_id from uploaded_files
        where deleted_at < now() - make_interval(days => ${restorableDays}) and storage_id is not null
        for update)
      update uploaded_files set storage_id = null from gone
      where uploaded_files.organization_id = gone.organization_id and uploaded_files.id = gone.id
      returning gone.organization_id, gone.storage_id`.execute(db)
    return rows.map((row) => keptKey(row, row.storage_id))
  })
}

async function removeUnknown(
  pools: Pools,
  storage: Storage,
  objects: readonly Stored[],
): Promise<void> {
  if (objects.length === 0) return
  const parts = objects.map(({ key }) => key.split('/'))
  const known = await withKeeper(pools, async (db) => {
    const { rows } = await sql<{ key: string }>`
      select organization_id || '/' || file as key
      from unnest(${parts.map(([organization]) => organization)}::uuid[], ${parts.map(([, file]) => file)}::uuid[])
        as object (organization_id, file)
      join uploaded_files using (organization_id)
      where file = storage_id or (file = id and status = 'PENDING')`.execute(db)
    return new Set(rows.map(({ key }) => key))
  })
  for (const { key } of objects) if (!known.has(key)) await storage.remove(key)
}
