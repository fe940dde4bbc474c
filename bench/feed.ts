import { median } from './harness.ts'
import { type Pressed, pace, summarize } from './load.ts'
import { tokensOf } from './members.ts'
import { isRedirect, scansOf, warm } from './redirects.ts'
import { Subscribers, socketsAMember } from './subscribers.ts'
import { largestOf, must, type World } from './world.ts'

/** What an answer to POST /s/… names. */
function scanIdOf(answer: string): string {
  const id = /"scanId":"([0-9a-f-]{36})"/.exec(answer)?.[1]
  if (!answer.startsWith('HTTP/1.1 200') || !id) throw new Error(`no scan: ${answer.slice(0, 200)}`)
  return id
}

/**
 * P2: what live subscribers cost a redirect. P6: how soon a scan is seen. Both at a steady pace: 1,000 scans a second, 500
 * subscribers of the organization that is scanned.
 */
export async function feed(world: World): Promise<void> {
  const count = world.amount(500, 3)
  const perSecond = world.amount(1_000, 40)
  const ms = world.amount(3_000, 500)
  const [gets, posts] = [await scansOf(world, 20_000), await scansOf(world, 20_000, 'POST')]
  const server = await world.serve('server.ts')
  await warm(server, gets)
  const run = (): Promise<Pressed> =>
    pace({ port: server.port, connections: 64, requests: gets, perSecond, ms, check: isRedirect })
  const tokens = await tokensOf(world, await largestOf(world), Math.ceil(count / socketsAMember))

  const open = () => Subscribers.open(server, tokens, count)
  const times: Pressed[] = []
  await world.compare({
    claim: `P2 redirects at 1,000 a second with 500 live subscribers, p99 (ms)`,
    reference: 'the same without subscribers',
    ...{ goal: 3, better: 'lower' },
    async ours() {
      const subscribers = await open()
      const pressed = await run()
      subscribers.close()
      times.push(pressed)
      return pressed.p99
    },
    theirs: async () => (await run()).p99,
  })
  const limits = { p50: 3, p99: 10 }
  for (const name of ['p50', 'p99'] as const) {
    await world.compare({
      claim: `P2 redirects at 1,000 a second with 500 live subscribers, ${name} against its limit (ms)`,
      reference: `${limits[name]} ms`,
      ...{ goal: 1, better: 'lower' },
      ours: () => Promise.resolve(median(times.map((each) => each[name]))),
      theirs: () => Promise.resolve(limits[name]),
    })
  }

  const subscribers = await open()
  const delays: number[] = []
  for (let round = 0; round < world.amount(3, 1); round++) {
    const sentAt = new Map<string, number>()
    const check = (answer: string, at: number) => void sentAt.set(scanIdOf(answer), at)
    await pace({ port: server.port, connections: 64, requests: posts, perSecond, ms, check })
    const isAllSeen = () => [...sentAt.keys()].every((id) => subscribers.seen.has(id))
    const deadline = Date.now() + 15_000
    while (!isAllSeen() && Date.now() < deadline) await new Promise((r) => setTimeout(r, 20))
    must(isAllSeen(), 'a scan was answered and never delivered')
    for (const [id, at] of sentAt) delays.push((subscribers.seen.get(id) ?? 0) - at)
  }
  subscribers.close()
  const seen = summarize(delays, 1_000)
  const feedLimits = { p50: 3, p99: 15 }
  for (const name of ['p50', 'p99'] as const) {
    await world.compare({
      claim: `P6 scan request to subscriber, 1,000 a second, 500 subscribers, ${name} (ms)`,
      reference: `${feedLimits[name]} ms`,
      ...{ goal: 1, better: 'lower' },
      ours: () => Promise.resolve(seen[name]),
      theirs: () => Promise.resolve(feedLimits[name]),
    })
  }
  await server.stop()
}
