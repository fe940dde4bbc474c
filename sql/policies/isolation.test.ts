import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aDatabase } from '../../db/testing.ts'
import { roads } from '../../db/urls.ts'
import { type Bench, openBench, tryDoors, tryPolicies } from '../bench.ts'
import { fixtures } from '../fixtures.ts'

describe('isolation of organizations', () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await openBench()
  })
  afterAll(() => bench.drop())

  it('holds for every relation, road, verb and tenant setting, on the product as it is built', async () => {
    const { checks, violations } = await tryDoors(bench)
    expect(violations).toEqual([])
    expect(checks).toBeGreaterThan(15_000)
  }, 180_000)

  it('is held by the policies alone where every grant is given and no foreign key helps', async () => {
    const { checks, violations } = await tryPolicies(bench)
    expect(violations).toEqual([])
    expect(checks).toBeGreaterThan(15_000)
  }, 180_000)

  it('is tried on every relation of the catalog, a partition made at run time among them', async () => {
    const { rows } = await bench.asBuilt.admin.query<{ name: string }>(
      `select relname as name from pg_class
       where relnamespace = 'app'::regnamespace and relkind not in ('i', 'I', 't', 'c', 'S') order by 1`,
    )
    const { relations } = await tryDoors(bench, { roads: [] })
    expect(relations).toEqual(rows.map((row) => row.name))
    expect(relations).toContain('qr_scan_events_2031_01')
  })

  it('is not proven by a table whose rows nobody could see: an empty one is a violation', async () => {
    const asBuilt = await aDatabase()
    const { violations } = await tryDoors({ ...bench, asBuilt }, { roads: [] })
    await asBuilt.drop()
    const blind = Object.keys(fixtures).map(
      (table) => `${table}: no rows of two organizations to see`,
    )
    expect(violations).toEqual(expect.arrayContaining(blind))
  })

  it('sees a tenant that is open to one road only', async () => {
    const { admin } = bench.asBuilt
    await admin.query('create policy mutant on members for select to oi_export using (true)')
    const results = await Promise.all(
      roads.map((road) => tryDoors(bench, { only: ['members'], roads: [road] })),
    )
    await admin.query('drop policy mutant on members')
    const blamed = roads.filter((_, at) => results[at]?.violations.length)
    expect(blamed).toEqual(['oi_export'])
  })
})
