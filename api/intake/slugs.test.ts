import { describe, expect, it, vi } from 'vitest'
import type { ScanDb } from '../../db/connections.ts'
import { Slugs, SlugsAway } from './slugs.ts'

/** A database whose readings end when told. */
function aSlowDb() {
  const ends: (() => void)[] = []
  const query: unknown = new Proxy(
    {},
    {
      get: (_target, name) =>
        name === 'executeTakeFirst'
          ? () => new Promise((resolve) => ends.push(() => resolve(undefined)))
          : () => query,
    },
  )
  return { db: query as ScanDb, ends }
}

describe('Slugs nobody knows', () => {
  it('are read two at a time; the others wait a little, and are then asked to come again', async () => {
    const { db, ends } = aSlowDb()
    const slugs = new Slugs(db, async () => {})
    const finds = ['a', 'b', 'c', 'd', 'e'].map((slug) => slugs.find(slug).catch((error) => error))
    await vi.waitFor(() => expect(ends).toHaveLength(2))
    ends[0]?.()
    // Whoever has waited longest is next.
    await vi.waitFor(() => expect(ends).toHaveLength(3))
    const answers = await Promise.all(finds.slice(3))
    expect(answers.every((each) => each instanceof SlugsAway)).toBe(true)
    expect(ends).toHaveLength(3)
    for (const end of ends) end()
    expect(await Promise.all(finds.slice(0, 3))).toEqual([null, null, null])
    // And no place is lost.
    const again = [slugs.find('d'), slugs.find('e')]
    await vi.waitFor(() => expect(ends).toHaveLength(5))
    for (const end of ends) end()
    expect(await Promise.all(again)).toEqual([null, null])
  })
})
