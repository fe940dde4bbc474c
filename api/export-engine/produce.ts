import { randomBytes } from 'node:crypto'
import type { Writable } from 'node:stream'
import { sql } from 'kysely'
import pLimit, { type LimitFunction } from 'p-limit'
import {
  type ExportDb,
  openExport,
  type Pools,
  type Tenant,
  withTenant,
} from '../../db/connections.ts'
import { copyOut } from '../../db/copy.ts'
import { Refusal } from '../graphql/errors.ts'
import { drained, type ExportFiles } from './files.ts'
import type { Format } from './formats.ts'
import { completeExport, type ExportRow } from './queries.ts'
import type { Rows } from './rows.ts'

/** So many files are made for one organization at the same time: a copy runs at its reader's pace. */
const atOnce = 2
const mostWaiting = 20
const kitchens = new Map<string, LimitFunction>()

/** Runs work when the organization has a place for it; RATE_LIMITED when too many wait for one already. */
export async function inTurn<T>(organizationId: string, work: () => Promise<T>): Promise<T> {
  const turns = kitchens.get(organizationId) ?? pLimit(atOnce)
  if (turns.pendingCount >= mostWaiting) {
    const message = 'Many exports are on their way already. Try again when one is done.'
    throw new Refusal('RATE_LIMITED', message, { retryAfter: 5 })
  }
  kitchens.set(organizationId, turns)
  try {
    return await turns(work)
  } finally {
    if (turns.activeCount + turns.pendingCount === 0) kitchens.delete(organizationId)
  }
}

export type Kitchen = { pools: Pools; files: ExportFiles }

/** Where the file of an export is kept. */
export function exportKey(row: ExportRow): string {
  return `${row.organization_id}/${row.id}`
}

/**
 * Streams an export out of one read-only snapshot, to its reader and to a file at the same time. The first stream that
 * comes to its end fixes row count and digest, before the reader sees the end. When the reader leaves, everything is
 * dropped: the connection too, in the middle of its COPY.
 */
export async function produce(
  { pools, files }: Kitchen,
  tenant: Tenant,
  row: ExportRow,
  { format, select }: { format: Format; select: (db: ExportDb) => Rows },
  reader: Writable,
): Promise<void> {
  const { db, transaction } = openExport(pools, tenant)
  const draft = files.draft(exportKey(row), randomBytes(6).toString('hex'))
  let isComplete = false
  try {
    await sql`select set_config('timezone', ${row.timezone}, true)`.execute(db)
    const rows = select(db)
    const stream = await copyOut(transaction, format.cells(db, rows), format.copy)
    reader.once('close', () => stream.destroy())
    for await (const piece of format.encode(stream, { row, rows })) await pass(piece)
    const sha256 = await draft.finish()
    await transaction.commit()
    const file = { rowCount: stream.rowCount, sizeBytes: draft.size, sha256 }
    // In place before the digest is committed: whoever reads the digest finds the file.
    await withTenant(pools, tenant, async (tenantDb) => {
      if (await completeExport(tenantDb, row.id, file)) await draft.keep()
    })
    isComplete = true
    reader.end()
  } finally {
    if (!isComplete) await transaction.destroy()
    await draft.discard()
  }

  async function pass(piece: Uint8Array): Promise<void> {
    await draft.write(piece)
    if (reader.destroyed) throw new Error('the reader has left')
    if (!reader.write(piece)) await drained(reader)
  }
}
