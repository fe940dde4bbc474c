import { expect, it } from 'vitest'
import { isTimezone } from './timezone.ts'

it.each([
  'UTC',
  'Europe/Amsterdam',
  'Asia/Kolkata',
  'Europe/Kyiv',
  'Asia/Ho_Chi_Minh',
  'Asia/Kathmandu',
  'America/Argentina/Buenos_Aires',
  'US/Eastern',
])('knows %s, whether the platform lists it or only answers to it', (zone) => {
  expect(isTimezone(zone)).toBe(true)
})

it.each(['', 'Mars/Olympus', '+02:00', 'GMT+2 or so', '../etc/passwd', 'x'.repeat(5_000)])(
  'refuses %j',
  (zone) => {
    expect(isTimezone(zone)).toBe(false)
  },
)
