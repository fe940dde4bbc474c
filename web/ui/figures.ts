import { formatCount, formatMoment, toLocalInput } from './format.ts'

// How figures of analytics are written: shares, changes, ranges, buckets. Apart from format.ts, so that
// pages without figures do not load it.

const share = new Intl.NumberFormat(undefined, {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
})
const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 })
const decimal = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 })

/** One decimal; what would round to nothing says so. */
export function formatShare(value: number): string {
  if (value > 0 && value < 0.001) return `<${share.format(0.001)}`
  return share.format(value)
}

/** A ratio such as scans per code: one decimal while it is small. */
export function formatRatio(value: number): string {
  return value < 1_000 ? decimal.format(value) : formatCount(Math.round(value))
}

export type Change = {
  direction: 'up' | 'down' | 'same' | 'new'
  /** "18%", "no change" or "new" */
  amount: string
}

/** Whole percents; within half a percent is no change, and from nothing there is no percentage. */
export function changeOf(value: number, before: number): Change {
  if (before === 0) {
    return value === 0
      ? { direction: 'same', amount: 'no change' }
      : { direction: 'new', amount: 'new' }
  }
  const ratio = (value - before) / before
  if (Math.abs(ratio) < 0.005) return { direction: 'same', amount: 'no change' }
  return { direction: ratio > 0 ? 'up' : 'down', amount: percent.format(Math.abs(ratio)) }
}

export type Bucket = 'QUARTER_HOUR' | 'HOUR' | 'DAY' | 'WEEK' | 'MONTH'

/** "23 Oct – 21 Nov 2026" for a half-open range, or with hours when it does not end at midnight. */
export function formatRange(from: string, to: string, timeZone: string): string {
  const isWhole = isMidnight(from, timeZone) && isMidnight(to, timeZone)
  const format = new Intl.DateTimeFormat(undefined, {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    ...(isWhole || Date.parse(to) - Date.parse(from) > 172_800_000
      ? {}
      : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
  })
  return format.formatRange(new Date(from), new Date(Date.parse(to) - 1))
}

/** A bucket as a reader names it: an hour, a day, the days of a week, a month. */
export function formatBucket(at: string, until: string, bucket: Bucket, timeZone: string): string {
  if (bucket === 'QUARTER_HOUR' || bucket === 'HOUR') {
    return `${formatMoment(at, timeZone)} – ${clock(until, timeZone)}`
  }
  if (bucket === 'WEEK') return formatRange(at, until, timeZone)
  return new Intl.DateTimeFormat(undefined, {
    timeZone,
    ...(bucket === 'DAY' ? { weekday: 'short', day: 'numeric' } : {}),
    month: bucket === 'DAY' ? 'short' : 'long',
    year: 'numeric',
  }).format(new Date(at))
}

/** The same as short as an axis needs it. */
export function formatTick(at: string, bucket: Bucket, timeZone: string): string {
  if (bucket === 'MONTH') {
    return new Intl.DateTimeFormat(undefined, { timeZone, month: 'short', year: '2-digit' }).format(
      new Date(at),
    )
  }
  const isClock = bucket === 'QUARTER_HOUR' || bucket === 'HOUR'
  if (isClock && !isMidnight(at, timeZone)) return clock(at, timeZone)
  return new Intl.DateTimeFormat(undefined, { timeZone, day: 'numeric', month: 'short' }).format(
    new Date(at),
  )
}

function clock(at: string, timeZone: string): string {
  return toLocalInput(at, timeZone).slice(11)
}

function isMidnight(at: string, timeZone: string): boolean {
  return clock(at, timeZone) === '00:00'
}

/** Round steps from 0 to above the highest value, as an axis shows them. */
export function ticksFor(highest: number): number[] {
  const rough = Math.max(highest, 1) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough)
  const whole = Math.max(1, Math.ceil(step ?? rough))
  return Array.from({ length: Math.ceil(Math.max(highest, 1) / whole) + 1 }, (_, n) => n * whole)
}

/** Which fifth of the values above zero each value is in, 1 to 5; 0 is none. */
export function quantiles(values: readonly number[]): (value: number) => number {
  const sorted = values.filter((value) => value > 0).sort((a, b) => a - b)
  return (value) => {
    if (value <= 0) return 0
    const below = sorted.filter((each) => each < value).length
    const upTo = sorted.filter((each) => each <= value).length
    return Math.min(5, 1 + Math.floor(((below + upTo) / 2 / sorted.length) * 5))
  }
}

/** Places between 0 and 1, in the same order from top to bottom, at least a step apart. */
export function spread(places: readonly number[], apart: number): number[] {
  const order = places.map((_place, index) => index).sort((a, b) => at(places, a) - at(places, b))
  const moved = [...places]
  let least = 0
  for (const index of order) {
    moved[index] = Math.max(at(places, index), least)
    least = at(moved, index) + apart
  }
  // Those pushed out below come back up.
  let most = 1
  for (const index of order.toReversed()) {
    moved[index] = Math.min(at(moved, index), most)
    most = at(moved, index) - apart
  }
  return moved
}

function at(places: readonly number[], index: number): number {
  return places[index] ?? 0
}
