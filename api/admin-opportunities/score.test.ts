import { describe, expect, it } from 'vitest'
import type { Candidate } from './queries.ts'
import { judgeRisk, judgeUpgrade } from './score.ts'

const quiet: Candidate = {
  organization_id: 'a',
  usage: [
    { resource: 'SEATS', used: 1, max: 3 },
    { resource: 'QR_CODES', used: 0, max: 5 },
    { resource: 'STORAGE_BYTES', used: 10, max: null },
    { resource: 'CAMPAIGNS', used: 9, max: 10 },
  ],
  activities: 50,
  scans: 0,
  scans_before: 0,
}

describe('a candidate for a larger plan', () => {
  it.each([
    ['59.9 % of a limit', 599, null],
    ['60 % of a limit', 600, ['60% of its QR codes']],
  ])('is one from 60 %% of a limit on: %s', (_, used, reasons) => {
    const usage: Candidate['usage'] = [{ resource: 'QR_CODES', used, max: 1_000 }]
    expect(judgeUpgrade({ ...quiet, usage })?.reasons ?? null).toEqual(reasons)
  })

  it('is one with more than 50 activities, not with 50, and not for campaigns or what is unlimited', () => {
    expect(judgeUpgrade(quiet)).toBeNull()
    expect(judgeUpgrade({ ...quiet, activities: 51 })?.reasons).toEqual([
      '51 activities in 30 days',
    ])
  })

  it('has a score of 100 at most, which its factors sum to', () => {
    const usage: Candidate['usage'] = [{ resource: 'SEATS', used: 9, max: 3 }]
    const full = judgeUpgrade({ ...quiet, usage, activities: 900, scans: 50, scans_before: 10 })
    expect(full?.score).toBe(100)
    expect(full?.factors.map(({ points }) => points)).toEqual([60, 25, 15])
    const shrinking = judgeUpgrade({ ...quiet, activities: 51, scans: 5, scans_before: 10 })
    expect(shrinking).toMatchObject({
      score: 45,
      factors: [{ points: 20 }, { points: 25 }, { points: 0 }],
    })
  })
})

describe('the risk that a payer leaves', () => {
  it.each([
    [7, 'LOW'],
    [7.001, 'WATCH'],
    // The documents' own example rows contradicted their rule: 13 days were shown medium, 21 high.
    [13, 'WATCH'],
    [14, 'WATCH'],
    [14.001, 'MEDIUM'],
    [21, 'MEDIUM'],
    [30, 'MEDIUM'],
    [30.001, 'HIGH'],
    [400, 'HIGH'],
  ])('after %d idle days is %s', (idle, level) => {
    expect(judgeRisk({ idle, scans: 0 })).toEqual({ level, byIdleness: level, isLowered: false })
  })

  it('is one lower while codes are still scanned, and says so', () => {
    const at = (idle: number) => judgeRisk({ idle, scans: 1 })
    expect(at(31)).toEqual({ level: 'MEDIUM', byIdleness: 'HIGH', isLowered: true })
    expect(at(15)).toEqual({ level: 'WATCH', byIdleness: 'MEDIUM', isLowered: true })
    expect(at(8)).toEqual({ level: 'LOW', byIdleness: 'WATCH', isLowered: true })
  })
})
