import type { Writable } from 'node:stream'
import { sql } from 'kysely'
import pLimit, { type LimitFunction } from 'p-limit'
import { v4 as uuidv4 } from 'uuid'
import {
  type ExportDb,
  openExport,
  type Pools,
  type Tenant,
  type TenantDb,
  withTenant,
} from '../../db/connections.ts'
import { copyOut } from '../../db/copy.ts'
import { Refusal } from '../graphql/errors.ts'
import type { Storage } from '../storage/storage.ts'
import { type Drafts, drained } from './drafts.ts'
import type { Format } from './formats.ts'
import { completeExport, type ExportRow, type Finished, getExport } from './queries.ts'
import type { Rows } from './rows.ts'

/** So many files are made for one organization at the same time: a copy runs at its reader's pace. */
const atOnce = 2
const mostWaiting = 20
const turns = new Map<string, LimitFunction>()

/** Runs work when the organization has a place for it; RATE_LIMITED when too many wait for one already. */
export async function inTurn<T>(organizationId: string, work: () => Promise<T>): Promise<T> {
  const own = turns.get(organizationId) ?? pLimit(atOnce)
  if (own.pendingCount >= mostWaiting) {
    const message = 'Many exports are on their way already. Try again when one is done.'
    throw new Refusal('RATE_LIMITED', message, { retryAfter: 5 })
  }
  turns.set(organizationId, own)
  try {
    return await own(work)
  } finally {
    if (own.activeCount + own.pendingCount === 0) turns.delete(organizationId)
  }
}

/** Told of an export that is READY or FAILED now, in the transaction that makes it so; what it throws undoes that. */
export type ExportEnded = (db: TenantDb, row: ExportRow) => Promise<void>

/** What files are made with. */
export type Kitchen = {
  pools: Pools
  drafts: Drafts
  /** Where finished files are kept. */
  exportStore: Storage
  /** Stamped on the file's manifest: the rules that tell people from programs. */
  classificationVersion: number
  onExportEnded: readonly ExportEnded[]
}

/** Which rows, and as what. */
export type Source = { format: Format; select: (db: ExportDb) => Rows | Promise<Rows> }

/** Whom a file is made for: a reader that takes it at its own pace, or nobody yet. */
export type Audience = {
  reader?: Writable
  /** Aborted when the file is not wanted any more. */
  signal?: AbortSignal
  /** Told how many rows the database has sent so far, about: line feeds are counted. */
  onRows?: (count: number) => void
}

/** Where the file of an export is kept. */
export function exportKey(row: { organization_id: string }, storageId: string): string {
  return `${row.organization_id}/${storageId}`
}

/**
 * Makes the file of an export out of one read-only snapshot: to its reader, if there is one, and to the store. The first that
 * comes to its end fixes row count and digest, before the reader sees the end. When the reader leaves or the file is not
 * wanted any more, everything is dropped: the connection too, in the middle of its COPY.
 */
export async function produce(
  kitchen: Kitchen,
  tenant: Tenant,
  row: ExportRow,
  { format, select }: Source,
  { reader, signal, onRows }: Audience,
): Promise<void> {
  signal?.throwIfAborted()
  const startedAt = new Date()
  const { db, transaction } = openExport(kitchen.pools, tenant)
  const draft = kitchen.drafts.open()
  // In the middle of whatever it waits for: a copy, or a question that comes before it.
  const drop = () => void transaction.destroy()
  reader?.once('close', drop)
  signal?.addEventListener('abort', drop)
  let isComplete = false
  try {
    await sql`select set_config('timezone', ${row.timezone}, true)`.execute(db)
    const rows = await select(db)
    const facts = await format.facts(db, rows, row.timezone)
    const stream = await copyOut(transaction, format.cells(db, rows), format.copy)
    const pieces = onRows ? counted(stream, onRows) : stream
    for await (const piece of format.encode(pieces, { row, rows, facts })) await pass(piece)
    signal?.throwIfAborted()
    const sha256 = await draft.finish()
    await transaction.commit()
    const file = { rowCount: stream.rowCount, sizeBytes: draft.size, sha256, startedAt }
    const { classificationVersion } = kitchen
    const columns = Object.keys(rows.columns)
    const storageId = uuidv4()
    await draft.keep(kitchen.exportStore, exportKey(row, storageId))
    await conclude(kitchen, tenant, row, { ...file, columns, classificationVersion, storageId })
    isComplete = true
    reader?.end()
  } finally {
    signal?.removeEventListener('abort', drop)
    if (!isComplete) await transaction.destroy()
    await draft.discard()
  }

  async function pass(piece: Uint8Array): Promise<void> {
    await draft.write(piece)
    if (!reader) return
    if (reader.destroyed) throw new Error('the reader has left')
    if (!reader.write(piece)) await drained(reader)
  }
}

/** The file is in the store before its digest is committed: whoever reads the digest finds it. One that came second is let go. */
async function conclude(
  { pools, exportStore, onExportEnded }: Kitchen,
  tenant: Tenant,
  row: ExportRow,
  file: Finished,
): Promise<void> {
  let isKept = false
  try {
    const known = await withTenant(pools, tenant, async (db) => {
      const completed = await completeExport(db, row.id, file)
      if (!completed) return getExport(db, row.id)
      for (const tell of onExportEnded) await tell(db, completed)
      return completed
    })
    isKept = known.storage_id === file.storageId
    // Whoever has read other bytes than those that are kept must not take them for whole.
    if (known.sha256 !== file.sha256) throw new Error('the export came to another end meanwhile')
  } finally {
    if (!isKept) await exportStore.remove(exportKey(row, file.storageId)).catch(() => {})
  }
}

const lineFeed = 10

async function* counted(
  pieces: AsyncIterable<Uint8Array>,
  onRows: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  let count = 0
  for await (const piece of pieces) {
    for (let at = piece.indexOf(lineFeed); at !== -1; at = piece.indexOf(lineFeed, at + 1)) count++
    onRows(count)
    yield piece
  }
}
