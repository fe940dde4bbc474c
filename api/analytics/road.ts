import { type Column, type Told, whole } from '../rollups/reading.ts'
import { type Dimension, partOf } from '../scans/dimensions.ts'
import type { PartName, ScanFilter } from '../scans/filter.ts'

/** Which rollups answer a filter: the organization's or some codes', and of their scans those with one of some keys. */
export type Road = { scopes: readonly string[]; told: (Told & { part: PartName }) | null }

export const columns: Record<Exclude<Dimension, 'QR_CODE' | 'CAMPAIGN'>, Column> = {
  COUNTRY: 'countries',
  REGION: 'regions',
  CITY: 'cities',
  DEVICE_TYPE: 'device_types',
  OS: 'os',
  BROWSER: 'browsers',
  REFERRER: 'referrers',
  SOURCE: 'sources',
}
const dimensionOf = Object.keys(columns) as (keyof typeof columns)[]

/** The rollups for a filter of no part or one, codes aside; null when only the scans themselves can tell. */
export function roadOf(filter: ScanFilter): Road | null {
  const classes = filter.classifications
  if (classes && !(classes.length === 1 && classes[0] === 'HUMAN')) return null
  if (Object.values(filter.not ?? {}).some(Boolean)) return null
  const told = dimensionOf.flatMap((dimension) => {
    const part = partOf[dimension]
    const keys = filter[part]
    return keys ? [{ column: columns[dimension], keys, part }] : []
  })
  if (told.length > 1) return null
  const codes = filter.qrCodeIds?.map((id) => id.toLowerCase())
  return { scopes: codes ? [...new Set(codes)] : [whole], told: told[0] ?? null }
}

const places: readonly PartName[] = ['countryCodes', 'regions', 'cities']

/**
 * The keys that a dimension's own must begin with for a road, and how many parts of them: the same dimension, or a place
 * within a place. Null when that is not written in the key; 'ALL' when every key is wanted.
 */
export function prefixesOf(
  { told }: Road,
  dimension: keyof typeof columns,
): { keys: readonly string[]; depth: number } | 'ALL' | null {
  if (!told) return 'ALL'
  const [wanted, own] = [places.indexOf(told.part), places.indexOf(partOf[dimension])]
  if (told.part !== partOf[dimension] && (wanted === -1 || own < wanted)) return null
  // Only places have keys of several parts; a browser's name may have a line in it.
  return { keys: told.keys, depth: wanted === -1 ? 0 : wanted + 1 }
}
