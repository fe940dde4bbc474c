import { setTimeout as delay } from 'node:timers/promises'
import { memoryOf } from './fan-out.ts'
import { press, requestOf } from './load.ts'
import { isRedirect, scansOf, warm } from './redirects.ts'
import { must, type World } from './world.ts'

/** P12: from exec to the first answer on a migrated database; resident memory, idle and under redirects. */
export async function starting(world: World): Promise<void> {
  const requests = await scansOf(world, world.amount(20_000, 10))
  const health = [requestOf('GET', '/healthz')]
  const check = (answer: string) => must(answer.startsWith('HTTP/1.1 200'), answer.slice(0, 100))
  let [idle, busy] = [0, 0]
  const start = async () => {
    const begun = performance.now()
    const server = await world.serve('server.ts')
    const until = { answers: 1 }
    await press({ port: server.port, connections: 1, requests: health, until, check })
    const took = performance.now() - begun
    if (idle === 0) {
      await delay(world.amount(3_000, 10))
      idle = memoryOf(server)
      await warm(server, requests)
      const how = world.amount(5_000, 0)
      await press({
        ...{ port: server.port, connections: 64, requests, check: isRedirect },
        until: how > 0 ? { ms: how } : { answers: 10 },
      })
      busy = memoryOf(server)
    }
    await server.stop()
    return took
  }
  await world.compare({
    claim: 'P12 from exec to the first answer (ms)',
    reference: '1,000 ms',
    ...{ goal: 1, better: 'lower' },
    ours: start,
    theirs: () => Promise.resolve(1_000),
  })
  const memory = [
    { what: 'idle', limit: 100, used: () => idle },
    { what: 'after five seconds of P1', limit: 250, used: () => busy },
  ]
  for (const { what, limit, used } of memory) {
    await world.compare({
      claim: `P12 resident memory, ${what} (MB)`,
      reference: `${limit} MB`,
      ...{ goal: 1, better: 'lower' },
      ours: () => Promise.resolve(used()),
      theirs: () => Promise.resolve(limit),
    })
  }
}
