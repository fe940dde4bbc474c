import { auditServer } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aServer, type TestServer } from '../testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await aServer()
})
afterAll(() => server.stop())

describe('GraphQL over HTTP', () => {
  it('is spoken as its specification says: every MUST, and nearly every SHOULD', async () => {
    const results = await auditServer({
      url: `${server.url}/graphql`,
      // GET needs the header that tells our own pages from others'.
      fetchFn: (url: string, init: RequestInit = {}) =>
        fetch(url, { ...init, headers: { ...init.headers, 'x-graphql-yoga-csrf': '1' } }),
    })
    expect(results.length).toBeGreaterThan(55)
    const bad = results.filter(({ status }) => status !== 'ok')
    const lines = bad.map((result) =>
      'reason' in result ? `${result.status} ${result.name}: ${result.reason}` : result.name,
    )
    expect(lines).toEqual([])
  })
})
