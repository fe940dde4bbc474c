import { sql } from 'kysely'
import { type Pools, withKeeper } from '../../db/connections.ts'
import type { Storage, Stored } from '../storage/storage.ts'
import { exportKey } from './produce.ts'

/** Files that old belong to a row or to nobody: whatever made them is over, in milliseconds. */
const settled = 86_400_000
const batch = 500

/**
 * Takes away the files of exports that have expired, and those nobody knows of (a process was killed between the store and
 * the database). Doing it again changes nothing.
 */
export async function sweepExports(pools: Pools, store: Storage, now: number): Promise<void> {
  for (const key of await forgetExpired(pools)) await store.remove(key)
  let old: Stored[] = []
  for await (const object of store.list()) {
    if (now - object.modifiedAt.getTime() < settled) continue
    old.push(object)
    if (old.length < batch) continue
    await removeUnknown(pools, store, old)
    old = []
  }
  await removeUnknown(pools, store, old)
}

/** The rows stay: they are the history. */
async function forgetExpired(pools: Pools): Promise<string[]> {
  return withKeeper(pools, async (db) => {
    const { rows } = await sql<{ organization_id: string; storage_id: string }>`
      with gone as (
        select organization_id, id, storage_id from exports
        where expires_at < now() and storage_id is not null for update)
      update exports set storage_id = null from gone
      where exports.organization_id = gone.organization_id and exports.id = gone.id
      returning gone.organization_id, gone.storage_id`.execute(db)
    return rows.map((row) => exportKey(row, row.storage_id))
  })
}

async function removeUnknown(
  pools: Pools,
  store: Storage,
  objects: readonly Stored[],
): Promise<void> {
  if (objects.length === 0) return
  const parts = objects.map(({ key }) => key.split('/'))
  const known = await withKeeper(pools, async (db) => {
    const { rows } = await sql<{ key: string }>`
      select organization_id || '/' || storage_id as key
      from unnest(${parts.map(([organization]) => organization)}::uuid[], ${parts.map(([, file]) => file)}::uuid[])
        as object (organization_id, storage_id)
      join exports using (organization_id, storage_id)`.execute(db)
    return new Set(rows.map(({ key }) => key))
  })
  for (const { key } of objects) if (!known.has(key)) await store.remove(key)
}
