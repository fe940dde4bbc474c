import type { RangeInput, RangePreset } from '../gql/graphql.ts'
import { fromLocalInput, toLocalInput } from '../ui/format.ts'
import type { DayRange } from '../ui/RangePicker.tsx'
import type { ShortcutId } from '../ui/shortcuts.ts'

// Ranges as the address writes them, and what they are in whole days of the organization's zone.

type Preset = {
  key: string
  preset: RangePreset
  label: string
  shortcut: ShortcutId
  /** Its first day, when today is this one; null is as far back as there is. */
  first: (today: string) => string | null
  /** A whole month, quarter or year is what lies before one; otherwise as many days. */
  months?: number
}

export const presets: Preset[] = [
  {
    key: 'today',
    preset: 'TODAY',
    label: 'Today',
    shortcut: 'today',
    first: (today) => today,
  },
  {
    key: 'yesterday',
    preset: 'YESTERDAY',
    label: 'Yesterday',
    shortcut: 'yesterday',
    first: (today) => addDays(today, -1),
  },
  {
    key: '24h',
    preset: 'LAST_24_HOURS',
    label: 'Last 24 hours',
    shortcut: 'last24Hours',
    first: (today) => addDays(today, -1),
  },
  {
    key: '7d',
    preset: 'LAST_7_DAYS',
    label: 'Last 7 days',
    shortcut: 'last7Days',
    first: (today) => addDays(today, -6),
  },
  {
    key: '30d',
    preset: 'LAST_30_DAYS',
    label: 'Last 30 days',
    shortcut: 'last30Days',
    first: (today) => addDays(today, -29),
  },
  {
    key: '90d',
    preset: 'LAST_90_DAYS',
    label: 'Last 90 days',
    shortcut: 'last90Days',
    first: (today) => addDays(today, -89),
  },
  {
    key: 'mtd',
    preset: 'MONTH_TO_DATE',
    label: 'This month',
    shortcut: 'monthToDate',
    first: (today) => `${today.slice(0, 7)}-01`,
    months: 1,
  },
  {
    key: 'qtd',
    preset: 'QUARTER_TO_DATE',
    label: 'This quarter',
    shortcut: 'quarterToDate',
    first: (today) => startOfQuarter(today),
    months: 3,
  },
  {
    key: 'ytd',
    preset: 'YEAR_TO_DATE',
    label: 'This year',
    shortcut: 'yearToDate',
    first: (today) => `${today.slice(0, 4)}-01-01`,
    months: 12,
  },
  {
    key: '12mo',
    preset: 'LAST_12_MONTHS',
    label: 'Last 12 months',
    shortcut: 'last12Months',
    first: (today) => addMonths(`${today.slice(0, 7)}-01`, -11),
    months: 12,
  },
  { key: 'all', preset: 'ALL', label: 'Everything', shortcut: 'allTime', first: () => null },
]

export const defaultRange = '30d'

export function presetOf(range: string | undefined): Preset | undefined {
  return presets.find(({ key }) => key === (range ?? defaultRange))
}

/** What the server is asked for: a preset by name, days of one's own as their two midnights. */
export function toRangeInput(range: string | undefined, zone: string): RangeInput {
  const preset = presetOf(range)
  if (preset) return { preset: preset.preset }
  const days = daysOf(range, '')
  if (!days) return { preset: 'LAST_30_DAYS' }
  return {
    from: fromLocalInput(`${days.first}T00:00`, zone),
    to: fromLocalInput(`${addDays(days.last, 1)}T00:00`, zone),
  }
}

/** The days of a range, when today is this one; null for everything. */
export function daysOf(range: string | undefined, today: string): DayRange | null {
  const preset = presetOf(range)
  if (preset) {
    const first = preset.first(today)
    if (first === null) return null
    return { first, last: preset.key === 'yesterday' ? first : today }
  }
  const [first = '', last = ''] = (range ?? '').split('..')
  if (!isDay(first) || !isDay(last)) return null
  return first <= last ? { first, last } : { first: last, last: first }
}

export function writeDays({ first, last }: DayRange): string {
  return `${first}..${last}`
}

/**
 * The range before or after: as many days, or as many whole months when it is made of them. Null when there is none: nothing
 * comes after today, and nothing before everything.
 */
export function shiftRange(
  range: string | undefined,
  direction: -1 | 1,
  today: string,
): string | null {
  const days = daysOf(range, today)
  if (!days) return null
  const months = presetOf(range)?.months ?? monthsIn(days)
  const moved = months > 0 ? shiftMonths(days, months * direction) : shiftDays(days, direction)
  if (moved.first > today) return null
  const last = moved.last > today ? today : moved.last
  return writeDays({ first: moved.first, last })
}

/** Today in that zone. */
export function todayIn(zone: string, now = Date.now()): string {
  return toLocalInput(new Date(now).toISOString(), zone).slice(0, 10)
}

/** Two moments a chart was dragged between, as the days they lie in. */
export function daysBetween(from: string, to: string, zone: string): DayRange {
  const last = new Date(Date.parse(to) - 1).toISOString()
  return {
    first: toLocalInput(from, zone).slice(0, 10),
    last: toLocalInput(last, zone).slice(0, 10),
  }
}

export function addDays(day: string, count: number): string {
  const date = new Date(`${day}T00:00Z`)
  date.setUTCDate(date.getUTCDate() + count)
  return date.toISOString().slice(0, 10)
}

/** How many days lie between two. */
export function countDays({ first, last }: DayRange): number {
  return Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000) + 1
}

function shiftDays(days: DayRange, direction: -1 | 1): DayRange {
  const count = countDays(days) * direction
  return { first: addDays(days.first, count), last: addDays(days.last, count) }
}

/** From the first of a month on, to the end of another. */
function shiftMonths({ first }: DayRange, months: number): DayRange {
  const start = addMonths(first, months)
  return { first: start, last: addDays(addMonths(start, Math.abs(months)), -1) }
}

/** How many whole months a range is; 0 when it is not made of them. */
function monthsIn({ first, last }: DayRange): number {
  const next = addDays(last, 1)
  if (!first.endsWith('-01') || !next.endsWith('-01')) return 0
  const count = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7))
  return count(next) - count(first)
}

/** Of the first of a month. */
function addMonths(day: string, count: number): string {
  const date = new Date(`${day}T00:00Z`)
  date.setUTCMonth(date.getUTCMonth() + count)
  return date.toISOString().slice(0, 10)
}

function startOfQuarter(day: string): string {
  const month = Math.floor((Number(day.slice(5, 7)) - 1) / 3) * 3 + 1
  return `${day.slice(0, 4)}-${String(month).padStart(2, '0')}-01`
}

function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)
}
