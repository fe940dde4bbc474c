import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Pools, withTenant } from '../../db/connections.ts'
import { aDatabase, anOrganization, type TestDatabase } from '../../db/testing.ts'
import { keepTimezone } from './queries.ts'

let database: TestDatabase
let pools: Pools
beforeAll(async () => {
  database = await aDatabase()
  pools = database.pools
})
afterAll(() => database.drop())

async function ask<T>(text: string, ...values: unknown[]): Promise<T> {
  return (await database.admin.query(text, values)).rows[0].found
}

describe('A changed time zone', () => {
  it('holds from the next local midnight on, and what was before stays', async () => {
    const who = await anOrganization(database)
    const at = (moment: string) =>
      ask<string>(`select timezone_at($1, ${moment}) as found`, who.organizationId)
    await withTenant(pools, who, (db) => keepTimezone(db, 'Europe/Amsterdam'))
    await database.admin.query(`update organizations set timezone = 'Europe/Amsterdam'`)
    expect(await at('now()')).toBe('UTC')
    expect(await at(`'2001-01-01'`)).toBe('UTC')
    const midnight = `date_trunc('day', now()) + interval '1 day'`
    expect(await at(`${midnight} - interval '1 microsecond'`)).toBe('UTC')
    expect(await at(midnight)).toBe('Europe/Amsterdam')
  })

  it('is the last of several on one day', async () => {
    const who = await anOrganization(database)
    for (const zone of ['Asia/Tokyo', 'America/New_York'])
      await withTenant(pools, who, (db) => keepTimezone(db, zone))
    const segments = await ask<string[]>(
      'select array_agg(timezone order by starts_at) as found from zone_segments($1)',
      who.organizationId,
    )
    expect(segments).toEqual(['UTC', 'America/New_York'])
  })

  it('that the database does not know is UTC and stops nothing', async () => {
    const who = await anOrganization(database)
    await database.admin.query(`update organizations set timezone = 'Nowhere/Land' where id = $1`, [
      who.organizationId,
    ])
    expect(await ask('select timezone_at($1, now()) as found', who.organizationId)).toBe('UTC')
  })
})
