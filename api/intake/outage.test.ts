import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { aDatabase, type TestDatabase } from '../../db/testing.ts'
import { follow } from '../feed/testing.ts'
import {
  aServer,
  createCode,
  iphone,
  type Member,
  scan,
  setPlan,
  signUp,
  type TestServer,
} from '../testing.ts'
import { aProxy, type DatabaseProxy, through, until } from './testing.ts'

let database: TestDatabase
let proxy: DatabaseProxy
let server: TestServer
let member: Member
beforeAll(async () => {
  database = await aDatabase()
  proxy = await aProxy(database.adminUrl)
  server = await aServer({ TRUSTED_PROXIES: '127.0.0.0/8,::1/128' }, through(proxy, database))
  member = await signUp(server)
  await setPlan(server, member, 3)
})
afterEach(() => {
  proxy.mode('open')
  vi.useRealTimers()
})
afterAll(async () => {
  await server.stop()
  await proxy.close()
  await database.drop()
})

type Acknowledged = { status: number; scanId: string; ms: number }

/** A scan by POST, which is told the id it was kept under; each of another visitor. */
async function post(slug: string, visitor: number): Promise<Acknowledged> {
  const start = performance.now()
  const headers = {
    'user-agent': `${iphone} ${visitor}`,
    'x-forwarded-for': `198.51.100.${visitor % 250}`,
  }
  const response = await scan(server, slug, headers, 'POST')
  const body = response.status === 200 ? await response.json() : {}
  return { status: response.status, scanId: body.scanId, ms: performance.now() - start }
}

const rounds = (count: number, work: (i: number) => Promise<Acknowledged>) =>
  Promise.all(Array.from({ length: count }, (_, i) => work(i)))

async function storedIds(codeId: string): Promise<string[]> {
  const { rows } = await database.admin.query<{ id: string }>(
    'select id from qr_scan_events where qr_code_id = $1 order by id',
    [codeId],
  )
  return rows.map(({ id }) => id)
}

const sortedIds = (answers: readonly Acknowledged[]) => answers.map((each) => each.scanId).sort()

describe('While the database is away', () => {
  it('codes that are known redirect, unknown ones are asked to come again, and the feed brings all later', async () => {
    const [known, unknown] = [await createCode(server, member), await createCode(server, member)]
    await post(known.slug, 0)
    const feed = await follow(server, member.organizationId)
    proxy.mode('closed')
    const answers = await rounds(200, (i) => post(known.slug, i + 1))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    const [redirect, lost] = [
      await scan(server, known.slug, { 'user-agent': `${iphone} seen` }),
      await scan(server, unknown.slug),
    ]
    expect([redirect.status, redirect.headers.get('location')]).toEqual([
      302,
      'https://example.com/menu',
    ])
    expect([lost.status, lost.headers.get('retry-after')]).toEqual([503, '2'])
    expect(await storedIds(known.id)).toHaveLength(1)

    proxy.mode('open')
    await until(async () => (await storedIds(known.id)).length === 202)
    const ids = new Set(await storedIds(known.id))
    expect(answers.every(({ scanId }) => ids.has(scanId))).toBe(true)
    await until(() => feed.ids().length >= 201)
    expect(new Set(feed.ids()).size).toBe(201)
    expect(feed.ids()).toHaveLength(201)
    // The times are those of the scans: they lie before those of their storing.
    const { rows } = await database.admin.query(
      `select count(*) from qr_scan_events where qr_code_id = $1 and scanned_at < now() - interval '300 ms'`,
      [known.id],
    )
    expect(rows[0].count).toBeGreaterThan(0)
    await until(async () => (await scan(server, unknown.slug)).status === 302)
    await feed.close()
  })

  it('nothing on the disk tells an address', async () => {
    const code = await createCode(server, member)
    await post(code.slug, 0)
    proxy.mode('closed')
    await scan(server, code.slug, { 'x-forwarded-for': '203.0.113.177' }, 'POST')
    const folder = join(server.config.dataDir, 'spool')
    const text = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'))
    expect(text.join('')).toContain('203.0.113.0/24')
    expect(text.join('')).not.toContain('203.0.113.177')
  })

  it('a change of a code is seen at once when it is back, and what is known has no age until then', async () => {
    const code = await createCode(server, member)
    await post(code.slug, 0)
    proxy.mode('closed')
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })
    expect((await post(code.slug, 1)).status).toBe(200)
    vi.useRealTimers()
    proxy.mode('open')
    await until(async () => (await storedIds(code.id)).length === 2)
    await database.admin.query(`update qr_codes set status = 'PAUSED' where id = $1`, [code.id])
    await database.admin.query(`select pg_notify('qr_code_changed', $1)`, [code.slug])
    await until(async () => (await post(code.slug, 2)).status === 410)
  })

  it('nothing acknowledged is lost or doubled while it comes and goes under load', async () => {
    const code = await createCode(server, member)
    const acknowledged: Acknowledged[] = []
    let isOver = false
    const load = Promise.all(
      Array.from({ length: 16 }, async (_, worker) => {
        for (let i = 0; !isOver; i++) acknowledged.push(await post(code.slug, worker + 16 * i))
      }),
    )
    for (let round = 0; round < 4; round++) {
      await new Promise((resolve) => setTimeout(resolve, 300))
      proxy.mode('closed')
      await new Promise((resolve) => setTimeout(resolve, 300))
      proxy.mode('open')
    }
    isOver = true
    await load
    const kept = acknowledged.filter(({ status }) => status === 200)
    expect(kept.length).toBe(acknowledged.length)
    await until(async () => (await storedIds(code.id)).length >= kept.length)
    expect(await storedIds(code.id)).toEqual(sortedIds(kept))
  })

  it('a database that says nothing keeps nobody waiting, however old what is known is', async () => {
    const [known, unknown] = [await createCode(server, member), await createCode(server, member)]
    await post(known.slug, 0)
    proxy.mode('silent')
    const first = await rounds(20, (i) => post(known.slug, i + 1))
    const later = await rounds(20, (i) => post(known.slug, i + 50))
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 120_000 })
    const aged = await rounds(20, (i) => post(known.slug, i + 100))
    const again = await rounds(20, (i) => post(known.slug, i + 150))
    vi.useRealTimers()
    const start = performance.now()
    const lost = await scan(server, unknown.slug)
    expect([lost.status, lost.headers.get('retry-after')]).toEqual([503, '2'])
    expect(performance.now() - start).toBeLessThan(4_000)

    const all = [...first, ...later, ...aged, ...again]
    expect(all.every(({ status }) => status === 200)).toBe(true)
    const longest = (answers: Acknowledged[]) => Math.max(...answers.map(({ ms }) => ms))
    // The first find out; whoever comes after them does not wait for it again.
    expect(longest(first)).toBeLessThan(4_000)
    expect(longest(later)).toBeLessThan(1_000)
    expect(longest([...aged, ...again])).toBeLessThan(1_500)

    proxy.mode('open')
    await until(async () => (await storedIds(known.id)).length === 81, 30_000)
    expect((await storedIds(known.id)).slice(1)).toEqual(sortedIds(all))
  })
})
