import type { JsonValue } from '../../db/types.ts'
import { Refusal } from './errors.ts'

// What the scalars of both schemas read and write, the customers' and the staff's.

const iso = /^[0-9]{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/

/** Date moves 30 February to 2 March instead of refusing it. */
function isRealDay(text: string): boolean {
  const day = Number(text.slice(8, 10))
  return new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDate() === day
}

export const dateTime = {
  description: 'A moment, ISO 8601 in UTC with milliseconds.',
  serialize: (value: Date) => value.toISOString(),
  parseValue: (value: unknown) => {
    // Date alone reads far more than ISO 8601 ('1', 'May'), and years that the database does not.
    const date = typeof value === 'string' && iso.test(value) ? new Date(value) : undefined
    if (!date || Number.isNaN(date.getTime()) || !isRealDay(String(value))) {
      throw new Refusal('INVALID', 'A time is written like 2026-11-21T14:03:00Z.')
    }
    return date
  },
}

export const date = {
  description: 'A day of the calendar, like 2026-11-21; whose midnight is meant, the field says.',
  serialize: (value: string) => value,
  parseValue: (value: unknown) => {
    if (typeof value !== 'string' || !/^[1-9]\d{3}-\d\d-\d\d$/.test(value) || !isRealDay(value))
      throw new Refusal('INVALID', 'A day is written like 2026-11-21.')
    return value
  },
}

export const safeInt = {
  description: 'A whole number up to 2^53, as a JSON number.',
  serialize: (value: number) => Number(value),
  parseValue: (value: unknown) => {
    if (!Number.isSafeInteger(value)) throw new Refusal('INVALID', 'This must be a whole number.')
    return value as number
  },
}

export const json = {
  description: 'Any JSON value.',
  serialize: (value: JsonValue) => value,
  parseValue: (value: unknown) => {
    if (!isShallow(value, mostLevels))
      throw new Refusal('INVALID', `Use at most ${mostLevels} levels of JSON.`)
    return value as JsonValue
  },
}

/** What comes after this walks JSON by recursion, and a body has room for more levels than the stack. */
const mostLevels = 32

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.values(value).every((each) => isShallow(each, levels - 1))
}
