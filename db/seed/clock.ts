const minute = 60_000
const day = 1_440 * minute

/** The days of one time zone, counted back from the moment of seeding. */
export type Clock = {
  /** That many local days ago, at that minute of the day; never later than now. */
  at(daysAgo: number, minuteOfDay: number): Date
  /** 0 is Sunday. */
  weekday(daysAgo: number): number
  /** How many hours of that day are over: 24 but for today. */
  hoursOver(daysAgo: number): number
}

/** The clock on the wall of a time zone. Where a day has 23 or 25 hours, it may be an hour off. */
export function clockOf(timezone: string, now: Date): Clock {
  const wall = wallOf(timezone)
  const today = Math.floor(wall(now.getTime()) / day) * day
  const starts = new Map<number, number>()
  const startOf = (daysAgo: number) => {
    const known = starts.get(daysAgo)
    if (known !== undefined) return known
    const midnight = today - daysAgo * day
    const start = midnight - (wall(midnight) - midnight)
    starts.set(daysAgo, start)
    return start
  }
  const hoursToday = Math.min(24, Math.floor((now.getTime() - startOf(0)) / (60 * minute)))
  return {
    at(daysAgo, minuteOfDay) {
      const time = Math.floor(startOf(daysAgo) + minuteOfDay * minute)
      return new Date(Math.min(now.getTime(), time))
    },
    weekday: (daysAgo) => new Date(today - daysAgo * day).getUTCDay(),
    hoursOver: (daysAgo) => (daysAgo === 0 ? hoursToday : 24),
  }
}

/** A moment → what the wall shows, as if that were UTC. */
function wallOf(timezone: string): (time: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  return (time) => {
    const parts = format.formatToParts(time)
    const [year, month, date, hour, minutes] = ['year', 'month', 'day', 'hour', 'minute'].map(
      (type) => Number(parts.find((part) => part.type === type)?.value),
    ) as [number, number, number, number, number]
    return Date.UTC(year, month - 1, date, hour, minutes)
  }
}
