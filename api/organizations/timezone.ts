/**
 * Whether this is the name of a time zone, old names and links included (Asia/Kolkata, US/Eastern). Offsets like +02:00 are
 * none: they know no summer time.
 */
export function isTimezone(zone: string): boolean {
  try {
    return /^[A-Za-z]/.test(zone) && new Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined
  } catch {
    return false
  }
}

/** What to say when it is not. */
export const timezoneProblem = 'Use a time zone name like Europe/Amsterdam.'
