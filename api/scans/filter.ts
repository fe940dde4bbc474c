import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely'
import type { ReadDb } from '../../db/connections.ts'
import type { Classification, DB } from '../../db/types.ts'
import { invalid } from '../graphql/errors.ts'
import { isId } from '../graphql/page.ts'
import { listCodesOfCampaigns } from '../rollups/membership.ts'
import type { ScanRow } from './queries.ts'

export type PartName =
  | 'qrCodeIds'
  | 'countryCodes'
  | 'regions'
  | 'cities'
  | 'deviceTypes'
  | 'os'
  | 'browsers'
  | 'referrers'
  | 'sources'

/** What a hit can be told by, each with the values wanted; '' is what is not known. */
export type ScanFilterValues = Partial<
  Record<PartName | 'campaignIds', readonly string[] | null | undefined>
>

/** Which hits are wanted. Without classifications only people. */
export type ScanFilter = ScanFilterValues & {
  classifications?: readonly Classification[] | null | undefined
  from?: Date | null | undefined
  to?: Date | null | undefined
  /** What is left out, whatever the rest says. */
  not?: ScanFilterValues | null | undefined
}

/** A part of the filter, in SQL and on a row: a text that is never null. */
type Part = { key: RawBuilder<string>; of: (row: ScanRow) => string }

/** Places are keyed with what they lie in: there is more than one Springfield. A country's unknown rest is 'US|'. */
const region = sql<string>`case when country_code is null then ''
  else country_code || '|' || coalesce(region, '') end`
const city = sql<string>`case when country_code is null then ''
  else country_code || '|' || coalesce(region, '') || '|' || coalesce(city, '') end`

export const filterParts: Record<PartName, Part> = {
  qrCodeIds: { key: sql`qr_code_id::text`, of: (row) => row.qr_code_id },
  countryCodes: {
    key: sql`coalesce(country_code, '')`,
    of: (row) => row.country_code ?? '',
  },
  regions: {
    key: region,
    of: (row) => (row.country_code === null ? '' : `${row.country_code}|${row.region ?? ''}`),
  },
  cities: {
    key: city,
    of: (row) =>
      row.country_code === null ? '' : `${row.country_code}|${row.region ?? ''}|${row.city ?? ''}`,
  },
  deviceTypes: { key: sql`coalesce(device_type, '')`, of: (row) => row.device_type ?? '' },
  os: { key: sql`coalesce(os, '')`, of: (row) => row.os ?? '' },
  browsers: { key: sql`coalesce(browser, '')`, of: (row) => row.browser ?? '' },
  referrers: { key: sql`coalesce(referrer, '')`, of: (row) => row.referrer ?? '' },
  sources: { key: sql`source::text`, of: (row) => row.source },
}

const partNames = Object.keys(filterParts) as PartName[]

const mostValues = 100

/** The filter, or INVALID naming the part that is wrong. */
export function checkFilter(filter: ScanFilter | null | undefined, path = 'filter'): ScanFilter {
  if (!filter) return {}
  checkValues(filter, path)
  checkValues(filter.not ?? {}, `${path}.not`)
  if ((filter.classifications?.length ?? 0) > mostValues)
    throw invalid(`${path}.classifications`, `Use at most ${mostValues} values.`)
  if (filter.from && filter.to && filter.from >= filter.to)
    throw invalid(`${path}.to`, 'The end comes after the start.')
  return filter
}

function checkValues(values: ScanFilterValues, path: string): void {
  for (const name of [...partNames, 'campaignIds'] as const) {
    const wanted = values[name] ?? []
    if (wanted.length > mostValues)
      throw invalid(`${path}.${name}`, `Use at most ${mostValues} values.`)
    if (wanted.some((value) => value.length > 500 || value.includes('\0')))
      throw invalid(`${path}.${name}`, 'No value is that long, or holds such a character.')
  }
  if (values.qrCodeIds?.some((id) => !isId(id)))
    throw invalid(`${path}.qrCodeIds`, 'An id is a UUID.')
  if (values.campaignIds?.some((id) => id !== '' && !isId(id)))
    throw invalid(`${path}.campaignIds`, 'An id is a UUID.')
}

/** Campaigns as the codes that belong to them at this moment: hits know their code only. */
export async function campaignsResolved(db: ReadDb, filter: ScanFilter): Promise<ScanFilter> {
  const { campaignIds, not, ...rest } = filter
  const resolved: ScanFilter = { ...rest }
  if (campaignIds) resolved.qrCodeIds = common(await codesOf(db, campaignIds), filter.qrCodeIds)
  if (!not) return resolved
  const { campaignIds: unwanted, ...others } = not
  const left = unwanted ? [...(not.qrCodeIds ?? []), ...(await codesOf(db, unwanted))] : undefined
  return { ...resolved, not: left ? { ...others, qrCodeIds: left } : others }
}

async function codesOf(db: ReadDb, campaignIds: readonly string[]): Promise<string[]> {
  return (await listCodesOfCampaigns(db, campaignIds)).map((row) => row.id)
}

/** The codes that both ask for. */
export function common(
  ids: readonly string[],
  wanted: readonly string[] | null | undefined,
): readonly string[] {
  if (!wanted) return ids
  const lower = wanted.map((id) => id.toLowerCase())
  return ids.filter((id) => lower.includes(id))
}

function classesOf(filter: ScanFilter): readonly Classification[] {
  return filter.classifications ?? ['HUMAN']
}

/** What kind of hits the filter wants, as SQL. */
export function classCondition(filter: ScanFilter): RawBuilder<boolean> {
  return sql`classification = any(${classesOf(filter)}::classification[])`
}

const aMinute = 60_000
const lastTime = 2 ** 48 - 1

/** Ids hold the millisecond of their hit, and are what an index knows; a minute more on either side is for rounding. */
function idAt(time: number): string {
  const hex = Math.min(lastTime, Math.max(0, time)).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}

/** From this moment on, by the time of the hit and by its id. */
export function isFrom(from: Date): RawBuilder<boolean> {
  const id = idAt(from.getTime() - aMinute)
  return sql`(scanned_at >= ${from}::timestamptz and qr_scan_events.id >= ${id}::uuid)`
}

/** Before this moment, by the time of the hit and by its id. */
export function isBefore(to: Date): RawBuilder<boolean> {
  const id = idAt(to.getTime() + aMinute)
  return sql`(scanned_at < ${to}::timestamptz and qr_scan_events.id < ${id}::uuid)`
}

/** All the rest of the filter as SQL; the parts combine. */
export function partConditions(filter: ScanFilter): RawBuilder<boolean>[] {
  const conditions: RawBuilder<boolean>[] = []
  for (const name of partNames) {
    const { key } = filterParts[name]
    const wanted = filter[name]
    const unwanted = filter.not?.[name]
    // The id as a uuid finds the index; everything else is told from rows that the time has narrowed.
    if (wanted && name === 'qrCodeIds') conditions.push(sql`qr_code_id = any(${wanted}::uuid[])`)
    else if (wanted) conditions.push(sql`${key} = any(${wanted}::text[])`)
    if (unwanted) conditions.push(sql`${key} <> all(${lower(name, unwanted)}::text[])`)
  }
  if (filter.from) conditions.push(isFrom(filter.from))
  if (filter.to) conditions.push(isBefore(filter.to))
  return conditions
}

/** The database writes ids in small letters. */
function lower(name: PartName, values: readonly string[]): readonly string[] {
  return name === 'qrCodeIds' ? values.map((id) => id.toLowerCase()) : values
}

/** The filter on a query. */
export function filtered<O>(
  query: SelectQueryBuilder<DB, 'qr_scan_events', O>,
  filter: ScanFilter,
) {
  return [classCondition(filter), ...partConditions(filter)].reduce(
    (narrowed, condition) => narrowed.where(condition),
    query,
  )
}

/** The same filter on one row, for the feed: a row is read once and offered to every subscriber. */
export function matches(filter: ScanFilter, row: ScanRow): boolean {
  const { from, to, not } = filter
  if (!classesOf(filter).includes(row.classification)) return false
  if ((from && row.scanned_at < from) || (to && row.scanned_at >= to)) return false
  return partNames.every((name) => {
    const value = filterParts[name].of(row)
    const [wanted, unwanted] = [filter[name], not?.[name]]
    return (
      (!wanted || lower(name, wanted).includes(value)) &&
      !(unwanted && lower(name, unwanted).includes(value))
    )
  })
}
