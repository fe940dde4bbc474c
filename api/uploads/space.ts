import type { TenantDb } from '../../db/connections.ts'
import { Refusal } from '../graphql/errors.ts'
import { claim } from '../plans/gate.ts'
import { findRoomyPlan, listUsage } from '../plans/queries.ts'
import { sumPending } from './queries.ts'

/**
 * The largest file there is, in bytes. A scanned file is opened on a phone, often on mobile data, where 100 MB are minutes
 * already; and every byte is read once here to be verified. The same on every plan: plans differ in how much fits in all.
 */
export const largest = 100 * 1024 * 1024

/** So many files of one organization may be on their way at once. */
const mostPending = 200

/**
 * LIMIT_REACHED when this file cannot fit, with what is on its way counted in: an early word, before anything is sent. Two
 * that ask at the same moment may both be told yes; takeSpace has the last word.
 */
export async function requireSpace(db: TenantDb, name: string, size: number): Promise<void> {
  const pending = await sumPending(db)
  if (pending.count >= mostPending) {
    const message = 'Many files are on their way already. Try again when some have arrived.'
    throw new Refusal('RATE_LIMITED', message, { retryAfter: 30 })
  }
  const { used, max } = await storageUsage(db)
  if (max === null || used + pending.bytes + size <= max) return
  const requiredPlan = await findRoomyPlan(db, 'STORAGE_BYTES', used + pending.bytes + size)
  throw noSpace(name, size, max - used - pending.bytes, { limit: max, requiredPlan })
}

/** Counts a file in, in the caller's transaction: its bytes and itself. LIMIT_REACHED when it does not fit; then nothing counts. */
export async function takeSpace(db: TenantDb, name: string, size: number): Promise<void> {
  const { used, max } = await storageUsage(db)
  try {
    await claim(db, 'STORAGE_BYTES', size)
  } catch (error) {
    if (!(error instanceof Refusal) || max === null) throw error
    throw noSpace(name, size, max - used, error.details)
  }
  await claim(db, 'UPLOADS')
}

async function storageUsage(db: TenantDb): Promise<{ used: number; max: number | null }> {
  const usage = await listUsage(db)
  return usage.find(({ resource }) => resource === 'STORAGE_BYTES') ?? { used: 0, max: null }
}

type Way = Pick<Refusal['details'], 'limit' | 'requiredPlan'>

function noSpace(name: string, size: number, left: number, { limit, requiredPlan }: Way): Refusal {
  const way = requiredPlan ? ` or move to ${requiredPlan.name}` : ''
  const message = `${name} needs ${sizeText(size)}; ${sizeText(Math.max(0, left))} is left. Delete a file${way}.`
  return new Refusal('LIMIT_REACHED', message, { resource: 'STORAGE_BYTES', limit, requiredPlan })
}

const units = ['bytes', 'KB', 'MB', 'GB']

/** A size as a person reads it: 4.2 MB. */
export function sizeText(bytes: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10))
  const value = bytes / 1024 ** power
  const digits = power > 0 && value < 10 ? 1 : 0
  // Rounded down: never more room than there is.
  return `${(Math.floor(value * 10 ** digits) / 10 ** digits).toFixed(digits)} ${units[power]}`
}
