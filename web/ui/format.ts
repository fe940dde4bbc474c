// Numbers and times in the reader's own locale; times in the zone the page names.

const full = new Intl.NumberFormat()
const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 })

/** Whole up to 99,999, then short: 123K. Show formatWhole in the title. */
export function formatCount(value: number): string {
  return Math.abs(value) < 100_000 ? full.format(value) : compact.format(value)
}

export function formatWhole(value: number): string {
  return full.format(value)
}

/** Dollars, with cents only when there are any. */
export function formatMoney(cents: number): string {
  return new Intl.NumberFormat(undefined, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: cents % 100 === 0 ? 0 : 2,
  }).format(cents / 100)
}

// Sizes count in 1,024s, as the plans do: 250 GB is 250 × 1,024³ bytes.
const byteUnits = [
  { name: 'terabyte', size: 1024 ** 4 },
  { name: 'gigabyte', size: 1024 ** 3 },
  { name: 'megabyte', size: 1024 ** 2 },
  { name: 'kilobyte', size: 1024 },
]

/** In the largest unit that leaves a whole number before the point: "602 bytes", "2.9 MB", "250 GB". */
export function formatBytes(bytes: number): string {
  const unit = byteUnits.find(({ size }) => bytes >= size) ?? { name: 'byte', size: 1 }
  const value = bytes / unit.size
  return new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit: unit.name,
    // Short, a byte has no plural.
    unitDisplay: unit.size === 1 ? 'long' : 'short',
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value)
}

export function formatTime(iso: string, timeZone: string): string {
  return new Intl.DateTimeFormat(undefined, {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(iso))
}

export function isToday(iso: string, timeZone: string): boolean {
  const today = toLocalInput(new Date().toISOString(), timeZone).slice(0, 10)
  return toLocalInput(iso, timeZone).startsWith(today)
}

/** "21 Nov, 14:03", with the year when it is another one. */
export function formatMoment(iso: string, timeZone: string): string {
  const at = new Date(iso)
  const sameYear = at.getFullYear() === new Date().getFullYear()
  return new Intl.DateTimeFormat(undefined, {
    timeZone,
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' as const }),
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at)
}

export function formatDay(iso: string, timeZone: string): string {
  return new Intl.DateTimeFormat(undefined, {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).format(new Date(iso))
}

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'always', style: 'narrow' })

/** Relative for 24 hours, then the moment itself. */
export function formatAgo(iso: string, timeZone: string, now = Date.now()): string {
  const seconds = Math.round((Date.parse(iso) - now) / 1000)
  const age = Math.abs(seconds)
  if (age < 3) return 'now'
  if (age < 60) return relative.format(seconds, 'second')
  if (age < 3_600) return relative.format(Math.trunc(seconds / 60), 'minute')
  if (age < 86_400) return relative.format(Math.trunc(seconds / 3_600), 'hour')
  return formatMoment(iso, timeZone)
}

/** "a, b and c" */
export function formatList(words: string[]): string {
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(words)
}

/** What <input type="datetime-local"> holds, for an instant seen in a zone. */
export function toLocalInput(iso: string, timeZone: string): string {
  const shifted = new Date(Date.parse(iso) + zoneOffset(Date.parse(iso), timeZone))
  return shifted.toISOString().slice(0, 16)
}

/** The instant a wall clock in that zone meant, or null when it is not a date. */
export function fromLocalInput(value: string, timeZone: string): string | null {
  // Date.parse fills in what is missing; a half-typed date must not become another one.
  const wall = /^\d{4,}-\d\d-\d\dT\d\d:\d\d/.test(value) ? Date.parse(`${value}Z`) : Number.NaN
  if (Number.isNaN(wall)) return null
  // Twice, because the offset belongs to the instant and the instant depends on the offset.
  const guess = wall - zoneOffset(wall, timeZone)
  return new Date(wall - zoneOffset(guess, timeZone)).toISOString()
}

function zoneOffset(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant)
  const read = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value)
  const wall = Date.UTC(
    read('year'),
    read('month') - 1,
    read('day'),
    read('hour'),
    read('minute'),
    read('second'),
  )
  return wall - Math.trunc(instant / 1000) * 1000
}
