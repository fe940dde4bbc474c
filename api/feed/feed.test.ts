import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../intake/testing.ts'
import {
  aServer,
  createCode,
  iphone,
  type Member,
  scan,
  signUp,
  subscribe,
  type TestServer,
} from '../testing.ts'
import { encodeCursor } from './cursor.ts'
import { aTenant, follow, store } from './testing.ts'

const query = `subscription ($after: String, $filter: ScanFilter) {
  scanFeed(after: $after, filter: $filter) { cursor gap scans { id scannedAt classification qrCode { id name } } }
}`

let server: TestServer
let member: Member
beforeAll(async () => {
  server = await aServer()
  member = await signUp(server)
})
afterAll(() => server.stop())

describe('The live feed', () => {
  it('starts with an empty batch that holds the cursor, and shows a scan within a second', async () => {
    const code = await createCode(server, member)
    const feed = subscribe(server.url, query, {}, member.token)
    await feed.until((results) => results.length === 1)
    expect(feed.results[0].data.scanFeed).toMatchObject({ gap: false, scans: [] })
    expect(feed.results[0].data.scanFeed.cursor).not.toBe('')

    const delays: number[] = []
    for (let i = 0; i < 15; i++) {
      const headers = { 'user-agent': `${iphone} ${i}` }
      expect((await scan(server, code.slug, headers)).status).toBe(302)
      const answered = performance.now()
      await feed.until((results) => results.length === i + 2)
      delays.push(performance.now() - answered)
    }
    const [shown] = feed.results[1].data.scanFeed.scans
    expect(shown).toMatchObject({ classification: 'HUMAN', qrCode: { id: code.id } })
    // The middle one: were notices lost, each would wait for the safety net, half a second on average.
    expect(delays.sort((a, b) => a - b)[7]).toBeLessThan(400)
    await feed.close()
  })

  it('shows people unless it is asked for other classes, and only the codes asked for', async () => {
    const [code, other] = [await createCode(server, member), await createCode(server, member)]
    const people = await follow(server, member.organizationId)
    const bots = await follow(server, member.organizationId, null, {
      classifications: ['BOT', 'HEAD'],
    })
    const one = await follow(server, member.organizationId, null, { qrCodeIds: [code.id] })
    await scan(server, code.slug, { 'user-agent': 'Googlebot/2.1' })
    await scan(server, code.slug, {}, 'HEAD')
    await scan(server, other.slug, { 'user-agent': `${iphone} other` })
    await scan(server, code.slug, { 'user-agent': `${iphone} one` })
    await until(() => people.ids().length >= 2 && bots.ids().length >= 2 && one.ids().length >= 1)
    expect(people.ids()).toHaveLength(2)
    expect(bots.ids()).toHaveLength(2)
    expect(one.ids()).toEqual([people.ids()[1]])
    for (const each of [people, bots, one]) await each.close()
  })

  it('refuses a filter that cannot be', async () => {
    const wrong = [
      { qrCodeIds: ['none'] },
      { from: '2026-02-01T00:00:00Z', to: '2026-01-01T00:00:00Z' },
      { countryCodes: Array.from({ length: 101 }, () => 'NL') },
    ]
    for (const filter of wrong) {
      const feed = subscribe(server.url, query, { filter }, member.token)
      await until(() => feed.end() !== null || feed.results.length > 0)
      const errors = feed.results[0]?.errors ?? feed.end()
      expect(errors).toMatchObject([{ extensions: { code: 'INVALID' } }])
      await feed.close()
    }
  })

  it('loses nothing and repeats nothing when a client resumes after the server restarted', async () => {
    const tenant = await aTenant(server)
    const before = await aServer({}, server.database)
    const first = await follow(before, tenant.id)
    const seen = await store(before, tenant, 3)
    await until(() => first.ids().length === 3)
    const cursor = first.cursor()
    await before.stop()

    const missed = [...(await store(server, tenant, 4)), ...(await store(server, tenant, 300))]
    const after = await aServer({}, server.database)
    const second = await follow(after, tenant.id, cursor)
    const fresh = await store(after, tenant, 2)
    await until(() => second.ids().length >= 306)
    expect(first.ids()).toEqual(seen)
    expect(second.ids()).toEqual([...missed, ...fresh])
    expect(second.gaps()).toBe(0)
    await after.stop()
  })

  it('loses nothing when an older transaction commits after a younger one', async () => {
    const tenant = await aTenant(server)
    const feed = await follow(server, tenant.id)
    const [older, younger] = [
      await server.database.admin.connect(),
      await server.database.admin.connect(),
    ]
    const insert = `insert into qr_scan_events (organization_id, id, scanned_at, qr_code_id, classification,
      classifier_version, source, outcome, method) values ($1, $2, now(), $3, 'HUMAN', 1, 'QR', 'REDIRECTED', 'GET')`
    const ids = [uuidv7(), uuidv7()]
    await older.query('begin')
    await older.query('select pg_current_xact_id()')
    await younger.query('begin')
    await younger.query(insert, [tenant.id, ids[1], tenant.codeId])
    await younger.query('commit')
    server.app.feed.hear('*')
    // Both are asked for once more: the younger one alone must not have moved the stream past the older.
    const resumed = await follow(server, tenant.id, feed.cursor())
    await older.query(insert, [tenant.id, ids[0], tenant.codeId])
    await older.query('commit')
    older.release()
    younger.release()
    await until(() => feed.ids().length === 2 && resumed.ids().length === 2)
    expect(feed.ids()).toEqual(ids)
    expect(resumed.ids()).toEqual(ids)
    await feed.close()
    await resumed.close()
  })

  it('answers a cursor it cannot continue from with one gap and the newest cursor', async () => {
    const tenant = await aTenant(server)
    const [head] = await follow(server, tenant.id).then(async (feed) => {
      await feed.close()
      return feed.batches
    })
    const [version, epoch = '', xid = '', id = ''] = Buffer.from(head?.cursor ?? '', 'base64url')
      .toString()
      .split('.')
    const position = { xid, id }
    const day = 86_400_000
    const made = (...parts: unknown[]) => Buffer.from(parts.join('.')).toString('base64url')
    const cursors = [
      '',
      'garbage',
      '\u0000\uffff🙂',
      'x'.repeat(10_000),
      made(version, epoch, xid, id),
      made(2, epoch, xid, id, Date.now()),
      made(version, epoch, '99999999999999999999', id, Date.now()),
      // Of a future that was undone by putting an older copy of the files back.
      made(version, epoch, BigInt(xid) + 1_000_000n, id, Date.now()),
      made(version, epoch, '9999999999999999999', id, Date.now()),
      made(version, epoch, xid, '-'.repeat(36), Date.now()),
      made(version, epoch, `${xid}; select 1`, id, Date.now()),
      encodeCursor(position, 'elsewhere', Date.now()),
      encodeCursor(position, epoch, Date.now() - day - 1_000),
      encodeCursor(position, epoch, Date.now() + 3_600_000),
    ]
    for (const cursor of cursors) {
      const feed = await follow(server, tenant.id, cursor)
      expect(feed.batches[0], cursor).toMatchObject({ gap: true, scans: [] })
      const [id] = await store(server, tenant, 1)
      await until(() => feed.ids().length > 0)
      expect(feed.ids()).toEqual([id])
      expect(feed.gaps()).toBe(1)
      await feed.close()
      const resumed = await follow(server, tenant.id, feed.batches[0]?.cursor)
      await until(() => resumed.ids().length > 0)
      expect(resumed.ids()).toEqual([id])
      await resumed.close()
    }
  })

  it('goes on from a cursor another organization was given without showing anything of it', async () => {
    const [a, b] = [await aTenant(server), await aTenant(server)]
    const feedA = await follow(server, a.id)
    const feedB = await follow(server, b.id, feedA.cursor())
    await store(server, a, 5)
    const own = await store(server, b, 2)
    await until(() => feedA.ids().length === 5 && feedB.ids().length >= 2)
    expect(feedB.ids()).toEqual(own)
    await feedA.close()
    await feedB.close()
  })

  it('forgets a subscriber at once when it leaves, though nobody ever scans', async () => {
    const tenant = await aTenant(server)
    const before = server.app.feed.size
    const feeds = await Promise.all([1, 2, 3].map(() => follow(server, tenant.id)))
    expect(server.app.feed.size).toBe(before + 3)
    for (const feed of feeds) await feed.close()
    expect(server.app.feed.size).toBe(before)
  })

  it('serves one who joins at the moment the last other leaves', async () => {
    const tenant = await aTenant(server)
    for (let round = 0; round < 20; round++) {
      const leaving = await follow(server, tenant.id)
      const joining = follow(server, tenant.id)
      if (round % 2) await Promise.resolve()
      const [joined] = await Promise.all([joining, leaving.close()])
      const [id] = await store(server, tenant, 1)
      await until(() => joined.ids().length > 0, 5_000)
      expect(joined.ids()).toEqual([id])
      await joined.close()
    }
  })
})
