import { sql } from 'kysely'
import type { TenantDb } from '../../db/connections.ts'
import type { Keyset } from '../graphql/page.ts'
import { filtered, type ScanFilter } from './filter.ts'

const columns = [
  'id',
  'scanned_at',
  'qr_code_id',
  'classification',
  'reason',
  'source',
  'outcome',
  'referrer',
  'country_code',
  'country',
  'region',
  'city',
  'device_type',
  'os',
  'browser',
] as const

/** Not older than the plan's look-back; what is older is kept and shows again on a plan that reaches further. */
const isShown = sql<boolean>`scanned_at >= (select lookback_start())`

/** Hits, newest first: their ids sort by time. */
export async function listScans(db: TenantDb, { limit, afterId }: Keyset, filter: ScanFilter) {
  return filtered(db.selectFrom('qr_scan_events').select(columns), filter)
    .where(isShown)
    .$if(afterId !== null, (query) => query.where('id', '<', afterId))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}
export type ScanRow = Awaited<ReturnType<typeof listScans>>[number]

export async function countScans(db: TenantDb, filter: ScanFilter): Promise<number> {
  const counted = db
    .selectFrom('qr_scan_events')
    .select((eb) => eb.fn.countAll<number>().as('count'))
  const { count } = await filtered(counted, filter).where(isShown).executeTakeFirstOrThrow()
  return count
}

/** A place in an organization's stream of scans: everything up to (xid, id) has been seen. */
export type Position = { xid: string; id: string }

/** Where the stream of scans is now, and the epoch its positions are good in. */
export async function getFeedHead(db: TenantDb): Promise<{ xid: string; epoch: string }> {
  const { rows } = await sql<{ xid: string; epoch: string }>`
    select pg_snapshot_xmin(pg_current_snapshot())::text as xid, feed_epoch() as epoch`.execute(db)
  return rows[0] as { xid: string; epoch: string }
}

/** The transaction that comes after all there ever were: nothing can have been stored by it or a later one. */
export async function getFeedEnd(db: TenantDb): Promise<string> {
  const { rows } = await sql<{ xid: string }>`
    select pg_snapshot_xmax(pg_current_snapshot())::text as xid`.execute(db)
  return (rows[0] as { xid: string }).xid
}

/**
 * Hits stored after a position, in the order they were stored, whatever their class. A row is settled when no transaction
 * that began before its own is still running: only then can nothing come before it any more.
 */
export async function listScansAfter(db: TenantDb, position: Position, since: Date, limit: number) {
  return db
    .selectFrom('qr_scan_events')
    .select(columns)
    .select([
      sql<string>`xid::text`.as('xid'),
      sql<boolean>`xid < pg_snapshot_xmin(pg_current_snapshot())`.as('is_settled'),
    ])
    .where(sql<boolean>`(xid, id) > (${position.xid}::xid8, ${position.id}::uuid)`)
    .where('scanned_at', '>=', since)
    .orderBy(sql`qr_scan_events.xid`)
    .orderBy('id')
    .limit(limit)
    .execute()
}
export type FeedRow = Awaited<ReturnType<typeof listScansAfter>>[number]
