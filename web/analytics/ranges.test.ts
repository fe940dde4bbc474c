import { describe, expect, test } from 'vitest'
import { daysBetween, daysOf, presetOf, shiftRange, toRangeInput } from './ranges.ts'

const today = '2026-11-21'

describe('a range', () => {
  test('without a word is the last 30 days, today among them', () => {
    expect(presetOf(undefined)?.preset).toBe('LAST_30_DAYS')
    expect(daysOf(undefined, today)).toEqual({ first: '2026-10-23', last: today })
  })

  test('of one’s own goes to the server as midnights of the organization’s zone', () => {
    expect(toRangeInput('2026-10-01..2026-10-31', 'Europe/Amsterdam')).toEqual({
      from: '2026-09-30T22:00:00.000Z',
      to: '2026-10-31T23:00:00.000Z',
    })
    expect(toRangeInput('2026-10-31..2026-10-01', 'UTC')).toEqual({
      from: '2026-10-01T00:00:00.000Z',
      to: '2026-11-01T00:00:00.000Z',
    })
  })

  test('that no calendar knows is the default one', () => {
    expect(toRangeInput('2026-02-30..2026-03-01', 'UTC')).toEqual({ preset: 'LAST_30_DAYS' })
  })

  test.each([
    ['today', 'yesterday', 'today', '2026-11-20..2026-11-20'],
    ['seven days', 'the seven before', '7d', '2026-11-08..2026-11-14'],
    ['this month', 'the whole month before', 'mtd', '2026-10-01..2026-10-31'],
    ['this quarter', 'the whole quarter before', 'qtd', '2026-07-01..2026-09-30'],
    ['this year', 'the whole year before', 'ytd', '2025-01-01..2025-12-31'],
    [
      'a whole month',
      'the month before, however long',
      '2026-03-01..2026-03-31',
      '2026-02-01..2026-02-28',
    ],
    ['ten days', 'ten days', '2026-03-11..2026-03-20', '2026-03-01..2026-03-10'],
  ])('%s steps back to %s', (_from, _to, range, before) => {
    expect(shiftRange(range, -1, today)).toBe(before)
  })

  test('never steps past today, and everything has nothing before it', () => {
    expect(shiftRange('today', 1, today)).toBeNull()
    expect(shiftRange('2026-10-01..2026-10-31', 1, today)).toBe('2026-11-01..2026-11-21')
    expect(shiftRange('all', -1, today)).toBeNull()
  })

  test('dragged on a chart is the days it touched', () => {
    expect(
      daysBetween('2026-10-31T23:00:00.000Z', '2026-11-03T23:00:00.000Z', 'Europe/Amsterdam'),
    ).toEqual({ first: '2026-11-01', last: '2026-11-03' })
  })
})
