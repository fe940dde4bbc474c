import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anOrganization, aQrCode } from '../../db/testing.ts'
import { storeArrivals } from '../intake/store.ts'
import { anArrival, aProxy, through, until } from '../intake/testing.ts'
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
import { follow } from './testing.ts'

const query = `subscription ($after: String) { scanFeed(after: $after) { cursor gap scans { id qrCode { id } } } }`

let server: TestServer
beforeAll(async () => {
  server = await aServer()
})
afterAll(() => server.stop())

async function aTenant() {
  const organization = await anOrganization(server.database)
  const { id: codeId } = await aQrCode(server.database, organization)
  return { id: organization.organizationId, codeId }
}

async function store(tenant: { id: string; codeId: string }, count: number, over = server) {
  const batch = Array.from({ length: count }, () => anArrival(tenant.id, tenant.codeId))
  await storeArrivals(over.app.scanRoad.db, batch)
}

async function inOrderStored(organizationId: string): Promise<string[]> {
  const { rows } = await server.database.admin.query<{ id: string }>(
    'select id from qr_scan_events where organization_id = $1 order by xid, id',
    [organizationId],
  )
  return rows.map(({ id }) => id)
}

/** Ends the connection that listens, from the outside; resolves when it is gone. */
async function killListener(): Promise<void> {
  const { admin } = server.database
  const listeners = `select pid from pg_stat_activity
    where datname = current_database() and application_name = 'outbound-impact listener'`
  await until(async () => Boolean((await admin.query(listeners)).rowCount))
  const { rows } = await admin.query<{ pid: number }>(listeners)
  for (const { pid } of rows) await admin.query('select pg_terminate_backend($1, 2000)', [pid])
}

describe('A feed that is interrupted', () => {
  it('brings every scan exactly once and in order through twenty reconnects', async () => {
    const tenant = await aTenant()
    const count = 300
    const feed = await follow(server, tenant.id)
    let cursor = feed.cursor()
    await feed.close()
    // Three writers at once, so that transactions overlap and commit in any order.
    const writing = Promise.all(
      [1, 2, 3].map(async () => {
        for (let i = 0; i < count / 3; i += 2) {
          await store(tenant, 2)
          await delay(5 * Math.random())
        }
      }),
    )
    const seen: string[] = []
    for (let round = 0; round < 20; round++) {
      const part = await follow(server, tenant.id, cursor)
      await until(() => part.ids().length >= 5 || seen.length + part.ids().length >= count)
      await part.close()
      expect(part.gaps()).toBe(0)
      seen.push(...part.ids())
      cursor = part.cursor()
    }
    await writing
    const last = await follow(server, tenant.id, cursor)
    await until(() => seen.length + last.ids().length >= count)
    expect([...seen, ...last.ids()]).toEqual(await inOrderStored(tenant.id))
    await last.close()
  })

  it('is whole when two servers store and both deliver', async () => {
    const tenant = await aTenant()
    const second = await aServer({}, server.database)
    const feeds = [await follow(server, tenant.id), await follow(second, tenant.id)]
    for (let i = 0; i < 20; i++)
      await Promise.all([store(tenant, 3), store(tenant, 2, second), store(tenant, 1)])
    await until(() => feeds.every((feed) => feed.ids().length >= 120))
    const stored = await inOrderStored(tenant.id)
    for (const feed of feeds) expect(feed.ids()).toEqual(stored)
    // A client may go on where it was at the other server.
    const moved = await follow(second, tenant.id, feeds[0]?.batches[0]?.cursor)
    await until(() => moved.ids().length >= 120)
    expect(moved.ids()).toEqual(stored)
    for (const feed of [...feeds, moved]) await feed.close()
    await second.stop()
  })

  it('recovers from a killed listener, and brings what was stored meanwhile', async () => {
    const tenant = await aTenant()
    const feed = await follow(server, tenant.id)
    for (let round = 0; round < 5; round++) {
      await killListener()
      await store(tenant, 2)
    }
    await until(() => feed.ids().length >= 10)
    expect(feed.ids()).toEqual(await inOrderStored(tenant.id))
    await feed.close()
  })

  it('recovers when all its connections are ended again and again', async () => {
    const tenant = await aTenant()
    const feed = await follow(server, tenant.id)
    for (let round = 0; round < 10; round++) {
      await server.database.admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and usename = 'oi_app'`,
      )
      await store(tenant, 3)
    }
    await until(() => feed.ids().length >= 30)
    expect(feed.ids()).toEqual(await inOrderStored(tenant.id))
    expect(feed.gaps()).toBe(0)
    await feed.close()
  })

  it('wakes everybody when a batch names more organizations than a notice can hold', async () => {
    const { admin, adminUrl } = server.database
    const last = await aTenant()
    await admin.query(
      `insert into organizations (id, name, email, plan_id)
       select gen_random_uuid(), 'Many', 'many@example.test', plan_id from organizations, generate_series(1, 220) where id = $1`,
      [last.id],
    )
    await admin.query(
      `insert into qr_codes (organization_id, id, slug, name, target_url)
       select id, gen_random_uuid(), 'none', 'Code', 'https://example.com/' from organizations where name = 'Many'`,
    )
    const { rows } = await admin.query<{ organization_id: string; id: string }>(
      `select organization_id, id from qr_codes where slug = 'none'`,
    )
    const listener = new pg.Client({ connectionString: adminUrl })
    await listener.connect()
    const notices: string[] = []
    listener.on('notification', ({ payload }) => notices.push(payload ?? ''))
    await listener.query('listen scan_stored')
    const feed = await follow(server, last.id)
    const batch = rows.map((row) => anArrival(row.organization_id, row.id))
    await storeArrivals(server.app.scanRoad.db, [...batch, anArrival(last.id, last.codeId)])
    await until(() => feed.ids().length === 1 && notices.length === 1)
    expect(notices).toEqual(['*'])
    await storeArrivals(server.app.scanRoad.db, [
      anArrival(last.id, last.codeId),
      ...batch.slice(0, 2),
    ])
    await until(() => notices.length === 2)
    // What was there already is news to nobody.
    expect(notices[1]).toBe(last.id)
    await listener.end()
    await feed.close()
  })

  it('asks ever less often while a transaction elsewhere stays open', async () => {
    const tenant = await aTenant()
    const feed = await follow(server, tenant.id)
    const open = await server.database.admin.connect()
    await open.query('begin')
    await open.query('select pg_current_xact_id()')
    await store(tenant, 1)
    let reads = 0
    const { connect } = server.app.pools.oi_app
    Object.assign(server.app.pools.oi_app, {
      connect(...given: Parameters<typeof connect>) {
        reads += 1
        return connect.apply(this, given)
      },
    })
    await delay(1_500)
    Object.assign(server.app.pools.oi_app, { connect })
    expect(feed.ids()).toEqual([])
    expect(reads).toBeLessThan(20)
    await open.query('commit')
    open.release()
    await until(() => feed.ids().length === 1)
    await feed.close()
  })

  it('goes on after its database was silent, though no connection was ever closed', async () => {
    const proxy = await aProxy(server.database.adminUrl)
    const far = await aServer({}, through(proxy, server.database))
    const tenant = await aTenant()
    const feed = await follow(far, tenant.id)
    proxy.mode('silent')
    await store(tenant, 3)
    await delay(1_500)
    expect(feed.ids()).toEqual([])
    proxy.mode('open')
    await until(() => feed.ids().length >= 3)
    expect(feed.ids()).toEqual(await inOrderStored(tenant.id))
    // Cut at last, so that stopping does not wait for the silent ones (api/http/health.test.ts has that).
    await proxy.close()
    await far.stop()
  })
})

describe('Feeds of several organizations', () => {
  it('never show each other a scan: five tenants, three subscribers each, random scans and listener kills', async () => {
    const tenants: { member: Member; slug: string; codeId: string }[] = []
    for (let i = 0; i < 5; i++) {
      const member = await signUp(server)
      const { slug, id } = await createCode(server, member)
      tenants.push({ member, slug, codeId: id })
    }
    const feeds = tenants.flatMap(({ member }) =>
      [1, 2, 3].map(() => subscribe(server.url, query, {}, member.token)),
    )
    await Promise.all(feeds.map((feed) => feed.until((results) => results.length > 0)))
    for (let i = 0; i < 150; i += 10) {
      if (i % 50 === 0) await killListener()
      await Promise.all(
        Array.from({ length: 10 }, (_, j) => {
          const tenant = tenants[Math.floor(Math.random() * tenants.length)]
          return scan(server, tenant?.slug ?? '', { 'user-agent': `${iphone} ${i + j}` })
        }),
      )
    }
    for (const [i, feed] of feeds.entries()) {
      const tenant = tenants[Math.floor(i / 3)]
      const own = await inOrderStored(tenant?.member.organizationId ?? '')
      type Shown = { id: string; qrCode: { id: string } }
      const shown = (): Shown[] => feed.results.flatMap(({ data }) => data.scanFeed.scans)
      await feed.until(() => shown().length >= own.length)
      expect(shown().map(({ id }) => id)).toEqual(own)
      expect(shown().every(({ qrCode }) => qrCode.id === tenant?.codeId)).toBe(true)
      await feed.close()
    }
  })
})
