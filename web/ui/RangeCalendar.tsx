import '@mantine/dates/styles.css'
import { Button } from '@mantine/core'
import { DatePicker } from '@mantine/dates'
import { useState } from 'react'
import classes from './RangeCalendar.module.css'
import type { DayRange } from './RangePicker.tsx'

// The only file that loads the calendar; it comes in a chunk of its own, when it is opened.

type RangeCalendarProps = {
  days: DayRange
  earliest: string | null
  today: string
  onDays: (days: DayRange) => void
}

/** Two days picked on a calendar; days the plan does not reach, or that are still to come, are off. */
export function RangeCalendar({ days, earliest, today, onDays }: RangeCalendarProps) {
  const [[first, last], setDays] = useState<[string | null, string | null]>([days.first, days.last])
  return (
    <>
      <DatePicker
        type="range"
        allowSingleDateInRange
        firstDayOfWeek={1}
        weekendDays={[]}
        value={[first, last]}
        onChange={setDays}
        defaultDate={days.last}
        maxDate={today}
        {...(earliest && { minDate: earliest })}
        data-autofocus
      />
      <div className={classes.apply}>
        <span>
          {earliest ? `Your plan reaches back to ${nameDay(earliest)}` : 'First and last day'}
        </span>
        <Button disabled={!first || !last} onClick={() => first && last && onDays({ first, last })}>
          Show these days
        </Button>
      </div>
    </>
  )
}

function nameDay(day: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(day),
  )
}
