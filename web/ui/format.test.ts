import { describe, expect, test } from 'vitest'
import { formatAgo, formatBytes, formatCount, fromLocalInput, toLocalInput } from './format.ts'

describe('a wall clock in the organization’s zone', () => {
  test.each([
    ['summer', 'Europe/Amsterdam', '2026-07-01T12:00', '2026-07-01T10:00:00.000Z'],
    ['winter', 'Europe/Amsterdam', '2026-12-01T12:00', '2026-12-01T11:00:00.000Z'],
    [
      'the hour after the clock went back',
      'Europe/Amsterdam',
      '2026-10-25T03:30',
      '2026-10-25T02:30:00.000Z',
    ],
    ['half an hour off', 'Asia/Kolkata', '2026-03-01T00:00', '2026-02-28T18:30:00.000Z'],
    [
      'the other side of midnight',
      'Pacific/Auckland',
      '2026-01-01T00:00',
      '2025-12-31T11:00:00.000Z',
    ],
  ])('means one instant, and reads back the same: %s', (_name, zone, wall, instant) => {
    expect(fromLocalInput(wall, zone)).toBe(instant)
    expect(toLocalInput(instant, zone)).toBe(wall)
  })

  test('an unfinished date is no instant', () => {
    expect(fromLocalInput('', 'UTC')).toBeNull()
    expect(fromLocalInput('2026-02-', 'UTC')).toBeNull()
  })
})

test('counts are whole up to 99,999 and short above', () => {
  expect(formatCount(99_999).replace(/\D/g, '')).toBe('99999')
  expect(formatCount(1_234_567).length).toBeLessThan(6)
})

test('a plan’s storage reads as the round number it was sold as', () => {
  expect(formatBytes(250 * 1024 ** 3)).toMatch(/^250\b/)
  expect(formatBytes(2 * 1024 ** 4)).toMatch(/^2\b/)
  expect([0, 1, 602].map(formatBytes)).toEqual(['0 bytes', '1 byte', '602 bytes'])
})

test('the clock of a reader that runs behind does not put a scan in the future', () => {
  const now = Date.parse('2026-11-21T10:00:00Z')
  expect(formatAgo('2026-11-21T10:00:02Z', 'UTC', now)).toBe('now')
})
