import type { ReadDb } from '../../db/connections.ts'
import { resolveRange } from '../analytics/range.ts'
import type { Recipe } from './recipe.ts'

/**
 * From when to when a recipe's range is, asked now: a preset is another range each time. INVALID names what is wrong with it.
 * Without a range, and for ALL, everything that is kept.
 */
export async function rangeOf(
  db: ReadDb,
  range: Recipe['range'],
  timezone: string | null,
): Promise<{ from: Date | null; to: Date | null }> {
  if (!range || range.preset === 'ALL') return { from: null, to: null }
  if (!range.preset) return { from: range.from ?? null, to: range.to ?? null }
  const { from, to, now } = await resolveRange(db, range, timezone)
  return { from, to: to < now ? to : null }
}
