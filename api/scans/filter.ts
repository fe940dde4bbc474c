import { type SelectQueryBuilder, sql } from 'kysely'
import type { Classification, DB } from '../../db/types.ts'
import { invalid } from '../graphql/errors.ts'
import { isId } from '../graphql/page.ts'
import type { ScanRow } from './queries.ts'

/** Which hits are wanted. Without classifications only people. */
export type ScanFilter = {
  classifications?: readonly Classification[] | null | undefined
  qrCodeIds?: readonly string[] | null | undefined
  countryCodes?: readonly string[] | null | undefined
  deviceTypes?: readonly string[] | null | undefined
  from?: Date | null | undefined
  to?: Date | null | undefined
}

const mostValues = 100

/** The filter, or INVALID naming the part that is wrong. */
export function checkFilter(filter: ScanFilter | null | undefined): ScanFilter {
  if (!filter) return {}
  for (const [name, values] of Object.entries(filter)) {
    if (Array.isArray(values) && values.length > mostValues) {
      throw invalid(`filter.${name}`, `Use at most ${mostValues} values.`)
    }
  }
  if (filter.qrCodeIds?.some((id) => !isId(id)))
    throw invalid('filter.qrCodeIds', 'An id is a UUID.')
  if (filter.from && filter.to && filter.from >= filter.to)
    throw invalid('filter.to', 'The end comes after the start.')
  return filter
}

function classesOf(filter: ScanFilter): readonly Classification[] {
  return filter.classifications ?? ['HUMAN']
}

/** The filter as SQL. */
export function filtered<O>(
  query: SelectQueryBuilder<DB, 'qr_scan_events', O>,
  filter: ScanFilter,
) {
  return query
    .where('classification', '=', sql<Classification>`any(${classesOf(filter)}::classification[])`)
    .$if(Boolean(filter.qrCodeIds), (each) =>
      each.where('qr_code_id', '=', sql<string>`any(${filter.qrCodeIds}::uuid[])`),
    )
    .$if(Boolean(filter.countryCodes), (each) =>
      each.where('country_code', '=', sql<string>`any(${filter.countryCodes}::text[])`),
    )
    .$if(Boolean(filter.deviceTypes), (each) =>
      each.where('device_type', '=', sql<string>`any(${filter.deviceTypes}::text[])`),
    )
    .$if(Boolean(filter.from), (each) => each.where('scanned_at', '>=', filter.from as Date))
    .$if(Boolean(filter.to), (each) => each.where('scanned_at', '<', filter.to as Date))
}

/** The same filter on one row, for the feed: a row is read once and offered to every subscriber. */
export function matches(filter: ScanFilter, row: ScanRow): boolean {
  const { qrCodeIds, countryCodes, deviceTypes, from, to } = filter
  return (
    classesOf(filter).includes(row.classification) &&
    (!qrCodeIds || qrCodeIds.includes(row.qr_code_id)) &&
    (!countryCodes || countryCodes.includes(row.country_code ?? '')) &&
    (!deviceTypes || deviceTypes.includes(row.device_type ?? '')) &&
    (!from || row.scanned_at >= from) &&
    (!to || row.scanned_at < to)
  )
}
