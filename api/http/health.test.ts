import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aDatabase, type TestDatabase } from '../../db/testing.ts'
import { aProxy, type DatabaseProxy, through, until } from '../intake/testing.ts'
import { aServer, createCode, iphone, scan, signUp, type TestServer } from '../testing.ts'

let database: TestDatabase
let proxy: DatabaseProxy
let server: TestServer
beforeAll(async () => {
  database = await aDatabase()
  proxy = await aProxy(database.adminUrl)
  server = await aServer({}, through(proxy, database))
})
afterAll(async () => {
  await server.stop()
  await proxy.close()
  await database.drop()
})

const get = (path: string, options: RequestInit = {}, on = server) =>
  fetch(`${on.url}${path}`, { redirect: 'manual', ...options })

/** What a server says to these bytes, until it ends the connection or falls silent. */
async function sayTo(bytes: string, on = server, silence = 500): Promise<string> {
  const { port } = new URL(on.url)
  const socket = connect(Number(port), '127.0.0.1')
  let answer = ''
  const over = new Promise<void>((resolve) => {
    socket.on('close', resolve)
    socket.on('error', () => resolve())
    socket.setTimeout(silence, () => resolve())
  })
  socket.on('data', (text) => {
    answer += text
  })
  socket.write(bytes)
  await over
  socket.destroy()
  return answer
}

describe('Health', () => {
  it('is told: alive, and ready while the database answers and its migrations are current', async () => {
    expect(await (await get('/healthz')).text()).toBe('ok\n')
    const ready = await get('/readyz')
    expect([ready.status, ready.headers.get('cache-control')]).toEqual([200, 'no-store'])

    const { rows } = await database.admin.query(
      'delete from oi_migrations.applied where name = (select max(name) from oi_migrations.applied) returning *',
    )
    const pending = await get('/readyz')
    expect([pending.status, await pending.text()]).toEqual([
      503,
      `migrations are pending: ${rows[0].name}\n`,
    ])
    await database.admin.query(
      'insert into oi_migrations.applied (name, checksum) values ($1, $2)',
      [rows[0].name, rows[0].checksum],
    )
    expect((await get('/readyz')).status).toBe(200)
  })

  it('is not ready while the database is away, and alive all the same', async () => {
    proxy.mode('closed')
    const away = await get('/readyz')
    expect([away.status, await away.text()]).toEqual([503, 'the database does not answer\n'])
    expect((await get('/healthz')).status).toBe(200)
    proxy.mode('open')
    await until(async () => (await get('/readyz')).status === 200)
  })

  it('says so within a bounded time, too, when the database says nothing at all', async () => {
    proxy.mode('silent')
    const start = performance.now()
    expect((await get('/readyz')).status).toBe(503)
    expect(performance.now() - start).toBeLessThan(10_000)
    proxy.mode('open')
    await until(async () => (await get('/readyz')).status === 200)
  })

  it('shows its metrics to this machine and to trusted proxies, to nobody behind them', async () => {
    const metrics = await get('/metrics')
    expect(metrics.status).toBe(200)
    expect(await metrics.text()).toMatch(/oi_http_requests_total\{.*road="health".*\} \d/)
    const forwarded = { headers: { 'x-forwarded-for': '203.0.113.7' } }
    expect((await get('/metrics', forwarded)).status).toBe(403)
    expect((await get('/metrics', { headers: { 'x-forwarded-for': '127.0.0.1' } })).status).toBe(
      403,
    )
    const behind = await aServer({ TRUSTED_PROXIES: '127.0.0.0/8,::1/128' }, database)
    expect((await get('/metrics', forwarded, behind)).status).toBe(403)
    expect((await get('/metrics', {}, behind)).status).toBe(200)
    await behind.stop()
  })
})

describe('An address', () => {
  it('that belongs to the server and means nothing is answered in JSON, never with a page', async () => {
    const paths = [
      '/graphql/',
      '/graphql/x',
      '/admin/nothing',
      '/admin/graphql/x',
      '/uploads',
      '/uploads/x',
      '/q/',
      '/q/Unknown1.svg',
      '/q/Unknown1.exe',
      '/exports/none',
    ]
    for (const path of paths) {
      const response = await get(path)
      expect(response.status, path).toBeGreaterThanOrEqual(400)
      expect(response.status, path).toBeLessThan(500)
      expect(response.headers.get('content-type'), path).toMatch(/^application\/json/)
      const { errors } = await response.json()
      expect(errors[0].extensions.code, path).toMatch(/^[A-Z_]+$/)
    }
  })

  it('that belongs to nobody is the page of the dashboard, and a missing file is missing', async () => {
    const isBuilt = (await get('/')).status === 200
    for (const path of ['/', '/codes', '/admin', '/exports', '/a/b/c?d=e']) {
      const page = await get(path)
      expect(page.headers.get('content-type'), path).toMatch(isBuilt ? /^text\/html/ : /json/)
      if (isBuilt)
        expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
      const mailed = await fetch(`${server.url}/invite`)
      expect(mailed.headers.get('referrer-policy')).toBe('no-referrer')
    }
    expect((await get('/assets/none.js')).status).toBe(404)
    expect((await get('/codes', { method: 'POST' })).status).toBe(405)
    expect((await get('/q/Unknown1.svg', { method: 'POST' })).status).toBe(405)
  })

  it('that cannot be read is refused, and the server goes on', async () => {
    for (const path of [
      '//',
      'http://[',
      '/\\',
      '/%',
      '/..%2f..%2fetc/passwd',
      '/a\u00ff',
      '*',
      '/../../package.json',
    ]) {
      const answer = await sayTo(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
      expect(answer, path).toMatch(/^HTTP\/1\.1 [234]\d\d /)
      expect(answer, path).not.toMatch(/root:x:|"dependencies"/)
    }
    for (const bytes of [
      '\r\n\r\n\r\n',
      'GET\r\n\r\n',
      '\u0016\u0003\u0001',
      `GET / HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
    ]) {
      expect(await sayTo(bytes)).not.toMatch(/^HTTP\/1\.1 (2|5)/)
    }
    expect((await get('/healthz')).status).toBe(200)
  })

  it('is answered though the body is too large, announced or not', async () => {
    const headers = { 'content-type': 'application/json' }
    const announced = await get('/graphql', {
      method: 'POST',
      headers,
      body: 'x'.repeat(5_000_000),
    })
    expect([announced.status, (await announced.json()).errors[0].extensions.code]).toEqual([
      413,
      'INVALID',
    ])
    async function* pieces() {
      for (let i = 0; i < 50; i++) yield Buffer.alloc(50_000, 'x')
    }
    const streamed = await get('/graphql', {
      method: 'POST',
      headers,
      body: Readable.from(pieces()),
      duplex: 'half',
    } as unknown as RequestInit)
    expect(streamed.status).toBe(413)
  })
})

describe('A server that stops', () => {
  it('answers every request it has taken, and then no more, within seconds', async () => {
    const stopping = await aServer({}, database)
    const owner = await signUp(stopping)
    const { id, slug } = await createCode(stopping, owner)
    const answered: number[] = []
    let cut = 0
    let isStopped = false
    const load = Promise.all(
      Array.from({ length: 12 }, async (_, worker) => {
        for (let i = 0; !isStopped; i++) {
          try {
            const headers = { 'user-agent': `${iphone} ${worker} ${i}` }
            answered.push((await scan(stopping, slug, headers)).status)
          } catch {
            cut += 1
            await delay(5)
          }
        }
      }),
    )
    await delay(300)
    // One that is half-way through its body when the stop comes.
    const { port } = new URL(stopping.url)
    const slow = connect(Number(port), '127.0.0.1')
    let said = ''
    slow.on('data', (text) => {
      said += text
    })
    slow.on('error', () => {})
    slow.write(
      `POST /s/${slug} HTTP/1.1\r\nHost: x\r\nUser-Agent: ${iphone}\r\nContent-Length: 2\r\n\r\n{`,
    )
    await delay(50)
    const start = performance.now()
    const stopped = stopping.stop()
    await delay(300)
    slow.write('}')
    await stopped
    isStopped = true
    await load
    expect(performance.now() - start).toBeLessThan(8_000)
    expect(said).toMatch(/^HTTP\/1\.1 200/)
    expect(answered.every((status) => status === 302)).toBe(true)
    expect(cut).toBeGreaterThan(0)
    // Nothing that was stored went unanswered.
    const { rows } = await database.admin.query(
      'select count(*) from qr_scan_events where qr_code_id = $1',
      [id],
    )
    expect(rows[0].count).toBe(answered.length + 1)
  })
})
