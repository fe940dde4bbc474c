import type { AnalyticsDimension, ScanFilter } from '../gql/graphql.ts'
import { classesOf } from '../scans/words.ts'

// Filters as the address writes them: f=country:NL,BE;device:-desktop. A minus turns a clause round.

/** Each with its word in the address, its part of ScanFilter, and its breakdown. */
export const dimensions = [
  { key: 'code', label: 'QR code', part: 'qrCodeIds', by: 'QR_CODE' },
  { key: 'campaign', label: 'Campaign', part: 'campaignIds', by: 'CAMPAIGN' },
  { key: 'country', label: 'Country', part: 'countryCodes', by: 'COUNTRY' },
  { key: 'region', label: 'Region', part: 'regions', by: 'REGION' },
  { key: 'city', label: 'City', part: 'cities', by: 'CITY' },
  { key: 'device', label: 'Device', part: 'deviceTypes', by: 'DEVICE_TYPE' },
  { key: 'os', label: 'OS', part: 'os', by: 'OS' },
  { key: 'browser', label: 'Browser', part: 'browsers', by: 'BROWSER' },
  { key: 'referrer', label: 'Referrer', part: 'referrers', by: 'REFERRER' },
  { key: 'source', label: 'Source', part: 'sources', by: 'SOURCE' },
] as const satisfies readonly {
  key: string
  label: string
  part: keyof ScanFilter
  by: AnalyticsDimension
}[]

export type Dimension = (typeof dimensions)[number]
export type DimensionKey = Dimension['key']

export type Clause = { dimension: DimensionKey; isNot: boolean; values: string[] }

/** At most this many values a clause; the server takes a hundred. */
const mostValues = 50

export function readFilters(written: string | undefined): Clause[] {
  return (written ?? '').split(';').flatMap((part) => {
    const [name = '', list = ''] = splitOnce(part)
    const dimension = dimensions.find(({ key }) => key === name)
    const isNot = list.startsWith('-')
    const values = (isNot ? list.slice(1) : list).split(',').flatMap(readValue)
    if (!dimension || values.length === 0) return []
    return [{ dimension: dimension.key, isNot, values: values.slice(0, mostValues) }]
  })
}

export function writeFilters(clauses: readonly Clause[]): string | undefined {
  const parts = clauses
    .filter(({ values }) => values.length > 0)
    .map(
      ({ dimension, isNot, values }) =>
        `${dimension}:${isNot ? '-' : ''}${values.map(writeValue).join(',')}`,
    )
  return parts.length > 0 ? parts.join(';') : undefined
}

/** Adds a value to what is wanted; a value that is wanted already is taken out again. */
export function toggleValue(
  clauses: readonly Clause[],
  dimension: DimensionKey,
  value: string,
): Clause[] {
  const isHere = (clause: Clause) => clause.dimension === dimension && !clause.isNot
  const clause = clauses.find(isHere)
  if (!clause) return [...clauses, { dimension, isNot: false, values: [value] }]
  const values = clause.values.includes(value)
    ? clause.values.filter((each) => each !== value)
    : [...clause.values, value]
  return clauses
    .map((each) => (isHere(each) ? { ...each, values } : each))
    .filter((each) => each.values.length > 0)
}

export function isWanted(clauses: readonly Clause[], dimension: DimensionKey, value: string) {
  return clauses.some(
    (clause) => clause.dimension === dimension && !clause.isNot && clause.values.includes(value),
  )
}

/** What the server is asked for. Several clauses on one dimension meet: is, and is not. */
export function toScanFilter(clauses: readonly Clause[], traffic: 'all' | undefined): ScanFilter {
  const wanted: Values = {}
  const not: Values = {}
  for (const { dimension, isNot, values } of clauses) {
    const part = dimensions.find(({ key }) => key === dimension)?.part
    const into = isNot ? not : wanted
    if (part) into[part] = [...(into[part] ?? []), ...values]
  }
  const hasNot = Object.keys(not).length > 0
  return { classifications: classesOf(traffic), ...wanted, ...(hasNot && { not }) }
}

type Values = Partial<Record<Dimension['part'], string[]>>

function splitOnce(part: string): [string, string] {
  const at = part.indexOf(':')
  return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)]
}

/** The unnamed value (unknown, direct) is a tilde; what the grammar uses is escaped. */
function writeValue(value: string): string {
  if (value === '') return '~'
  return value.replace(/[%,;:~]|^-/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

function readValue(written: string): string[] {
  if (written === '') return []
  if (written === '~') return ['']
  try {
    return [decodeURIComponent(written)]
  } catch {
    return []
  }
}
