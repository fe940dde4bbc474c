import { press, requestOf } from './load.ts'
import { tokensOf } from './members.ts'
import { largestOf, must, type Served, type World } from './world.ts'

const query = `query List { organization { qrCodes(first: 20) {
  nodes { id name slug status targetUrl createdAt } pageInfo { hasNextPage endCursor } } } }`

/** P3: a member's list of twenty by GraphQL, token checked, limits on, under row security. */
export async function lists(world: World): Promise<void> {
  const organizationId = await largestOf(world)
  const [token = ''] = await tokensOf(world, organizationId, 1)
  const [ours, bare] = [
    await world.serve('server.ts'),
    await world.serve('bare-list.ts', organizationId),
  ]
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const requests = [requestOf('POST', '/graphql', headers, JSON.stringify({ query }))]
  const { rows } = await world.admin.query<{ count: number }>(
    'select least(20, count(*))::int as count from qr_codes where organization_id = $1 and deleted_at is null',
    [organizationId],
  )
  const expected = rows[0]?.count
  const check = (answer: string) => {
    const found = answer.match(/"slug":/g)?.length
    must(
      found === expected && !answer.includes('"errors"'),
      `not the list: ${answer.slice(0, 400)}`,
    )
  }
  const ms = world.amount(2_000, 0)
  const until = ms > 0 ? { ms } : { answers: 10 }
  const ask = async ({ port }: Served) =>
    (await press({ port, connections: 16, requests, until, check })).perSecond
  await world.compare({
    claim: 'P3 a list of 20 by GraphQL under row security (a second)',
    reference: 'bare node:http and pg without row security',
    ...{ goal: 0.6, better: 'higher' },
    ours: () => ask(ours),
    theirs: () => ask(bare),
  })
  await Promise.all([ours.stop(), bare.stop()])
}
