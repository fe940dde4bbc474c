import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withTenant } from '../../db/connections.ts'
import { anOrganization } from '../../db/testing.ts'
import { queueMail } from '../journal/mail.ts'
import { aServer, type TestServer } from '../testing.ts'

let server: TestServer
let id: string
const evil = '</title><script>alert(1)</script><img src=x onerror=alert(2)>"\'`'
beforeAll(async () => {
  server = await aServer({ DEMO: '1', TRUSTED_PROXIES: '127.0.0.9/32' })
  const { organizationId } = await anOrganization(server.database)
  id = await withTenant(server.database.pools, { organizationId }, (db) =>
    queueMail(db, {
      organizationId,
      to: 'reader@example.test',
      name: evil,
      template: 'INVITATION',
      variables: {
        organizationName: evil,
        inviterName: 'Ada Lovelace',
        role: 'editor',
        url: 'http://localhost:4000/invite/t0ken',
        expiresAt: '2030-02-03T04:05:06Z',
      },
    }),
  )
})
afterAll(() => server.stop())

const get = (path: string, from: TestServer = server) => fetch(`${from.url}${path}`)

/** As fetch, with headers that fetch does not let one set. */
function ask(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url)
    const request = httpRequest({ hostname, port, path, headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    request.on('error', reject)
    request.end()
  })
}

describe('The outbox of a trial', () => {
  it('lists the mails and shows one as text and as a page', async () => {
    const list = await (await get('/outbox')).text()
    expect(list).toContain('Ada Lovelace invites you to')
    expect(list).toContain(`href="/outbox/${id}"`)
    const mail = await get(`/outbox/${id}`)
    expect(mail.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(mail.headers.get('cache-control')).toBe('no-store')
    const html = await mail.text()
    expect(html).toContain('http://localhost:4000/invite/t0ken')
    expect(html).toContain(`src="/outbox/${id}/page"`)
    const framed = await get(`/outbox/${id}/page`)
    expect(await framed.text()).toContain('href="http://localhost:4000/invite/t0ken"')
  })

  it('runs nothing that a name brings: no script is written, and none would be allowed', async () => {
    for (const path of ['/outbox', `/outbox/${id}`, `/outbox/${id}/page`]) {
      const answer = await get(path)
      const policy = answer.headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).not.toContain('script-src')
      expect(await answer.text()).not.toMatch(/<script|<img/)
    }
    const framed = await get(`/outbox/${id}/page`)
    expect(framed.headers.get('content-security-policy')).toMatch(/^sandbox allow-popups /)
    expect(framed.headers.get('content-security-policy')).not.toContain('allow-scripts')
  })

  it.each([
    `/outbox/00000000-0000-7000-8000-000000000000`,
    '/outbox/',
    '/outbox/x',
    `/outbox/00000000-0000-7000-8000-000000000000/page`,
    '/outbox/../outbox/x/page',
  ])('has nothing at %s', async (path) => {
    expect((await get(path)).status).toBe(404)
  })

  it('is opened by nobody but who sits at this machine', async () => {
    const hostname = new URL(server.url).host
    expect(await ask('/outbox', { host: hostname })).toBe(200)
    expect(await ask('/outbox', { host: 'localhost:4000' })).toBe(200)
    // A name that somebody else gave this machine.
    expect(await ask('/outbox', { host: 'rebound.example' })).toBe(404)
    expect(await ask('/outbox', { host: 'localhost.example' })).toBe(404)
    // Somebody behind a proxy, known or not.
    expect(await ask('/outbox', { 'x-forwarded-for': '203.0.113.7' })).toBe(404)
    expect(await ask('/outbox', { 'x-forwarded-for': '127.0.0.1' })).toBe(404)
    expect(await ask('/outbox', { forwarded: 'for=203.0.113.7' })).toBe(404)
  })

  it('is not there where mails are sent, or where the database is somebody else’s and no demo', async () => {
    const sends: Record<string, string> = { DEMO: '1', SMTP_URL: 'smtp://127.0.0.1:9' }
    for (const settings of [sends, { DEMO: '0' }]) {
      const other = await aServer(settings)
      try {
        expect((await get('/outbox', other)).status).toBe(404)
      } finally {
        await other.stop()
      }
    }
  })
})
