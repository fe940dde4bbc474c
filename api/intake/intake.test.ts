import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openPools, type ScanDb, scanDb } from '../../db/connections.ts'
import {
  aDatabase,
  anOrganization,
  aQrCode,
  type TestDatabase,
  type TestOrganization,
  testSecret,
} from '../../db/testing.ts'
import { Intake } from './intake.ts'
import { Spool } from './spool.ts'
import { type Arrival, storeArrivals } from './store.ts'
import { anArrival, aProxy, until } from './testing.ts'

let database: TestDatabase
let organization: TestOrganization
let codeId: string
let db: ScanDb
let dataDir: string
let intake: Intake
beforeAll(async () => {
  database = await aDatabase()
  organization = await anOrganization(database)
  codeId = (await aQrCode(database, organization)).id
  db = scanDb(database.pools)
})
afterAll(() => database.drop())
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'oi-intake-'))
  intake = new Intake(db, await Spool.open(dataDir))
})
afterEach(async () => {
  await intake.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const aHit = (changes: Partial<Arrival> = {}) =>
  anArrival(organization.organizationId, codeId, changes)
const some = (count: number) => Array.from({ length: count }, () => aHit())
const idsOf = (batch: readonly Arrival[]) => batch.map(({ id }) => id).sort()

async function storedOf(batch: readonly Arrival[]) {
  const { rows } = await database.admin.query<{
    id: string
    xid: string
    at: string
    classification: string
  }>(
    `select id, xid::text, to_char(scanned_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, classification
     from qr_scan_events where id = any($1) order by id`,
    [batch.map(({ id }) => id)],
  )
  return rows
}

describe('The intake', () => {
  it('stores each of many hits once, with many to a commit', async () => {
    const batch = some(1_500)
    await Promise.all(batch.map((each) => intake.push(each)))
    const rows = await storedOf(batch)
    expect(rows.map(({ id }) => id)).toEqual(idsOf(batch))
    expect(new Set(rows.map(({ xid }) => xid)).size).toBeLessThan(10)
    expect(rows.map(({ at }) => at)).toEqual(
      batch.sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ scanned_at }) => scanned_at),
    )
  })

  it('stores nothing twice, however often the same hits are sent', async () => {
    const batch = some(50)
    expect(await storeArrivals(db, batch)).toBe(50)
    for (let i = 0; i < 5; i++) expect(await storeArrivals(db, batch)).toBe(0)
    await Promise.all([...batch, ...batch].map((each) => intake.push(each)))
    // Twice in one batch is once, too.
    const [twice] = some(1)
    await Promise.all([intake.push(twice as Arrival), intake.push(twice as Arrival)])
    expect(await storedOf([...batch, twice as Arrival])).toHaveLength(51)
    const { rows } = await database.admin.query(
      'select count(*) from scan_persons where scan_id = any($1)',
      [batch.map(({ id }) => id)],
    )
    expect(rows[0].count).toBe(50)
  })

  it('sets one bad hit aside and commits the others of its batch', async () => {
    const poisons: Partial<Arrival>[] = [
      { qr_code_id: organization.organizationId },
      { organization_id: codeId },
      { user_agent: 'a\0b' },
      { ip_prefix: '203.0.113.7/24' },
      { scanned_at: 'yesterday-ish' },
      { scanned_at: '1999-01-01T00:00:00.000Z' },
      { person_key: '\\x00' },
      { classifier_version: 1_000_000 },
    ]
    for (const poison of poisons) {
      const bad = aHit(poison)
      const good = some(49)
      const batch = [...good.slice(0, 30), bad, ...good.slice(30)]
      await Promise.all(batch.map((each) => intake.push(each)))
      expect(idsOf(good)).toEqual((await storedOf(good)).map(({ id }) => id))
      const { rows } = await database.admin.query('select * from scan_rejects where id = $1', [
        bad.id,
      ])
      expect(rows, JSON.stringify(poison)).toHaveLength(1)
      expect(rows[0].organization_id).toBe(bad.organization_id)
      expect(rows[0].error).not.toBe('')
      for (const name of ['user_agent', 'visitor_hash', 'person_key'])
        expect(rows[0].hit).not.toHaveProperty(name)
    }
  })

  it('remembers the last minute and the last ten seconds of a visitor over batches', async () => {
    const visitor_hash = `\\x${'5a'.repeat(16)}`
    const start = Math.ceil(Date.now() / 60_000) * 60_000
    const at = (seconds: number) =>
      aHit({ visitor_hash, scanned_at: new Date(start + seconds * 1_000).toISOString() })
    const hits = [at(0), at(10), at(20.001), at(20.002), at(31)]
    for (const hit of hits) await storeArrivals(db, [hit])
    expect((await storedOf(hits)).map(({ classification }) => classification)).toEqual([
      'HUMAN',
      'DUPLICATE',
      'HUMAN',
      'DUPLICATE',
      'HUMAN',
    ])
    const more = Array.from({ length: 30 }, (_, i) => at(32 + i / 10))
    await storeArrivals(db, more)
    const classes = (await storedOf(more)).map(({ classification }) => classification)
    expect(classes.filter((each) => each === 'BOT')).toHaveLength(5)
    const [next] = [at(71)]
    await storeArrivals(db, [next as Arrival])
    expect((await storedOf([next as Arrival]))[0]?.classification).toBe('HUMAN')
  })

  it('keeps apart two visitors, two codes and two organizations', async () => {
    const other = await anOrganization(database)
    const [otherCode, secondCode] = [
      await aQrCode(database, other),
      await aQrCode(database, organization),
    ]
    const visitor_hash = `\\x${'77'.repeat(16)}`
    const hits = [
      aHit({ visitor_hash }),
      aHit({ visitor_hash, qr_code_id: secondCode.id }),
      anArrival(other.organizationId, otherCode.id, { visitor_hash }),
      aHit({ visitor_hash: `\\x${'78'.repeat(16)}` }),
      aHit({ visitor_hash: null }),
      aHit({ visitor_hash: null }),
    ]
    await storeArrivals(db, hits)
    expect((await storedOf(hits)).every((row) => row.classification === 'HUMAN')).toBe(true)
  })
})

describe('The intake while the database is away', () => {
  it('keeps hits on disk, and stores each once when it is back, with the same id and time', async () => {
    const proxy = await aProxy(database.adminUrl)
    const pools = openPools(proxy.url, testSecret)
    const spool = await Spool.open(dataDir)
    const far = new Intake(scanDb(pools), spool)
    const [before, during, poisoned, after] = [some(5), some(200), aHit({ city: '\0' }), some(5)]
    await Promise.all(before.map((each) => far.push(each)))
    proxy.mode('closed')
    await Promise.all([...during, poisoned].map((each) => far.push(each)))
    expect(await storedOf(during)).toEqual([])
    expect(spool.size()).toBeGreaterThan(0)
    proxy.mode('open')
    await until(async () => spool.size() === 0 && (await storedOf(during)).length === 200)
    for (const each of after) await far.push(each)
    const all = [...before, ...during, ...after].sort((a, b) => (a.id < b.id ? -1 : 1))
    expect((await storedOf(all)).map(({ id, at }) => [id, at])).toEqual(
      all.map(({ id, scanned_at }) => [id, scanned_at]),
    )
    await far.stop()
    await pools.end()
    await proxy.close()
  })

  it('leaves none behind on disk that came at the very moment of the return', async () => {
    const proxy = await aProxy(database.adminUrl)
    const pools = openPools(proxy.url, testSecret)
    const spool = await Spool.open(dataDir)
    const far = new Intake(scanDb(pools), spool)
    for (let round = 0; round < 2; round++) {
      const batch = some(400)
      proxy.mode('closed')
      await far.push(aHit())
      setTimeout(() => proxy.mode('open'), 300)
      // One after the other, until the return is past.
      for (const each of batch) {
        await far.push(each)
        await new Promise((resolve) => setTimeout(resolve, 4))
      }
      await until(async () => spool.size() === 0)
      expect(await storedOf(batch)).toHaveLength(400)
    }
    await far.stop()
    await pools.end()
    await proxy.close()
  })

  it('takes up what was left as soon as the database answers, when it starts before it', async () => {
    const left = some(30)
    const spool = await Spool.open(dataDir)
    await spool.append(left)
    const proxy = await aProxy(database.adminUrl)
    proxy.mode('closed')
    const pools = openPools(proxy.url, testSecret)
    const far = new Intake(scanDb(pools), spool)
    await far.start()
    expect(await storedOf(left)).toEqual([])
    proxy.mode('open')
    // Nobody scans meanwhile.
    await until(async () => (await storedOf(left)).length === 30)
    expect(spool.size()).toBe(0)
    await far.stop()
    await pools.end()
    await proxy.close()
  })

  it('loses and doubles nothing when connections are ended all the time', async () => {
    const batch = some(1_200)
    let isOver = false
    const storm = (async () => {
      while (!isOver) {
        await database.admin.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and usename = 'oi_scan'`,
        )
        await new Promise((resolve) => setTimeout(resolve, 15))
      }
    })()
    for (let i = 0; i < batch.length; i += 20) {
      await Promise.all(batch.slice(i, i + 20).map((each) => intake.push(each)))
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    isOver = true
    await storm
    await until(async () => (await storedOf(batch)).length === batch.length)
    expect((await storedOf(batch)).map(({ id }) => id)).toEqual(idsOf(batch))
  })
})

describe('The intake while the database refuses', () => {
  it('keeps hits of a month that is not there yet until it is made', async () => {
    const hit = aHit({ scanned_at: '2051-03-15T12:00:00.000Z' })
    await intake.push(hit)
    const spooled = join(dataDir, 'spool')
    expect(readdirSync(spooled)).toHaveLength(1)
    await database.admin.query(`select app.make_scan_partitions('2051-03-01', 1)`)
    await until(async () => (await storedOf([hit])).length === 1)
    await until(() => readdirSync(spooled).length === 0)
    const { rows } = await database.admin.query('select * from scan_rejects where id = $1', [
      hit.id,
    ])
    expect(rows).toEqual([])
  })

  it('sets a file aside that it refuses again and again, and goes on with the others', async () => {
    const [refused, others] = [aHit({ city: 'Refused' }), some(3)]
    await database.admin.query(`
      create function app.refuse() returns trigger language plpgsql as
        $$ begin raise exception 'no' using errcode = 'XX000'; end $$;
      create trigger refuse before insert on app.qr_scan_events
        for each row when (new.city = 'Refused') execute function app.refuse()`)
    const errors: unknown[] = []
    const spool = await Spool.open(dataDir)
    const own = new Intake(db, spool, { onError: (error) => errors.push(error) })
    await own.push(refused)
    for (const each of others) await own.push(each)
    await until(() => spool.size() === 0)
    await database.admin.query('drop trigger refuse on app.qr_scan_events')
    expect(readdirSync(join(dataDir, 'spool'))).toEqual([
      expect.stringMatching(/\.waiting\.quarantined$/),
    ])
    // The first failure, and the setting aside.
    expect(errors).toHaveLength(2)
    const next = aHit()
    await own.push(next)
    expect(await storedOf([next])).toHaveLength(1)
    await own.stop()
  })

  it('tells hits it rejected from those it could not store', async () => {
    const [rejected, errors]: [number[], unknown[]] = [[], []]
    const own = new Intake(db, await Spool.open(dataDir), {
      onRejected: (count) => rejected.push(count),
      onError: (error) => errors.push(error),
    })
    await own.push(aHit({ city: '\0' }))
    expect([rejected, errors]).toEqual([[1], []])
    await own.stop()
  })
})
