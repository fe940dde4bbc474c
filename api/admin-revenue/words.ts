import type { Moved } from './ledger.ts'

// What the revenue's types say alike.

export const cents = { type: 'SafeInt' } as const
export const rateOf = (part: number, whole: number) => (whole === 0 ? null : part / whole)

/** Of cents, to the cent; 41.65 dollars are 4165. */
export const averageOf = (sum: number, count: number) =>
  count === 0 ? null : Math.round(sum / count)

/** The UTC day it is. */
export function today(): string {
  return new Date().toISOString().slice(0, 10)
}

/** What each movement means. */
export const movedFields = {
  new_cents: 'From nothing, never paid before; from a free plan is new too.',
  expansion_cents: 'Paying more than the day before.',
  reactivation_cents: 'From nothing, paid at some time before.',
  contraction_cents: 'Paying less than the day before, and more than nothing.',
  churn_cents: 'To nothing, on the day it ended; to a free plan is churn too.',
} as const satisfies Record<keyof Moved, string>
