import { sql } from 'kysely'
import {
  campaignsResolved,
  classCondition,
  isBefore,
  isFrom,
  partConditions,
} from '../scans/filter.ts'
import { table } from './dataset.ts'

/**
 * The scans themselves, people only unless the filter names classes, back to the plan's look-back: what Organization.scans
 * lists, and as many as Organization.analytics counts.
 */
export const qrScans = table({
  title: 'Scans',
  columns: {
    scanned_at: { type: 'time', label: 'Scanned at', description: 'When it was scanned.' },
    qr_code: {
      type: 'text',
      label: 'QR code',
      description: 'The name its code has now.',
      isGroupable: true,
    },
    slug: {
      type: 'word',
      label: 'Slug',
      description: "The end of the code's address.",
      isGroupable: true,
    },
    source: {
      type: 'word',
      label: 'Source',
      description: 'QR, the printed code, or LINK, the shared link.',
      isGroupable: true,
    },
    outcome: {
      type: 'word',
      label: 'Outcome',
      description: 'REDIRECTED, or what was shown instead, such as EXPIRED.',
      isGroupable: true,
    },
    city: { type: 'text', label: 'City', description: 'From the address.', isGroupable: true },
    region: { type: 'text', label: 'Region', description: 'From the address.', isGroupable: true },
    country: { type: 'text', label: 'Country', description: 'In English.', isGroupable: true },
    country_code: {
      type: 'text',
      label: 'Country code',
      description: 'ISO 3166-1, two letters.',
      isGroupable: true,
    },
    device_type: {
      type: 'text',
      label: 'Device type',
      description: 'phone, tablet, desktop, tv or other.',
      isGroupable: true,
    },
    os: { type: 'text', label: 'OS', description: 'The operating system.', isGroupable: true },
    browser: { type: 'text', label: 'Browser', description: 'The browser.', isGroupable: true },
    referrer: {
      type: 'text',
      label: 'Referrer',
      description: 'The host it came from; empty: none, as with a camera.',
      isGroupable: true,
    },
    campaign: {
      type: 'text',
      label: 'Campaign',
      description: 'The campaign its code belongs to now.',
      isGroupable: true,
    },
    classification: {
      type: 'word',
      label: 'Classification',
      description: 'HUMAN, or what the filter asked for besides.',
      isGroupable: true,
    },
    id: { type: 'word', label: 'ID', description: 'The id of the scan.' },
  },
  notes: ({ filter }) =>
    filter?.classifications
      ? ['Hits of the classes that the filter names, not only of people.']
      : [],
  select: async (db, bounds) => {
    const filter = await campaignsResolved(db, bounds.filter ?? {})
    const conditions = [
      classCondition(filter),
      ...partConditions(filter),
      ...(bounds.from ? [isFrom(bounds.from)] : []),
      ...(bounds.to ? [isBefore(bounds.to)] : []),
      sql<boolean>`scanned_at <= ${bounds.asOf}::timestamptz`,
      sql<boolean>`pg_visible_in_snapshot(xid, ${bounds.snapshot}::pg_snapshot)`,
      sql<boolean>`scanned_at >= (select lookback_start())`,
    ]
    return db
      .selectFrom('qr_scan_events')
      .innerJoin('qr_codes', (join) =>
        join
          .onRef('qr_codes.organization_id', '=', 'qr_scan_events.organization_id')
          .onRef('qr_codes.id', '=', 'qr_scan_events.qr_code_id'),
      )
      .leftJoin('campaigns', (join) =>
        join
          .onRef('campaigns.organization_id', '=', 'qr_codes.organization_id')
          .onRef('campaigns.id', '=', 'qr_codes.campaign_id')
          .on('campaigns.deleted_at', 'is', null),
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
        'qr_scan_events.country_code',
        'device_type',
        'os',
        'browser',
        'referrer',
        'campaigns.name as campaign',
        'classification',
        'qr_scan_events.id',
      ])
      .where(sql.join<boolean>(conditions, sql` and `))
      .orderBy('qr_scan_events.id', 'desc')
  },
})
