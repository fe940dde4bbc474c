import type { ReadDb } from '../../db/connections.ts'
import { listCampaignsOfCodes } from '../rollups/membership.ts'
import {
  findSpan,
  type Span,
  sumCodes,
  sumDays,
  sumKeys,
  sumQuarters,
  sumRollups,
  sumWeekHours,
  whole,
} from '../rollups/reading.ts'
import {
  type ClassCount,
  countByClass as countClassesOfScans,
  countHits as countHitsOfScans,
  countByKey as countKeysOfScans,
  countPerPeriod as countScansPerPeriod,
  countUniquesOfKeys as countUniquesOfKeysOfScans,
  countUniques as countUniquesOfScans,
  countUniquesPerPeriod as countUniquesOfScansPerPeriod,
  countByWeekHour as countWeekHoursOfScans,
  type Period,
  type WeekHour,
} from '../scans/counts.ts'
import type { Dimension } from '../scans/dimensions.ts'
import type { ScanFilter } from '../scans/filter.ts'
import type { Range } from './range.ts'
import { columns, prefixesOf, type Road, roadOf } from './road.ts'

// Every answer comes by one of two roads: from what was counted already, where the filter has no more than one part, at a
// cost that does not grow with the scans; or from the scans themselves. What lies outside whole days of the organization
// (or outside whole quarters of an hour, for series) is counted from the scans in either case: at most two parts of days.

/** Which scans, in which range. */
export type Question = { db: ReadDb; range: Range; filter: ScanFilter }

/** What is left over at the ends of a period. */
type Edges = { edges: Period[] }

function leftOver(outer: Period, inner: Period): Period[] {
  const edges = [
    { from: outer.from, to: inner.from },
    { from: inner.to, to: outer.to },
  ]
  return edges.filter(({ from, to }) => from < to)
}

/** A period that ends now is open up to the end of the day: nothing later can have been stored. */
function opened({ range }: Question, { from, to }: Period): Period {
  return { from, to: to >= range.now ? range.openTo : to }
}

/** A period in whole days of the organization. */
async function inDays(question: Question, period: Period): Promise<Edges & { span: Span }> {
  const outer = opened(question, period)
  const span = await findSpan(question.db, outer.from, outer.to)
  return { span, edges: leftOver(outer, { from: span.daysFrom, to: span.daysTo }) }
}

const aQuarter = 900_000
const isOnQuarter = (at: Date) => at.getTime() % aQuarter === 0

/** A period in whole quarters of an hour; null when it has none. */
function inQuarters(question: Question, period: Period): (Edges & { inner: Period }) | null {
  const outer = opened(question, period)
  const inner = {
    from: new Date(Math.ceil(outer.from.getTime() / aQuarter) * aQuarter),
    to: new Date(Math.floor(outer.to.getTime() / aQuarter) * aQuarter),
  }
  return inner.from < inner.to ? { inner, edges: leftOver(outer, inner) } : null
}

function sumLists(lists: readonly (readonly number[])[]): number[] {
  const [first = []] = lists
  return first.map((_, at) => lists.reduce((sum, list) => sum + (list[at] ?? 0), 0))
}

function sumMaps(maps: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const map of maps)
    for (const [key, count] of map) sums.set(key, (sums.get(key) ?? 0) + count)
  return sums
}

/** One after the other: they share a connection. */
async function each<T, R>(list: readonly T[], ask: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = []
  for (const item of list) answers.push(await ask(item))
  return answers
}

/** How many scans fell into each of the periods, which follow one another. `isOfDays`: they meet at ends of its own days. */
export async function countPerPeriod(
  question: Question,
  periods: readonly Period[],
  isOfDays: boolean,
): Promise<number[]> {
  const { db, filter } = question
  const road = roadOf(filter)
  const period = { from: periods[0]?.from as Date, to: periods.at(-1)?.to as Date }
  const bounds = periods.map(({ from }) => from)
  const fromScans = (edges: Period[]) =>
    each(edges, (edge) => countScansPerPeriod(db, bounds, edge, filter))
  const quarters = inQuarters(question, period)
  if (road && !road.told && quarters && bounds.slice(1).every(isOnQuarter)) {
    const counted = await sumQuarters(db, quarters.inner, road.scopes, bounds)
    return sumLists([counted, ...(await fromScans(quarters.edges))])
  }
  if (road?.told && isOfDays) {
    const { span, edges } = await inDays(question, period)
    const { scans } = await sumDays(db, span, road.scopes, bounds, road.told)
    return sumLists([scans, ...(await fromScans(edges))])
  }
  return countScansPerPeriod(db, bounds, period, filter)
}

/** The scans themselves are read for visitors while the range has no more hits: beyond, the statement would not end in time. */
const mostRead = 200_000
/** No local day is longer. */
const aLongDay = 26 * 3_600_000

/** Whether what was counted of the range, and of the days that it cuts, is little enough to be read. */
async function isReadable({ db, range, filter }: Question): Promise<boolean> {
  const from = new Date(range.from.getTime() - aLongDay)
  const to = new Date(range.to.getTime() + aLongDay)
  const codes = filter.qrCodeIds?.map((id) => id.toLowerCase())
  const scopes = codes ? [...new Set(codes)] : [whole]
  const { hits } = await sumRollups(db, await findSpan(db, from, to), scopes)
  return hits <= mostRead
}

/** The same for visitors; null where too much would have to be read. */
export async function countUniquesPerPeriod(
  question: Question,
  periods: readonly Period[],
): Promise<number[] | null> {
  const { db, filter, range } = question
  const road = roadOf(filter)
  const period = { from: periods[0]?.from as Date, to: periods.at(-1)?.to as Date }
  const bounds = periods.map(({ from }) => from)
  if (!hasVisitors(road) || !range.isOwnClock) {
    if (!(await isReadable(question))) return null
    return countUniquesOfScansPerPeriod(db, bounds, period, filter)
  }
  const { span, edges } = await inDays(question, period)
  const { uniques } = await sumDays(db, span, road.scopes, bounds, null)
  const rest = await each(edges, (edge) => countUniquesOfScansPerPeriod(db, bounds, edge, filter))
  return sumLists([uniques, ...rest])
}

/** Visitors are told apart within one scope; those of two codes cannot be added up. */
function hasVisitors(road: Road | null): road is Road {
  return road !== null && !road.told && road.scopes.length === 1
}

export async function countScans(question: Question, period: Period): Promise<number> {
  if (period.from >= period.to) return 0
  const [count = 0] = await countPerPeriod(question, [period], question.range.isOwnClock)
  return count
}

/** Everything that came in. */
export async function countHits(question: Question, period: Period): Promise<number> {
  const { db, filter } = question
  const road = roadOf(filter)
  if (!road || road.told) return (await countHitsOfScans(db, period, filter)).hits
  const { span, edges } = await inDays(question, period)
  const { hits } = await sumRollups(db, span, road.scopes)
  const rest = await each(edges, (edge) => countHitsOfScans(db, edge, filter))
  return rest.reduce((sum, edge) => sum + edge.hits, hits)
}

export async function countUniques(question: Question, period: Period): Promise<number> {
  const { db, filter } = question
  const road = roadOf(filter)
  if (!hasVisitors(road)) return countUniquesOfScans(db, period, filter)
  const { span, edges } = await inDays(question, period)
  const { uniques } = await sumRollups(db, span, road.scopes)
  const rest = await each(edges, (edge) => countUniquesOfScans(db, edge, filter))
  return rest.reduce((sum, edge) => sum + edge, uniques)
}

/** Visitors for each of these keys, which were not counted; null where too much would have to be read. */
export async function countUniquesOfKeys(
  question: Question,
  dimension: Dimension,
  keys: readonly string[],
): Promise<Map<string, number> | null> {
  const { db, range, filter } = question
  if (!(await isReadable(question))) return null
  return countUniquesOfKeysOfScans(db, range, filter, dimension, keys)
}

/** Scans by what they have in common. */
export async function countByKey(
  question: Question,
  period: Period,
  dimension: Dimension,
): Promise<Map<string, number>> {
  const { db, filter } = question
  if (dimension === 'CAMPAIGN') return foldCampaigns(question, period)
  const fromScans = async (part: Period) => {
    const rows = await countKeysOfScans(db, part, filter, dimension)
    return new Map(rows.map(({ key, scans }) => [key, scans]))
  }
  const road = roadOf(filter)
  const prefixes = road && dimension !== 'QR_CODE' ? prefixesOf(road, dimension) : null
  if (!road || (dimension !== 'QR_CODE' && !prefixes)) return fromScans(period)
  const { span, edges } = await inDays(question, period)
  const counted =
    dimension === 'QR_CODE'
      ? await countCodes(db, span, road)
      : await sumKeys(
          db,
          span,
          road.scopes,
          columns[dimension],
          prefixes === 'ALL' ? null : prefixes,
        )
  return sumMaps([counted, ...(await each(edges, fromScans))])
}

async function countCodes(db: ReadDb, span: Span, road: Road): Promise<Map<string, number>> {
  const isWhole = road.scopes[0] === whole
  if (isWhole && !road.told) return sumKeys(db, span, road.scopes, 'qr_codes', null)
  const codes = await sumCodes(db, span, isWhole ? null : road.scopes, road.told)
  return new Map([...codes].map(([key, { scans }]) => [key, scans]))
}

/** Codes counted for the campaign each belongs to now. */
async function foldCampaigns(question: Question, period: Period): Promise<Map<string, number>> {
  const codes = await countByKey(question, period, 'QR_CODE')
  const owners = await listCampaignsOfCodes(question.db, [...codes.keys()])
  return sumMaps([...codes].map(([code, scans]) => new Map([[owners.get(code) ?? '', scans]])))
}

/** Scans by weekday and hour on the clock of the time zone asked for; only cells that have any. */
export async function countByWeekHour(question: Question): Promise<WeekHour[]> {
  const { db, filter, range } = question
  const road = roadOf(filter)
  const quarters = inQuarters(question, range)
  const fromScans = (period: Period) => countWeekHoursOfScans(db, period, filter, range.timezone)
  if (!road || road.told || !quarters) return fromScans(range)
  const cells = [
    await sumWeekHours(db, quarters.inner, road.scopes, range.timezone),
    ...(await each(quarters.edges, fromScans)),
  ].flat()
  const sums = new Map<string, WeekHour>()
  for (const cell of cells) {
    const key = `${cell.weekday} ${cell.hour}`
    sums.set(key, { ...cell, scans: cell.scans + (sums.get(key)?.scans ?? 0) })
  }
  return [...sums.values()].sort((a, b) => a.weekday - b.weekday || a.hour - b.hour)
}

/** Everything that came in, by what it was and which step said so. */
export async function countByClass(question: Question, period: Period): Promise<ClassCount[]> {
  const { db, filter } = question
  const road = roadOf(filter)
  const fromScans = async (part: Period) => {
    const rows = await countClassesOfScans(db, part, filter)
    return new Map(rows.map((row) => [`${row.classification}:${row.reason ?? ''}`, row.hits]))
  }
  const sums =
    !road || road.told
      ? await fromScans(period)
      : await countClasses(question, period, road, fromScans)
  return [...sums]
    .map(([key, hits]) => {
      const [classification = '', ...reason] = key.split(':')
      return {
        classification: classification as ClassCount['classification'],
        reason: reason.join(':') || null,
        hits,
      }
    })
    .sort((a, b) => b.hits - a.hits || (a.reason ?? '').localeCompare(b.reason ?? ''))
}

async function countClasses(
  question: Question,
  period: Period,
  road: Road,
  fromScans: (part: Period) => Promise<Map<string, number>>,
): Promise<Map<string, number>> {
  const { span, edges } = await inDays(question, period)
  const counted = await sumKeys(question.db, span, road.scopes, 'classes', null)
  return sumMaps([counted, ...(await each(edges, fromScans))])
}
