import type { Candidate, Idle } from './queries.ts'

// Who might want more, and who might leave: rules anybody can check by hand.

/** A part of a score: what it says, in words, and the points it gives. */
export type Factor = { name: string; points: number; reason: string }

export type Upgrade = { score: number; factors: Factor[]; reasons: string[] }

/** From this share of a limit on, or with more activities than this in thirty days, somebody may want more. */
const fullEnough = 0.6
const busyEnough = 50
const counted: readonly string[] = ['SEATS', 'QR_CODES', 'STORAGE_BYTES']
const words: Record<string, string> = {
  SEATS: 'seats',
  QR_CODES: 'QR codes',
  STORAGE_BYTES: 'storage',
}

const tenth = (points: number) => Math.round(points * 10) / 10

/**
 * Null for who gives no reason. The score is the sum of its factors: the fullest limit × 60 (a full one counts 60), activities
 * ÷ 50 × 25 (at most 25), growth of scans over the thirty days before × 15 (at most 15, and 0 for who shrinks).
 */
export function judgeUpgrade(candidate: Candidate): Upgrade | null {
  const { activities, scans, scans_before: before } = candidate
  const shares = candidate.usage
    .filter(({ resource, max }) => counted.includes(resource) && max)
    .map(({ resource, used, max }) => ({ resource, share: used / (max as number) }))
  const reasons = shares
    .filter(({ share }) => share >= fullEnough)
    .map(({ resource, share }) => `${percent(share)} of its ${words[resource]}`)
  if (activities > busyEnough) reasons.push(`${activities} activities in 30 days`)
  if (reasons.length === 0) return null
  const fullest = shares.reduce((most, each) => (each.share > most.share ? each : most), {
    resource: '',
    share: 0,
  })
  const growth = before > 0 ? (scans - before) / before : Number(scans > 0)
  const factors: Factor[] = [
    {
      name: 'USAGE',
      points: tenth(Math.min(1, fullest.share) * 60),
      reason: fullest.resource
        ? `${percent(fullest.share)} of its ${words[fullest.resource]}`
        : 'no limit',
    },
    {
      name: 'ACTIVITY',
      points: tenth(Math.min(1, activities / busyEnough) * 25),
      reason: `${activities} activities in 30 days`,
    },
    {
      name: 'GROWTH',
      points: tenth(Math.min(1, Math.max(0, growth)) * 15),
      reason: `${scans} scans in 30 days, ${before} in the 30 before`,
    },
  ]
  return { score: tenth(factors.reduce((sum, { points }) => sum + points, 0)), factors, reasons }
}

function percent(share: number): string {
  return `${Math.floor(share * 100)}%`
}

export const levels = ['LOW', 'WATCH', 'MEDIUM', 'HIGH'] as const
export type Level = (typeof levels)[number]

export type Risk = { level: Level; byIdleness: Level; isLowered: boolean }

/** More than 7 idle days are WATCH, more than 14 MEDIUM, more than 30 HIGH; one less while codes are still scanned. */
export function judgeRisk({ idle, scans }: Pick<Idle, 'idle' | 'scans'>): Risk {
  const place = [7, 14, 30].filter((days) => idle > days).length
  const isLowered = scans > 0 && place > 0
  const at = (index: number) => levels[index] as Level
  return { level: at(isLowered ? place - 1 : place), byIdleness: at(place), isLowered }
}
