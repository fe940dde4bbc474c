import { sql } from 'kysely'
import {
  type Analysis,
  breakdownOf,
  dayPartsOf,
  hitsOf,
  seriesOf,
  totalsOf,
} from '../analytics/analysis.ts'
import { bucketFor } from '../analytics/range.ts'
import type { Columns, Section } from '../export-engine/rows.ts'
import { type Dimension, dimensions, labelOf, placeOf } from '../scans/dimensions.ts'

/** Scans that have something in common: a day, a country … */
type Group = { key: string; label: string; scans: number; people: number | null }

/** The scans told by one thing; its groups add up to the total. */
export type Part = {
  /** How the lines of a table are marked. */
  section: string
  title: string
  /** What a group is. */
  label: string
  groups: Group[]
  chart: Section['chart']
}

/** A line of the long table; what is missing is empty. */
type Line = {
  section: string
  key: string
  label: string
  scans?: number
  people?: number | null
  share?: number | null
  hits?: number
  codes?: number
  basis?: string
}

const shareOf = (scans: number, total: number) =>
  total > 0 ? Math.round((scans / total) * 10_000) / 10_000 : null

export function linesOf({ section, groups }: Part, total: number): Line[] {
  return groups.map((group) => ({ section, ...group, share: shareOf(group.scans, total) }))
}

const numbers = {
  scans: { type: 'number', label: 'Scans' },
  people: { type: 'number', label: 'People' },
  percent: { type: 'number', label: 'Share, %' },
} as const satisfies Columns

export function sectionOf(part: Part, total: number): Section {
  const { title, label, groups, chart } = part
  if (chart === 'HEAT') return heatOf(part)
  // Within hours nobody is told apart: a column without numbers would say that nobody came.
  const hasPeople = groups.some(({ people }) => people !== null)
  return {
    title,
    columns: {
      group: { type: 'text', label },
      scans: numbers.scans,
      ...(hasPeople ? { people: numbers.people } : {}),
      percent: numbers.percent,
    },
    rows: groups.map(({ label: group, scans, people }) => {
      const share = shareOf(scans, total)
      const percent = share === null ? null : Math.round(share * 1_000) / 10
      return [group, scans, ...(hasPeople ? [people] : []), percent]
    }),
    chart,
  }
}

const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'))

/** A row a weekday, a column an hour. */
function heatOf({ title, label, groups }: Part): Section {
  const cells = hours.map((hour) => [`h${hour}`, { type: 'number', label: hour }] as const)
  return {
    title,
    columns: { weekday: { type: 'text', label }, ...Object.fromEntries(cells) },
    rows: weekdays.map((weekday, day) => [
      weekday,
      ...hours.map((_, hour) => groups[day * 24 + hour]?.scans ?? 0),
    ]),
    chart: 'HEAT',
  }
}

const bases = {
  DAY_EXACT: 'People are visitors told apart within one day.',
  SUM_OF_DAYS:
    'People are visitors told apart within each day and added up: who came on three days counts three times.',
} as const

/** The total, and what a reader must know of it. */
export async function summaryOf(analysis: Analysis): Promise<{
  scans: number
  lines: Line[]
  notes: string[]
  section: Section
}> {
  const { range, filter } = analysis
  const totals = totalsOf(analysis, range)
  const [scans, people] = [await totals.scans(), await totals.uniques()]
  const [hits, codes] = [await totals.hits(), await totals.codes()]
  const basis = totals.isOneDay ? 'DAY_EXACT' : 'SUM_OF_DAYS'
  const about = (key: string, label: string): Line => ({ section: 'about', key, label })
  const moment = momentsIn(range.timezone)
  const notes: string[] = [bases[basis]]
  if (range.isShortened)
    notes.push(
      `The plan shows ${range.lookbackDays} days: the range was cut. Older scans are kept.`,
    )
  if (filter.classifications)
    notes.push('Hits of the classes that the filter names count as scans.')
  const classes = await hitsOf(analysis)
  const total = { section: 'total', key: 'all', label: 'All scans' }
  return {
    scans,
    notes,
    lines: [
      about('from', moment(range.from)),
      about('until', moment(range.to)),
      about('timezone', range.timezone),
      about('is_shortened', String(range.isShortened)),
      { ...total, scans, people, share: shareOf(scans, scans), hits, codes, basis },
      ...classes.map(({ classification, reason, hits }) => ({
        section: 'class',
        key: reason ? `${classification}:${reason}` : classification,
        label: reason ? `${classification}, ${reason}` : classification,
        hits,
      })),
    ],
    section: {
      title: 'Totals',
      columns: {
        what: { type: 'text', label: 'What' },
        value: { type: 'number', label: 'How many' },
      },
      rows: [
        ['Scans', scans],
        ['People', people],
        ['Codes scanned', codes],
        ['Hits, of every kind', hits],
        ['Hits that are no scans', hits - scans],
      ],
      chart: null,
    },
  }
}

/** Everything else the dashboard shows. */
export async function partsOf(analysis: Analysis): Promise<Part[]> {
  const parts = await timesOf(analysis)
  for (const dimension of dimensions) parts.push(await partOf(analysis, dimension))
  return parts
}

const aDay = 86_400_000
/** A series has 1,200 points at most; days without end come by the month. */
const mostDays = 1_100

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const dayParts = {
  NIGHT: 'Night, 00:00 to 06:00',
  MORNING: 'Morning, 06:00 to 12:00',
  AFTERNOON: 'Afternoon, 12:00 to 18:00',
  EVENING: 'Evening, 18:00 to 24:00',
} as const

async function timesOf(analysis: Analysis): Promise<Part[]> {
  const { range } = analysis
  const days = (range.to.getTime() - range.from.getTime()) / aDay
  const parts = [await seriesPart(analysis, days > mostDays ? 'MONTH' : 'DAY')]
  const finer = bucketFor(range)
  if (finer === 'HOUR' || finer === 'QUARTER_HOUR') parts.push(await seriesPart(analysis, 'HOUR'))
  const times = await dayPartsOf(analysis)
  const cells = await analysis.weekHours()
  const counts = new Map(cells.map((cell) => [`${cell.weekday} ${cell.hour}`, cell.scans]))
  return [
    ...parts,
    {
      ...{ section: 'day_part', title: 'Times of day', label: 'Time of day', chart: 'BARS' },
      groups: times.map(({ part, scans }) => ({
        ...{ key: part, label: dayParts[part], scans, people: null },
      })),
    },
    {
      ...{ section: 'week_hour', title: 'Hours of the week', label: 'Weekday', chart: 'HEAT' },
      groups: weekdays.flatMap((weekday, day) =>
        hours.map((hour, n) => ({
          ...{ key: `${day + 1} ${hour}`, label: `${weekday} ${hour}:00`, people: null },
          scans: counts.get(`${day + 1} ${n}`) ?? 0,
        })),
      ),
    },
  ]
}

async function seriesPart(analysis: Analysis, bucket: 'HOUR' | 'DAY' | 'MONTH'): Promise<Part> {
  const { timezone } = analysis.range
  const moment = momentsIn(timezone)
  const words = {
    HOUR: { section: 'hour', title: 'By hour', label: 'Hour', length: 25 },
    DAY: { section: 'day', title: 'By day', label: 'Day', length: 10 },
    MONTH: { section: 'month', title: 'By month', label: 'Month', length: 7 },
  }
  const { length, ...named } = words[bucket]
  const groups: Group[] = []
  for (const point of await seriesOf(analysis, bucket, null)) {
    const key = moment(point.at).slice(0, length)
    const label = bucket === 'HOUR' ? key.slice(0, 16).replace('T', ' ') : key
    groups.push({
      key,
      label: point.isPartial ? `${label}, a part of it` : label,
      scans: point.scans,
      people: await point.uniques(),
    })
  }
  return { ...named, groups, chart: 'LINE' }
}

/** Moments as 2026-11-21T09:00:00+01:00, on the clock of a zone: its first letters are the day, or the month. */
function momentsIn(timezone: string): (at: Date) => string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: timezone,
    ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'longOffset' },
  })
  return (at) => {
    const part = Object.fromEntries(format.formatToParts(at).map((each) => [each.type, each.value]))
    const offset = /[+−-]\d\d:\d\d/.exec(part.timeZoneName ?? '')?.[0].replace('−', '-') ?? '+00:00'
    const { year, month, day, hour, minute, second } = part
    return `${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`
  }
}

const words: Record<Dimension, { title: string; label: string }> = {
  COUNTRY: { title: 'Countries', label: 'Country' },
  REGION: { title: 'Regions', label: 'Region' },
  CITY: { title: 'Cities', label: 'City' },
  DEVICE_TYPE: { title: 'Devices', label: 'Device' },
  OS: { title: 'Operating systems', label: 'Operating system' },
  BROWSER: { title: 'Browsers', label: 'Browser' },
  REFERRER: { title: 'Referrers', label: 'Referrer' },
  SOURCE: { title: 'Sources', label: 'Source' },
  QR_CODE: { title: 'QR codes', label: 'QR code' },
  CAMPAIGN: { title: 'Campaigns', label: 'Campaign' },
}

/** More groups than that are put together in one: nobody reads them, and their visitors would be counted for long. */
const mostGroups = 1_000

async function partOf(analysis: Analysis, dimension: Dimension): Promise<Part> {
  const { rows, other, distinct } = await breakdownOf(analysis, dimension, mostGroups, null)
  const labels = await labelsOf(
    analysis,
    dimension,
    rows.map(({ key }) => key),
  )
  const groups: Group[] = []
  for (const [n, row] of rows.entries()) {
    const { key, scans } = row
    groups.push({ key, label: labels[n] ?? key, scans, people: await row.uniques() })
  }
  if (other > 0) {
    const label = `All others, ${(distinct - rows.length).toLocaleString('en')}`
    groups.push({ key: '*', label, scans: other, people: null })
  }
  return { section: dimension.toLowerCase(), ...words[dimension], groups, chart: 'BARS' }
}

/** Keys in words. A place is named with what it lies in: there is more than one Springfield. */
async function labelsOf(
  { db }: Analysis,
  dimension: Dimension,
  keys: readonly string[],
): Promise<string[]> {
  if (dimension !== 'QR_CODE' && dimension !== 'CAMPAIGN') {
    return keys.map((key) => {
      const { countryCode, region } = placeOf(dimension, key)
      const around = dimension === 'COUNTRY' ? [] : [dimension === 'CITY' && region, countryCode]
      return [labelOf(dimension, key), ...around].filter(Boolean).join(', ')
    })
  }
  const ids = keys.filter((key) => key !== '')
  const named = await db
    .selectFrom(dimension === 'QR_CODE' ? 'qr_codes' : 'campaigns')
    .select(['id', 'name'])
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute()
  const names = new Map(named.map(({ id, name }) => [id, name]))
  return keys.map((key) => names.get(key) ?? labelOf(dimension, key))
}
