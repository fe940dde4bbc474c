import type { AnalyticsDimension, Classification } from '../gql/graphql.ts'
import { type DimensionKey, dimensions } from './filters.ts'

const deviceWords: Record<string, string> = {
  phone: 'Phone',
  tablet: 'Tablet',
  desktop: 'Desktop',
  tv: 'TV',
  other: 'Other device',
}

const sourceWords: Record<string, string> = { QR: 'Printed code', LINK: 'Shared link' }

const countryNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })

/** A value of a filter as a reader names it; codes and campaigns have names of their own. */
export function valueWords(dimension: DimensionKey, value: string): string {
  if (dimension === 'referrer') return value || 'No referrer'
  if (dimension === 'country') return countryName(value)
  if (dimension === 'region' || dimension === 'city') return placeName(value)
  if (dimension === 'device') return deviceWords[value] ?? (value || 'Unknown')
  if (dimension === 'source') return sourceWords[value] ?? value
  return value || 'Unknown'
}

/** A row as it is listed: the server's label, but for what this page says in its own words. */
export function rowWords(by: AnalyticsDimension, key: string, label: string): string {
  const dimension = dimensions.find((each) => each.by === by)
  if (!dimension) return label
  if (dimension.key === 'campaign') return key === '' ? 'No campaign' : label
  if (dimension.key === 'code') return label
  if (dimension.key === 'country' && label) return key === '' ? 'Unknown' : label
  return valueWords(dimension.key, key)
}

function countryName(code: string): string {
  if (!code) return 'Unknown'
  try {
    return countryNames.of(code) ?? code
  } catch {
    // An address may say anything.
    return code
  }
}

/** "US|Illinois|Chicago" is Chicago; an empty end is the unknown rest of what it lies in. */
function placeName(key: string): string {
  if (!key) return 'Unknown'
  const [country = '', ...rest] = key.split('|')
  const named = rest.findLast(Boolean)
  if (rest.at(-1)) return rest.at(-1) ?? ''
  return `Unknown, ${named ?? countryName(country)}`
}

/** Classes in sums, as the page on what was not counted adds them up. */
export const hitWords: Record<Classification, string> = {
  HUMAN: 'people',
  BOT: 'bots',
  PREVIEW: 'link previews',
  PREFETCH: 'prefetches',
  HEAD: 'link checks',
  DUPLICATE: 'repeats',
  EXCLUDED: 'excluded',
  INVALID: 'invalid',
}

/** What is counted when everything is, and when only people are. */
export function unitOf(traffic: 'all' | undefined): string {
  return traffic === 'all' ? 'requests' : 'scans'
}
