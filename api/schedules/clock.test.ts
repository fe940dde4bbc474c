import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withTenant } from '../../db/connections.ts'
import {
  aDatabase,
  anOrganization,
  type TestDatabase,
  type TestOrganization,
} from '../../db/testing.ts'
import { type Cadence, findNextRun } from './clock.ts'

let database: TestDatabase
let me: TestOrganization
beforeAll(async () => {
  database = await aDatabase()
  me = await anOrganization(database)
})
afterAll(() => database.drop())

const daily = (hour: number): Cadence => ({ every: 'DAILY', weekday: null, dayOfMonth: null, hour })

async function keeps(...zones: [from: string, timezone: string][]): Promise<void> {
  await database.admin.query('delete from organization_timezones')
  for (const [from, timezone] of zones)
    await database.admin.query(
      'insert into organization_timezones (organization_id, from_at, timezone) values ($1, $2, $3)',
      [me.organizationId, from, timezone],
    )
}

/** The next runs after a moment, each asked for after the one before. */
async function runs(cadence: Cadence, after: string, count: number): Promise<string[]> {
  return withTenant(database.pools, me, async (db) => {
    const found: string[] = []
    let at = new Date(after)
    while (found.length < count) {
      at = await findNextRun(db, cadence, at)
      found.push(at.toISOString().replace(':00.000Z', 'Z'))
    }
    return found
  })
}

describe('A schedule', () => {
  it('keeps its hour when clocks change, comes once in an hour there is twice, and after one there is not', async () => {
    await keeps(['-infinity', 'America/New_York'])
    expect(await runs(daily(8), '2026-10-31T00:00:00Z', 3)).toEqual([
      ...['2026-10-31T12:00Z', '2026-11-01T13:00Z', '2026-11-02T13:00Z'],
    ])
    // 1 November has 01:00 twice: the first of them.
    expect(await runs(daily(1), '2026-10-31T12:00:00Z', 3)).toEqual([
      ...['2026-11-01T05:00Z', '2026-11-02T06:00Z', '2026-11-03T06:00Z'],
    ])
    // 8 March has no 02:00: at 03:00 of the new time.
    expect(await runs(daily(2), '2026-03-07T12:00:00Z', 3)).toEqual([
      ...['2026-03-08T07:00Z', '2026-03-09T06:00Z', '2026-03-10T06:00Z'],
    ])
    await keeps(['-infinity', 'Australia/Lord_Howe'])
    // Half an hour twice, half an hour never.
    expect(await runs(daily(2), '2026-04-03T20:00:00Z', 2)).toEqual([
      ...['2026-04-04T15:30Z', '2026-04-05T15:30Z'],
    ])
    expect(await runs(daily(2), '2026-10-02T20:00:00Z', 2)).toEqual([
      ...['2026-10-03T15:30Z', '2026-10-04T15:00Z'],
    ])
  })

  it('on the 31st comes on the last day of a shorter month, and weekly on its day', async () => {
    await keeps(['-infinity', 'Asia/Kathmandu'])
    const monthly: Cadence = { every: 'MONTHLY', weekday: null, dayOfMonth: 31, hour: 6 }
    expect(await runs(monthly, '2028-01-01T00:00:00Z', 4)).toEqual([
      ...['2028-01-31T00:15Z', '2028-02-29T00:15Z', '2028-03-31T00:15Z', '2028-04-30T00:15Z'],
    ])
    const weekly: Cadence = { every: 'WEEKLY', weekday: 1, dayOfMonth: null, hour: 0 }
    // Midnight of a Monday there is a Sunday here.
    expect(await runs(weekly, '2026-11-21T00:00:00Z', 2)).toEqual([
      ...['2026-11-22T18:15Z', '2026-11-29T18:15Z'],
    ])
  })

  it('moves with the organization, and comes once a day of its calendar even then', async () => {
    // Tokyo from its next midnight in New York on: 22 November begins there when it is 14:00 of the 22nd in Tokyo.
    await keeps(['-infinity', 'America/New_York'], ['2026-11-22T05:00:00Z', 'Asia/Tokyo'])
    expect(await runs(daily(8), '2026-11-21T00:00:00Z', 3)).toEqual([
      ...['2026-11-21T13:00Z', '2026-11-22T05:00Z', '2026-11-22T23:00Z'],
    ])
    // And back: noon of the 21st is there twice.
    await keeps(['-infinity', 'Asia/Tokyo'], ['2026-11-21T15:00:00Z', 'America/New_York'])
    expect(await runs(daily(12), '2026-11-20T12:00:00Z', 2)).toEqual([
      ...['2026-11-21T03:00Z', '2026-11-22T17:00Z'],
    ])
  })
})
