import { type RawBuilder, sql } from 'kysely'
import { filterParts, type PartName } from './filter.ts'

export const dimensions = [
  'COUNTRY',
  'REGION',
  'CITY',
  'DEVICE_TYPE',
  'OS',
  'BROWSER',
  'REFERRER',
  'SOURCE',
  'QR_CODE',
  'CAMPAIGN',
] as const
export type Dimension = (typeof dimensions)[number]

/** The part of the filter that takes a dimension's keys. */
export const partOf: Record<Exclude<Dimension, 'CAMPAIGN'>, PartName> = {
  COUNTRY: 'countryCodes',
  REGION: 'regions',
  CITY: 'cities',
  DEVICE_TYPE: 'deviceTypes',
  OS: 'os',
  BROWSER: 'browsers',
  REFERRER: 'referrers',
  SOURCE: 'sources',
  QR_CODE: 'qrCodeIds',
}

/** What tells a hit's row of a breakdown. */
export function keyOf(dimension: Dimension): RawBuilder<string> {
  if (dimension === 'CAMPAIGN') return sql`coalesce(owner.campaign_key, '')`
  return filterParts[partOf[dimension]].key
}

/** The hits, and for campaigns the one that each hit's code belongs to now; a deleted campaign has none. */
export function hitsBy(dimension: Dimension): RawBuilder<unknown> {
  if (dimension !== 'CAMPAIGN') return sql`qr_scan_events`
  return sql`qr_scan_events left join (
    select qr_codes.id as owned_code, campaigns.id::text as campaign_key
    from qr_codes join campaigns on campaigns.organization_id = qr_codes.organization_id
      and campaigns.id = qr_codes.campaign_id and campaigns.deleted_at is null
  ) as owner on owner.owned_code = qr_code_id`
}

const countries = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' })

/** A key in words; a code's name is for whoever knows the code. */
export function labelOf(dimension: Dimension, key: string): string {
  if (dimension === 'SOURCE') return key === 'QR' ? 'Printed code' : 'Shared link'
  if (dimension === 'REFERRER') return key || 'Direct'
  if (dimension === 'CAMPAIGN' && key === '') return 'No campaign'
  if (dimension === 'COUNTRY') return key ? countryName(key) : 'Unknown'
  return key.split('|').at(-1) || 'Unknown'
}

/** DB-IP also has codes that are no country's, such as ZZ. */
function countryName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code
}

/** The country a key of a place lies in, and its region; null when it is not known or no place. */
export function placeOf(
  dimension: Dimension,
  key: string,
): { countryCode: string | null; region: string | null } {
  const isPlace = dimension === 'COUNTRY' || dimension === 'REGION' || dimension === 'CITY'
  const [countryCode, region] = isPlace ? key.split('|') : []
  return { countryCode: countryCode || null, region: region || null }
}
