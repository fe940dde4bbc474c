import { phones } from '../db/seed/programs.ts'
import { type Pressed, press, requestOf } from './load.ts'
import { largestOf, must, type Served, type World } from './world.ts'

/** Different visitors with different phones scan all codes of the largest organization. */
export async function scansOf(world: World, count: number, method = 'GET'): Promise<Buffer[]> {
  const { rows } = await world.admin.query<{ slug: string }>(
    `select slug from qr_codes where organization_id = $1 and status = 'ACTIVE' and deleted_at is null
       and upload_id is null and coalesce(expires_at > now(), true) order by id limit $2`,
    [await largestOf(world), codes],
  )
  const start = Math.floor(Math.random() * 2 ** 23)
  return Array.from({ length: count }, (_, index) => {
    const visitor = start + index
    return requestOf(method, `/s/${rows[index % rows.length]?.slug}`, {
      'user-agent': phones[index % phones.length]?.userAgent ?? '',
      'x-forwarded-for': `${11 + ((visitor >> 16) & 127)}.${(visitor >> 8) & 255}.${visitor & 255}.${1 + (index % 250)}`,
    })
  })
}

/** How many different codes they scan. */
const codes = 200

/** Every code once, by one: a server knows the codes that are scanned, and reads few unknown ones at a time. */
export async function warm(served: Served, requests: readonly Buffer[]): Promise<number> {
  const { port } = served
  const until = { answers: Math.min(codes, requests.length) }
  return (await press({ port, connections: 1, requests, until, check: isRedirect })).answers
}

export function isRedirect(answer: string): void {
  must(answer.startsWith('HTTP/1.1 302'), `not a redirect: ${answer.slice(0, 200)}`)
}

/** How many hits the largest organization has. */
async function countHits(world: World): Promise<number> {
  const { rows } = await world.admin.query<{ count: number }>(
    'select count(*)::int from qr_scan_events where organization_id = $1',
    [await largestOf(world)],
  )
  return rows[0]?.count ?? 0
}

/** P1: redirects whose scan is committed before they are answered. */
export async function redirects(world: World): Promise<void> {
  const requests = await scansOf(world, world.amount(50_000, 40))
  const [ours, bare] = [await world.serve('server.ts'), await world.serve('node-http.ts')]
  const ms = world.amount(2_000, 0)
  const ask = ({ port }: Served, connections: number): Promise<Pressed> => {
    const until = ms > 0 ? { ms } : { answers: 40 }
    return press({ port, connections, requests, until, check: isRedirect })
  }
  const before = await countHits(world)
  let answered = await warm(ours, requests)
  const count = (pressed: Pressed) => {
    answered += pressed.answers
    return pressed
  }
  for (const connections of [8, 64, 256]) {
    await world.compare({
      claim: `P1 durable redirects, ${connections} connections (a second)`,
      reference: 'bare node:http 302',
      ...{ goal: 0.5, better: 'higher' },
      ours: async () => count(await ask(ours, connections)).perSecond,
      theirs: async () => (await ask(bare, connections)).perSecond,
    })
  }
  const stored = (await countHits(world)) - before
  must(stored === answered, `${answered} were answered, ${stored} are stored`)
  await bare.stop()

  const early = await world.serve('server.ts', 'early')
  await warm(early, requests)
  await world.compare({
    claim: 'P1 durable redirects, 64 connections, p99 (ms)',
    reference: 'the same server answering before the commit',
    ...{ goal: 1.5, better: 'lower' },
    ours: async () => (await ask(ours, 64)).p99,
    theirs: async () => (await ask(early, 64)).p99,
  })
  await Promise.all([ours.stop(), early.stop()])
}
