import { type Expression, sql } from 'kysely'
import type { ExportDb } from '../../db/connections.ts'
import type { Dataset, ExportFormat } from '../../db/types.ts'
import { formats } from '../export-engine/formats.ts'
import type { Rows } from '../export-engine/rows.ts'
import { classCondition, partConditions, type ScanFilter } from '../scans/filter.ts'

/** What bounds the rows of an export, beside the organization. */
export type ExportRange = {
  from: Date | null
  to: Date | null
  asOf: Date
  /** Scans stored after the export was asked for are not in it, whenever they happened and whenever it is made. */
  snapshot: string
  /** Which hits or codes; campaigns are codes already. */
  filter: ScanFilter
  publicUrl: string
}

/** Typed columns in the order of the file, and the query that selects them: every format is made from the same rows. */
type DatasetRows = (db: ExportDb, range: ExportRange) => Rows | Promise<Rows>

/** Ties the columns to the query: one that it does not select is an error of types. */
function rows<Columns extends Rows['columns']>(
  columns: Columns,
  query: Expression<Record<keyof Columns & string, unknown>>,
): Rows {
  return { columns, query }
}

/** Written out, not as a parameter: COPY takes none, and an enum would need its type said. */
const isScan = sql<boolean>`classification = 'HUMAN'`

/** Was stored by the time the export was asked for. */
function isStored({ asOf, snapshot }: ExportRange) {
  return sql<boolean>`scanned_at <= ${asOf}::timestamptz and pg_visible_in_snapshot(xid, ${snapshot}::pg_snapshot)`
}

function within(column: string, { from, to, asOf }: ExportRange) {
  return sql<boolean>`${sql.ref(column)} >= coalesce(${from}::timestamptz, '-infinity')
    and ${sql.ref(column)} < coalesce(${to}::timestamptz, 'infinity') and ${sql.ref(column)} <= ${asOf}::timestamptz`
}

function activity(db: ExportDb, range: ExportRange): Rows {
  const query = db
    .selectFrom('activity_log')
    .select([
      'created_at as at',
      'member_name as member',
      'action',
      'entity_type',
      'entity_id',
      sql<string>`metadata::text`.as('metadata'),
    ])
    .where(within('created_at', range))
    .orderBy('id', 'desc')
  return rows(
    {
      at: 'time',
      member: 'text',
      action: 'word',
      entity_type: 'text',
      entity_id: 'word',
      metadata: 'text',
    },
    query,
  )
}

function qrCodes(db: ExportDb, range: ExportRange): Rows {
  const scans = db
    .selectFrom('qr_scan_events')
    .select((eb) => [
      'qr_code_id',
      eb.fn.countAll<number>().as('count'),
      eb.fn.max('scanned_at').as('last_at'),
    ])
    .where(isScan)
    .where(isStored(range))
    .groupBy('qr_code_id')
    .as('scans')
  const query = db
    .selectFrom('qr_codes')
    .leftJoin(scans, 'scans.qr_code_id', 'qr_codes.id')
    .leftJoin('members', (join) =>
      join
        .onRef('members.organization_id', '=', 'qr_codes.organization_id')
        .onRef('members.id', '=', 'qr_codes.created_by'),
    )
    .leftJoin('campaigns', (join) =>
      join
        .onRef('campaigns.organization_id', '=', 'qr_codes.organization_id')
        .onRef('campaigns.id', '=', 'qr_codes.campaign_id')
        .on('campaigns.deleted_at', 'is', null),
    )
    .select([
      'qr_codes.name',
      'qr_codes.slug',
      sql<string>`${range.publicUrl}::text || '/s/' || slug`.as('scan_url'),
      sql<string>`coalesce(target_url, ${range.publicUrl}::text || '/f/' || slug)`.as('target_url'),
      'location',
      sql<string>`qr_code_status(qr_codes.status, expires_at, qr_codes.deleted_at)`.as('status'),
      sql<number>`coalesce(scans.count, 0)`.as('scans'),
      'scans.last_at as last_scanned_at',
      'qr_codes.created_at as created_at',
      'members.name as created_by',
      'expires_at',
      'campaigns.name as campaign',
      'qr_codes.id',
    ])
    .where(within('qr_codes.created_at', range))
    .where('qr_codes.deleted_at', 'is', null)
    .$if(Boolean(range.filter.qrCodeIds), (narrowed) =>
      narrowed.where('qr_codes.id', '=', sql<string>`any(${range.filter.qrCodeIds}::uuid[])`),
    )
    .orderBy('qr_codes.id', 'desc')
  return rows(
    {
      name: 'text',
      slug: 'word',
      scan_url: 'word',
      target_url: 'text',
      location: 'text',
      status: 'word',
      scans: 'number',
      last_scanned_at: 'time',
      created_at: 'time',
      created_by: 'text',
      expires_at: 'time',
      campaign: 'text',
      id: 'word',
    },
    query,
  )
}

function campaigns(db: ExportDb, range: ExportRange): Rows {
  const codes = db
    .selectFrom('qr_codes')
    .select((eb) => ['campaign_id', eb.fn.countAll<number>().as('count')])
    .where('deleted_at', 'is', null)
    .groupBy('campaign_id')
    .as('codes')
  // A deleted code keeps its scans in its campaign, here as in Campaign.scanCount.
  const scans = db
    .selectFrom('qr_scan_events')
    .innerJoin('qr_codes', (join) =>
      join
        .onRef('qr_codes.organization_id', '=', 'qr_scan_events.organization_id')
        .onRef('qr_codes.id', '=', 'qr_scan_events.qr_code_id'),
    )
    .select((eb) => [
      'campaign_id',
      eb.fn.countAll<number>().as('count'),
      eb.fn.max('scanned_at').as('last_at'),
    ])
    .where(isScan)
    .where(isStored(range))
    .groupBy('campaign_id')
    .as('scans')
  const query = db
    .selectFrom('campaigns')
    .leftJoin(codes, 'codes.campaign_id', 'campaigns.id')
    .leftJoin(scans, 'scans.campaign_id', 'campaigns.id')
    .leftJoin('members', (join) =>
      join
        .onRef('members.organization_id', '=', 'campaigns.organization_id')
        .onRef('members.id', '=', 'campaigns.created_by'),
    )
    .select([
      'campaigns.name',
      'description',
      sql<string>`campaign_status(campaigns.status, start_date, end_date, local_today())`.as(
        'status',
      ),
      sql<string | null>`start_date::text`.as('start_date'),
      sql<string | null>`end_date::text`.as('end_date'),
      sql<number>`coalesce(codes.count, 0)`.as('qr_codes'),
      sql<number>`coalesce(scans.count, 0)`.as('scans'),
      'scans.last_at as last_scanned_at',
      'campaigns.created_at as created_at',
      'members.name as created_by',
      'campaigns.id',
    ])
    .where(within('campaigns.created_at', range))
    .where('campaigns.deleted_at', 'is', null)
    .orderBy('campaigns.id', 'desc')
  return rows(
    {
      name: 'text',
      description: 'text',
      status: 'word',
      start_date: 'word',
      end_date: 'word',
      qr_codes: 'number',
      scans: 'number',
      last_scanned_at: 'time',
      created_at: 'time',
      created_by: 'text',
      id: 'word',
    },
    query,
  )
}

function qrScans(db: ExportDb, range: ExportRange): Rows {
  const query = db
    .selectFrom('qr_scan_events')
    .innerJoin('qr_codes', (join) =>
      join
        .onRef('qr_codes.organization_id', '=', 'qr_scan_events.organization_id')
        .onRef('qr_codes.id', '=', 'qr_scan_events.qr_code_id'),
    )
    .select([
      'scanned_at',
      'qr_codes.name as qr_code',
      'qr_codes.slug',
      'source',
      'outcome',
      'city',
      'region',
      'country',
      'country_code',
      'device_type',
      'os',
      'browser',
      'referrer',
      'qr_scan_events.id',
    ])
    .where(within('scanned_at', range))
    .where(isStored(range))
    .where(range.filter.classifications ? classCondition(range.filter) : isScan)
    .where((eb) => eb.and(partConditions(range.filter)))
    .orderBy('qr_scan_events.id', 'desc')
  return rows(
    {
      scanned_at: 'time',
      qr_code: 'text',
      slug: 'word',
      source: 'word',
      outcome: 'word',
      city: 'text',
      region: 'text',
      country: 'text',
      country_code: 'text',
      device_type: 'text',
      os: 'text',
      browser: 'text',
      referrer: 'text',
      id: 'word',
    },
    query,
  )
}

function team(db: ExportDb, range: ExportRange): Rows {
  const query = db
    .selectFrom('members')
    .select(['name', 'email', 'role', 'status', 'created_at as member_since', 'last_seen_at'])
    .where('removed_at', 'is', null)
    .where(within('created_at', range))
    .orderBy('id')
  return rows(
    {
      name: 'text',
      email: 'text',
      role: 'word',
      status: 'word',
      member_since: 'time',
      last_seen_at: 'time',
    },
    query,
  )
}

/** The only list of what can be exported: dataset → its rows. */
const datasets: Partial<Record<Dataset, DatasetRows>> = {
  ACTIVITY: activity,
  CAMPAIGNS: campaigns,
  QR_CODES: qrCodes,
  QR_SCANS: qrScans,
  TEAM: team,
}

/** The rows of a dataset, or undefined when this version cannot produce it. */
export function datasetRows(dataset: Dataset): DatasetRows | undefined {
  return datasets[dataset]
}

/** Whether this version can produce the dataset in that format. */
export function isOffered(dataset: Dataset, format: ExportFormat): boolean {
  return formats[format] !== undefined && datasets[dataset] !== undefined
}
