import { readFileSync } from 'node:fs'
import { press } from './load.ts'
import { tokensOf } from './members.ts'
import { isRedirect, scansOf, warm } from './redirects.ts'
import { Subscribers, socketsAMember } from './subscribers.ts'
import { largestOf, type Served, type World } from './world.ts'

/** Resident memory of a process, in megabytes. */
export function memoryOf({ pid }: Served): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024
}

/** P7: one scan after another to 5,000 subscribers, and to as many on bare sockets; with one of them that does not read. */
export async function fanOut(world: World): Promise<void> {
  const count = world.amount(5_000, 5)
  const events = world.amount(10, 3)
  const requests = await scansOf(world, 1_000)
  const [ours, raw] = [await world.serve('server.ts'), await world.serve('raw-ws.ts')]
  await warm(ours, requests)
  const tokens = await tokensOf(world, await largestOf(world), Math.ceil(count / socketsAMember))
  const idle = memoryOf(ours)
  const mine = await Subscribers.open(ours, tokens, count)
  const held = memoryOf(ours)
  const theirs = await Subscribers.open(raw, tokens, count)

  // Another visitor each time: whoever comes again within ten seconds is nobody's scan. The first ones were taken to warm up.
  let next = 200
  const deliver = async (served: Served, subscribers: Subscribers, reading: number) => {
    const before = subscribers.delivered
    const begun = performance.now()
    for (let event = 1; event <= events; event++) {
      const one = {
        requests: [requests[next++ % requests.length] as Buffer],
        until: { answers: 1 },
      }
      await press({ port: served.port, connections: 1, ...one, check: isRedirect })
      await subscribers.until(before + event * reading, 30_000)
    }
    return (events * reading * 1_000) / (performance.now() - begun)
  }
  await world.compare({
    claim: 'P7 fan-out to 5,000 subscribers (deliveries a second)',
    reference: 'raw ws',
    ...{ goal: 0.85, better: 'higher' },
    ours: () => deliver(ours, mine, count),
    theirs: () => deliver(raw, theirs, count),
  })
  await world.compare({
    claim: 'P7 memory of a subscriber (KB)',
    reference: '12 KB',
    ...{ goal: 1, better: 'lower' },
    ours: () => Promise.resolve(Math.max(0.001, ((held - idle) * 1_024) / count)),
    theirs: () => Promise.resolve(12),
  })
  const stalled = mine.sockets[1]
  await world.compare({
    claim: 'P7 fan-out beside a subscriber that does not read (deliveries a second)',
    reference: 'the same when all read',
    ...{ goal: 0.9, better: 'higher' },
    async ours() {
      stalled?.pause()
      const speed = await deliver(ours, mine, count - 1)
      stalled?.resume()
      await new Promise((resolve) => setTimeout(resolve, 100))
      return speed
    },
    theirs: () => deliver(ours, mine, count),
  })
  mine.close()
  theirs.close()
  await Promise.all([ours.stop(), raw.stop()])
}
