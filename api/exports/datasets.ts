import { type CompiledQuery, sql } from 'kysely'
import type { ExportDb } from '../../db/connections.ts'
import type { Dataset, ExportFormat } from '../../db/types.ts'

/** What bounds the rows of an export, beside the organization. */
export type ExportRange = { from: Date | null; to: Date | null; asOf: Date; publicUrl: string }

type DatasetQuery = (db: ExportDb, range: ExportRange) => CompiledQuery

/** A time in the export's zone with its offset; the transaction's time zone is the export's. */
const time = (column: string) =>
  sql<string>`to_char(${sql.ref(column)}, 'YYYY-MM-DD"T"HH24:MI:SSTZH:TZM')`
/** Free text, safe to open in a spreadsheet. */
const text = (column: string) => sql<string>`csv_text(${sql.ref(column)})`

/** Written out, not as a parameter: COPY takes none, and an enum would need its type said. */
const isScan = sql<boolean>`classification = 'HUMAN'`

function within(column: string, { from, to, asOf }: ExportRange) {
  return sql<boolean>`${sql.ref(column)} >= coalesce(${from}::timestamptz, '-infinity')
    and ${sql.ref(column)} < coalesce(${to}::timestamptz, 'infinity') and ${sql.ref(column)} <= ${asOf}::timestamptz`
}

function activity(db: ExportDb, range: ExportRange): CompiledQuery {
  return db
    .selectFrom('activity_log')
    .select([
      time('created_at').as('at'),
      text('member_name').as('member'),
      'action',
      text('entity_type').as('entity_type'),
      'entity_id',
      sql<string>`csv_text(metadata::text)`.as('metadata'),
    ])
    .where(within('created_at', range))
    .orderBy('id', 'desc')
    .compile()
}

function qrCodes(db: ExportDb, range: ExportRange): CompiledQuery {
  const scans = db
    .selectFrom('qr_scan_events')
    .select((eb) => [
      'qr_code_id',
      eb.fn.countAll<number>().as('count'),
      eb.fn.max('scanned_at').as('last_at'),
    ])
    .where(isScan)
    .where(sql<boolean>`scanned_at <= ${range.asOf}::timestamptz`)
    .groupBy('qr_code_id')
    .as('scans')
  return db
    .selectFrom('qr_codes')
    .leftJoin(scans, 'scans.qr_code_id', 'qr_codes.id')
    .leftJoin('members', (join) =>
      join
        .onRef('members.organization_id', '=', 'qr_codes.organization_id')
        .onRef('members.id', '=', 'qr_codes.created_by'),
    )
    .select([
      text('qr_codes.name').as('name'),
      'qr_codes.slug',
      sql<string>`${range.publicUrl}::text || '/s/' || slug`.as('scan_url'),
      text('target_url').as('target_url'),
      text('location').as('location'),
      sql<string>`qr_code_status(qr_codes.status, expires_at, deleted_at)`.as('status'),
      sql<number>`coalesce(scans.count, 0)`.as('scans'),
      time('scans.last_at').as('last_scanned_at'),
      time('qr_codes.created_at').as('created_at'),
      text('members.name').as('created_by'),
      time('expires_at').as('expires_at'),
      'qr_codes.id',
    ])
    .where(within('qr_codes.created_at', range))
    .where('deleted_at', 'is', null)
    .orderBy('qr_codes.id', 'desc')
    .compile()
}

function qrScans(db: ExportDb, range: ExportRange): CompiledQuery {
  return db
    .selectFrom('qr_scan_events')
    .innerJoin('qr_codes', (join) =>
      join
        .onRef('qr_codes.organization_id', '=', 'qr_scan_events.organization_id')
        .onRef('qr_codes.id', '=', 'qr_scan_events.qr_code_id'),
    )
    .select([
      time('scanned_at').as('scanned_at'),
      text('qr_codes.name').as('qr_code'),
      'qr_codes.slug',
      'source',
      'outcome',
      text('city').as('city'),
      text('region').as('region'),
      text('country').as('country'),
      text('country_code').as('country_code'),
      text('device_type').as('device_type'),
      text('os').as('os'),
      text('browser').as('browser'),
      text('referrer').as('referrer'),
      'qr_scan_events.id',
    ])
    .where(within('scanned_at', range))
    .where(isScan)
    .orderBy('qr_scan_events.id', 'desc')
    .compile()
}

function team(db: ExportDb, range: ExportRange): CompiledQuery {
  return db
    .selectFrom('members')
    .select([
      text('name').as('name'),
      text('email').as('email'),
      'role',
      'status',
      time('created_at').as('member_since'),
      time('last_seen_at').as('last_seen_at'),
    ])
    .where('removed_at', 'is', null)
    .where(within('created_at', range))
    .orderBy('id')
    .compile()
}

/** The only list of what can be exported: dataset → its rows. */
const datasets: Partial<Record<Dataset, DatasetQuery>> = {
  ACTIVITY: activity,
  QR_CODES: qrCodes,
  QR_SCANS: qrScans,
  TEAM: team,
}

/** The rows of a dataset, or undefined when this version cannot produce it. */
export function datasetQuery(dataset: Dataset): DatasetQuery | undefined {
  return datasets[dataset]
}

/** Whether this version can produce the dataset in that format. */
export function isOffered(dataset: Dataset, format: ExportFormat): boolean {
  return format === 'CSV' && datasets[dataset] !== undefined
}
