import { formatWords, nameOf } from '../exports/words.ts'
import type { SchedulePeriod, ScheduleRowFragment } from '../gql/graphql.ts'
import { formatMoment } from '../ui/format.ts'

export const readOnlySentence = 'Viewers cannot change schedules. An owner can make you an editor.'

// The weeks of the product begin on Monday: 1 is Monday, 7 is Sunday.
const monday = Date.UTC(2026, 0, 5)
const weekdayName = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' })
export const weekdays = Array.from({ length: 7 }, (_day, index) => ({
  value: String(index + 1),
  label: weekdayName.format(monday + index * 86_400_000),
}))

export const hours = Array.from({ length: 24 }, (_hour, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, '0')}:00`,
}))

export const everyWords = { DAILY: 'Every day', WEEKLY: 'Every week', MONTHLY: 'Every month' }

type When = Pick<ScheduleRowFragment, 'every' | 'weekday' | 'dayOfMonth' | 'hour'>

/** "Every Monday at 07:00" */
export function whenOf({ every, weekday, dayOfMonth, hour }: When): string {
  const at = hours[hour]?.label ?? ''
  if (every === 'WEEKLY') {
    return `Every ${weekdays.find(({ value }) => value === String(weekday))?.label ?? 'week'} at ${at}`
  }
  if (every === 'MONTHLY') return `Day ${dayOfMonth ?? 1} of each month at ${at}`
  return `Every day at ${at}`
}

export const periodWords: Record<SchedulePeriod, string> = {
  YESTERDAY: 'The day before',
  PREVIOUS_WEEK: 'The whole week before, Monday to Sunday',
  PREVIOUS_MONTH: 'The whole month before',
  LAST_7_DAYS: 'The last 7 days',
  LAST_30_DAYS: 'The last 30 days',
  LAST_90_DAYS: 'The last 90 days',
  ALL: 'Everything there is',
}

/** What fits how often it comes. */
export const usualPeriod: Record<ScheduleRowFragment['every'], SchedulePeriod> = {
  DAILY: 'YESTERDAY',
  WEEKLY: 'PREVIOUS_WEEK',
  MONTHLY: 'PREVIOUS_MONTH',
}

/** "Scans, CSV, last 30 days" */
export function whatOf(row: ScheduleRowFragment): string {
  return `${nameOf(row.dataset)}, ${formatWords[row.format]}`
}

/** "23 Nov, 07:00", on the clock of the organization */
export function nextOf({ isPaused, nextAt, timezone }: ScheduleRowFragment): string {
  if (isPaused) return 'Paused'
  return nextAt ? formatMoment(nextAt, timezone) : 'Not planned'
}
