import { sql } from 'kysely'
import type { ExportDb } from '../../db/connections.ts'
import { campaignsResolved } from '../scans/filter.ts'
import { type DatasetColumn, table, within } from './dataset.ts'

// Counts are read where the lists read them (api/rollups/queries.ts), so that a file says what the dashboard says.

const name: DatasetColumn = { type: 'text', label: 'Name', description: 'What you call it.' }
const scans: DatasetColumn = {
  type: 'number',
  label: 'Scans',
  description: 'Hits classified HUMAN, of all time.',
}
const lastScannedAt: DatasetColumn = {
  type: 'time',
  label: 'Last scanned at',
  description: 'The last of these scans; empty: none.',
}
const createdAt: DatasetColumn = {
  type: 'time',
  label: 'Created at',
  description: 'When it was made.',
}
const createdBy: DatasetColumn = {
  type: 'text',
  label: 'Created by',
  description: 'Who made it.',
  isGroupable: true,
}
const id: DatasetColumn = { type: 'word', label: 'ID', description: 'Its id here.' }

/** Written out, not as a parameter: COPY takes none, and an enum would need its type said. */
const isMonth = sql<boolean>`grain = 'MONTH'`

/** Who made the row, and the campaign that a code belongs to. */
function makers(db: ExportDb) {
  return db.selectFrom('members').select(['organization_id', 'id', 'name']).as('maker')
}

/** Every code that is not deleted, and what it comes to. */
export const qrCodes = table({
  title: 'QR codes',
  columns: {
    name,
    slug: { type: 'word', label: 'Slug', description: 'The end of the address it prints.' },
    scan_url: { type: 'word', label: 'Scan URL', description: 'The address it prints.' },
    target_url: { type: 'text', label: 'Target URL', description: 'Where it leads now.' },
    location: {
      type: 'text',
      label: 'Location',
      description: 'Where it hangs, in your words.',
      isGroupable: true,
    },
    status: {
      type: 'word',
      label: 'Status',
      description: 'ACTIVE, PAUSED, EXPIRED or TAKEN_DOWN.',
      isGroupable: true,
    },
    scans,
    last_scanned_at: lastScannedAt,
    created_at: createdAt,
    created_by: createdBy,
    expires_at: {
      type: 'time',
      label: 'Expires at',
      description: 'When it stops leading anywhere; empty: never.',
    },
    campaign: {
      type: 'text',
      label: 'Campaign',
      description: 'The campaign it belongs to.',
      isGroupable: true,
    },
    id,
  },
  select: async (db, bounds) => {
    const { qrCodeIds } = await campaignsResolved(db, bounds.filter ?? {})
    const counted = db
      .selectFrom('scan_rollups')
      .select((eb) => [
        'scope',
        eb.cast<number>(eb.fn.sum('scans'), 'bigint').as('count'),
        eb.fn.max('last_at').as('last_at'),
      ])
      .where(isMonth)
      .groupBy('scope')
      .as('counted')
    return db
      .selectFrom('qr_codes')
      .leftJoin(counted, 'counted.scope', 'qr_codes.id')
      .leftJoin(makers(db), (join) =>
        join
          .onRef('maker.organization_id', '=', 'qr_codes.organization_id')
          .onRef('maker.id', '=', 'qr_codes.created_by'),
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
        sql<string>`${bounds.publicUrl}::text || '/s/' || slug`.as('scan_url'),
        sql<string>`coalesce(target_url, ${bounds.publicUrl}::text || '/f/' || slug)`.as(
          'target_url',
        ),
        'location',
        sql<string>`qr_code_status(qr_codes.status, expires_at, qr_codes.deleted_at)`.as('status'),
        sql<number>`coalesce(counted.count, 0)`.as('scans'),
        'counted.last_at as last_scanned_at',
        'qr_codes.created_at as created_at',
        'maker.name as created_by',
        'expires_at',
        'campaigns.name as campaign',
        'qr_codes.id',
      ])
      .where(within('qr_codes.created_at', bounds))
      .where('qr_codes.deleted_at', 'is', null)
      .$if(Boolean(qrCodeIds), (query) =>
        query.where(sql<boolean>`qr_codes.id = any(${qrCodeIds}::uuid[])`),
      )
      .orderBy('qr_codes.id', 'desc')
  },
})

/** Every campaign that is not deleted, and what its codes come to. */
export const campaigns = table({
  title: 'Campaigns',
  columns: {
    name,
    description: { type: 'text', label: 'Description', description: 'What it is for.' },
    status: {
      type: 'word',
      label: 'Status',
      description: 'DRAFT, ACTIVE, PAUSED, ENDED or ARCHIVED: what it is today.',
      isGroupable: true,
    },
    start_date: { type: 'word', label: 'Start date', description: 'Its first day.' },
    end_date: { type: 'word', label: 'End date', description: 'Its last day, included.' },
    qr_codes: {
      type: 'number',
      label: 'QR codes',
      description: 'Its codes, without deleted ones.',
    },
    scans,
    last_scanned_at: lastScannedAt,
    created_at: createdAt,
    created_by: createdBy,
    id,
  },
  select: async (db, bounds) => {
    const codes = db
      .selectFrom('qr_codes')
      .select((eb) => ['campaign_id', eb.fn.countAll<number>().as('count')])
      .where('deleted_at', 'is', null)
      .groupBy('campaign_id')
      .as('codes')
    // A deleted code keeps its scans in its campaign, here as in Campaign.scanCount.
    const counted = db
      .selectFrom('scan_rollups')
      .innerJoin('qr_codes', (join) =>
        join
          .onRef('qr_codes.organization_id', '=', 'scan_rollups.organization_id')
          .onRef('qr_codes.id', '=', 'scan_rollups.scope'),
      )
      .select((eb) => [
        'campaign_id',
        eb.cast<number>(eb.fn.sum('scans'), 'bigint').as('count'),
        eb.fn.max('last_at').as('last_at'),
      ])
      .where(isMonth)
      .groupBy('campaign_id')
      .as('counted')
    return db
      .selectFrom('campaigns')
      .leftJoin(codes, 'codes.campaign_id', 'campaigns.id')
      .leftJoin(counted, 'counted.campaign_id', 'campaigns.id')
      .leftJoin(makers(db), (join) =>
        join
          .onRef('maker.organization_id', '=', 'campaigns.organization_id')
          .onRef('maker.id', '=', 'campaigns.created_by'),
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
        sql<number>`coalesce(counted.count, 0)`.as('scans'),
        'counted.last_at as last_scanned_at',
        'campaigns.created_at as created_at',
        'maker.name as created_by',
        'campaigns.id',
      ])
      .where(within('campaigns.created_at', bounds))
      .where('campaigns.deleted_at', 'is', null)
      .orderBy('campaigns.id', 'desc')
  },
})
