import { describe, expect, test } from 'vitest'
import { changeOf, formatRange, formatShare, quantiles, spread, ticksFor } from './figures.ts'

describe('a change', () => {
  test.each([
    ['up in whole percents', 5_214, 4_419, 'up', '18%'],
    ['down', 97, 100, 'down', '3%'],
    ['nothing to speak of within half a percent', 1_004, 1_000, 'same', 'no change'],
    ['new from zero, without a percentage', 7, 0, 'new', 'new'],
    ['none between two zeros', 0, 0, 'same', 'no change'],
    ['all the way down', 0, 12, 'down', '100%'],
  ] as const)('is %s', (_name, value, before, direction, amount) => {
    expect(changeOf(value, before)).toEqual({ direction, amount })
  })
})

test('a share keeps one decimal, and the smallest one is not written as zero', () => {
  expect(formatShare(0.2314)).toMatch(/^23[.,]1/)
  expect(formatShare(0.0001)).toMatch(/^<0[.,]1/)
  expect(formatShare(0)).toMatch(/^0[.,]0/)
})

describe('an axis', () => {
  test.each([0, 1, 3, 7, 99, 313, 1_234_567])(
    'to %d starts at 0 and holds the value',
    (highest) => {
      const ticks = ticksFor(highest)
      expect(ticks[0]).toBe(0)
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(highest)
      expect(ticks.length).toBeLessThanOrEqual(6)
      expect(ticks.every((tick) => Number.isInteger(tick))).toBe(true)
    },
  )
})

test('colours go by fifths of the values there are, and zero has none', () => {
  const of = quantiles([0, 1, 2, 3, 4, 5, 1_000])
  expect(of(0)).toBe(0)
  expect(of(1)).toBe(1)
  expect(of(1_000)).toBe(5)
  expect([1, 2, 3, 4, 5, 1_000].map(of)).toEqual([1, 2, 3, 3, 4, 5])
  expect(quantiles([8])(8)).toBe(3)
})

test('a half-open range is written with the last day that is in it', () => {
  const words = formatRange('2026-10-22T22:00:00Z', '2026-11-21T23:00:00Z', 'Europe/Amsterdam')
  expect(words).toMatch(/23/)
  expect(words).toMatch(/21/)
  expect(words).not.toMatch(/22/)
})

test.each([
  [
    [0.1, 0.5, 0.9],
    [0.1, 0.5, 0.9],
  ],
  [
    [0.5, 0.5, 0.52],
    [0.5, 0.6, 0.7],
  ],
  [
    [1, 1, 0.98],
    [0.9, 1, 0.8],
  ],
])('names at the ends of lines keep their order and a step between them: %j', (places, moved) => {
  expect(spread(places, 0.1).map((place) => Number(place.toFixed(2)))).toEqual(moved)
})
