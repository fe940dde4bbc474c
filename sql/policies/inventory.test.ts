import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aDatabase, type TestDatabase } from '../../db/testing.ts'
import { type Finding, promises, takeInventory } from '../inventory.ts'

describe('the catalog of a migrated database', () => {
  let database: TestDatabase
  let findings: Finding[]
  let milliseconds: number
  beforeAll(async () => {
    database = await aDatabase()
    const start = performance.now()
    findings = await takeInventory(database.adminUrl)
    milliseconds = performance.now() - start
  })
  afterAll(() => database.drop())

  it.each(promises)('%s', (promise) => {
    expect(findings.find((each) => each.promise === promise)?.broken).toEqual([])
  })

  it('is read in a moment, so that it can be read at every start', () => {
    expect(milliseconds).toBeLessThan(2_000)
  })
})
