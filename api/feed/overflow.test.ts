import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../intake/testing.ts'
import { aServer, createCode, signUp, subscribe, type TestServer } from '../testing.ts'
import type { FeedBatch } from './feed.ts'
import { BoundedQueue } from './queue.ts'
import { aTenant, follow, inOrderStored, store } from './testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await aServer()
})
afterAll(() => server.stop())

/** Takes batch after batch until so many scans have come. */
async function read(stream: AsyncGenerator<FeedBatch>, count: number) {
  const batches: FeedBatch[] = []
  const ids: string[] = []
  while (ids.length < count) {
    const { value } = await stream.next()
    batches.push(value)
    ids.push(...value.scans.map(({ id }: { id: string }) => id))
  }
  return { ids, batches }
}

describe('A feed of more scans than are kept for a subscriber', () => {
  it('sends whoever keeps up a whole transaction of scans without a gap', async () => {
    const tenant = await aTenant(server)
    const feed = await follow(server, tenant.id)
    const ids = await store(server, tenant, 256)
    await until(() => feed.ids().length >= 256)
    expect(feed.ids()).toEqual(ids)
    expect(feed.gaps()).toBe(0)
    await feed.close()
  })

  it('loses nothing for a subscriber that stalled, and makes nobody else wait for it', async () => {
    const tenant = await aTenant(server)
    const stalled = server.app.feed.subscribe(tenant.id, null, {})
    await stalled.next()
    const brisk = await follow(server, tenant.id)
    for (let round = 1; round <= 10; round++) {
      await store(server, tenant, 100)
      await until(() => brisk.ids().length === round * 100)
    }
    const all = await inOrderStored(server, tenant.id)
    expect(brisk.ids()).toEqual(all)
    const { ids, batches } = await read(stalled, 1_000)
    expect(ids).toEqual(all)
    expect(batches.every(({ gap }) => !gap)).toBe(true)
    await stalled.return(undefined)
    await brisk.close()
  })

  it('brings five thousand scans at once to a slow subscriber, each once, in order and without a gap', async () => {
    const tenant = await aTenant(server)
    const slow = server.app.feed.subscribe(tenant.id, null, {})
    await slow.next()
    const ids = await store(server, tenant, 5_000)
    const first = await read(slow, 250)
    // The queue is filled anew, and once more with too much, while the reader is at its pages.
    const more = [...(await store(server, tenant, 100)), ...(await store(server, tenant, 600))]
    const rest = await read(slow, 5_700 - first.ids.length)
    expect([...first.ids, ...rest.ids]).toEqual([...ids, ...more])
    const batches = [...first.batches, ...rest.batches]
    expect(batches.every(({ gap, scans }) => !gap && scans.length <= 256)).toBe(true)
    await slow.return(undefined)
  })

  it('brings as many over a websocket that looks up the code of every scan', async () => {
    const member = await signUp(server)
    const { id: codeId } = await createCode(server, member)
    const query = 'subscription { scanFeed { cursor gap scans { id qrCode { id name } } } }'
    const feed = subscribe(server.url, query, {}, member.token)
    await feed.until((results) => results.length === 1)
    const ids = await store(server, { id: member.organizationId, codeId }, 5_000)
    const shown = (): { id: string }[] => feed.results.flatMap(({ data }) => data.scanFeed.scans)
    await until(() => shown().length >= 5_000, 15_000)
    expect(shown().map(({ id }) => id)).toEqual(ids)
    expect(feed.results.every(({ data }) => data.scanFeed.gap === false)).toBe(true)
    await feed.close()
  })

  it('repeats nothing after a catch-up, whatever overflowed meanwhile and wherever a client resumes', async () => {
    const tenant = await aTenant(server)
    const start = await follow(server, tenant.id)
    await start.close()
    const missed = await store(server, tenant, 300)
    const returned = server.app.feed.subscribe(tenant.id, start.cursor(), {})
    const brisk = await follow(server, tenant.id)
    const opening = (await returned.next()).value
    const came = await store(server, tenant, 600)
    await until(() => brisk.ids().length === 600)
    const { ids, batches } = await read(returned, 900)
    expect(ids).toEqual([...missed, ...came])
    await returned.return(undefined)
    // Every cursor on the way stands for just what came up to it.
    let seen = 0
    for (const batch of [opening, ...batches]) {
      seen += batch.scans.length
      const resumed = await follow(server, tenant.id, batch.cursor)
      await until(() => resumed.ids().length >= 900 - seen)
      expect(resumed.ids()).toEqual(ids.slice(seen))
      await resumed.close()
    }
    await brisk.close()
  })

  it('keeps at most 256 scans for one subscriber, and says when it kept none', async () => {
    const queue = new BoundedQueue<number>()
    const some = (count: number) => Array.from({ length: count }, (_, i) => i)
    queue.push(some(250))
    queue.push(some(6))
    expect(await queue.take(60_000)).toEqual({
      isMissing: false,
      items: [...some(250), ...some(6)],
    })
    for (let i = 0; i < 400; i++) queue.push(some(250))
    expect(await queue.take(60_000)).toEqual({ isMissing: true, items: [] })
    queue.push([1])
    expect(await queue.take(60_000)).toEqual({ isMissing: false, items: [1] })
    expect(await queue.take(1)).toEqual({ isMissing: false, items: [] })
    queue.end()
    queue.push([1])
    expect(await queue.take(60_000)).toBeNull()
  })
})
