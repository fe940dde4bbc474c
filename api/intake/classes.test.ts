import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scanDb } from '../../db/connections.ts'
import { visitorHash } from '../hits/visitor.ts'
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
import { localDate, Salts } from './salts.ts'

// Two servers on one database: what one has seen of a visitor the other knows.
const trusted = { TRUSTED_PROXIES: '127.0.0.0/8,::1/128,10.0.0.0/8' }
let server: TestServer
let second: TestServer
let bare: TestServer
let member: Member
let other: Member
beforeAll(async () => {
  server = await aServer(trusted)
  second = await aServer(trusted, server.database)
  bare = await aServer({}, server.database)
  member = await signUp(server)
  other = await signUp(server)
  for (const each of [member, other]) await setPlan(server, each, 3)
})
afterAll(async () => {
  await second.stop()
  await bare.stop()
  await server.stop()
})

type Row = Record<string, string | null> & { visitor_hash: Buffer; scanned_at: Date }
async function hits(codeId: string): Promise<Row[]> {
  const { rows } = await server.database.admin.query(
    'select * from qr_scan_events where qr_code_id = $1 order by id',
    [codeId],
  )
  return rows
}

const verdicts = async (codeId: string) =>
  (await hits(codeId)).map(({ classification, reason }) => [classification, reason])

/** One hit on a code of its own; what became of it. */
async function hitOf(headers: Record<string, string>, query = '', on = server): Promise<Row> {
  const { id, slug } = await createCode(server, member)
  expect((await scan(on, slug + query, headers)).status).toBe(302)
  const rows = await hits(id)
  expect(rows).toHaveLength(1)
  return rows[0] as Row
}

describe('A hit', () => {
  it('of a machine is served and not counted as a person', async () => {
    const cases: [Record<string, string>, string, string | null][] = [
      [{ 'sec-purpose': 'prefetch;prerender' }, 'PREFETCH', 'prefetch'],
      [{ purpose: 'prefetch' }, 'PREFETCH', 'prefetch'],
      [{ 'x-moz': 'prefetch' }, 'PREFETCH', 'prefetch'],
      [{ 'user-agent': 'WhatsApp/2.23.20.0' }, 'PREVIEW', 'preview:whatsapp'],
      [{ 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' }, 'BOT', 'bot:ua'],
      [{ 'user-agent': 'curl/8.5.0' }, 'BOT', 'bot:ua'],
      [{ 'user-agent': '' }, 'BOT', 'bot:no_ua'],
      [{ 'user-agent': `Mozilla/5.0 ${'x'.repeat(600)}` }, 'BOT', 'bot:no_ua'],
      [{}, 'HUMAN', null],
    ]
    for (const [headers, classification, reason] of cases) {
      const hit = await hitOf(headers)
      expect(hit.classification, JSON.stringify(headers)).toBe(classification)
      if (reason !== 'preview:whatsapp') expect(hit.reason).toBe(reason)
    }
  })

  it('of the shared link and of whoever asks not to be counted is told apart', async () => {
    expect(await hitOf({}, '?l')).toMatchObject({ source: 'LINK', classification: 'HUMAN' })
    expect(await hitOf({})).toMatchObject({ source: 'QR' })
    const away = await hitOf({}, '?no-track')
    expect(away).toMatchObject({ classification: 'EXCLUDED', reason: 'excluded:no_track' })
  })

  it('from a network the organization excludes is kept and not counted', async () => {
    await server.database.admin.query(
      `update organizations set excluded_addresses = '{203.0.113.0/28,2001:db8:1::/48}' where id = $1`,
      [member.organizationId],
    )
    const excluded = { classification: 'EXCLUDED', reason: 'excluded:address' }
    expect(await hitOf({ 'x-forwarded-for': '203.0.113.9' })).toMatchObject(excluded)
    expect(await hitOf({ 'x-forwarded-for': '2001:db8:1:2::3' })).toMatchObject(excluded)
    expect(await hitOf({ 'x-forwarded-for': '::ffff:203.0.113.9' })).toMatchObject(excluded)
    const outside = await hitOf({ 'x-forwarded-for': '203.0.113.16' })
    expect(outside.classification).toBe('HUMAN')
  })

  it('is known by its city, and kept with its network only', async () => {
    expect(await hitOf({ 'x-forwarded-for': '8.8.8.8' })).toMatchObject({
      city: 'Mountain View',
      region: 'California',
      country: 'United States',
      country_code: 'US',
      ip_prefix: '8.8.8.0/24',
      os: 'iOS',
    })
  })

  it('comes from the first address no trusted proxy stands for, and never from what a stranger wrote', async () => {
    const from = async (on: TestServer, headers: Record<string, string>) =>
      (await hitOf(headers, '', on)).ip_prefix
    const own = ['127.0.0.0/24', '::/48']
    const spoofs = {
      'x-forwarded-for': '8.8.8.8',
      'true-client-ip': '8.8.8.8',
      'x-real-ip': '8.8.8.8',
      'cf-connecting-ip': '8.8.8.8',
      forwarded: 'for=8.8.8.8',
    }
    expect(own).toContain(await from(bare, spoofs))
    const { 'x-forwarded-for': _, ...others } = spoofs
    expect(own).toContain(await from(server, others))
    const chains = [
      '198.51.100.7',
      '198.51.100.7, 10.1.1.1',
      '8.8.8.8, 198.51.100.7, 10.1.1.1, 10.2.2.2',
      'garbage, 198.51.100.7:4711, 10.1.1.1,10.2.2.2 , 127.0.0.1',
    ]
    for (const chain of chains)
      expect(await from(server, { 'x-forwarded-for': chain }), chain).toBe('198.51.100.0/24')
  })

  it('within ten seconds of the same person is a repeat, at whichever server it arrives', async () => {
    const { id, slug } = await createCode(server, member)
    const headers = { 'x-forwarded-for': '198.51.100.20' }
    for (const on of [server, second, server, second]) await scan(on, slug, headers)
    await Promise.all(
      [server, second, server, second].map((on) =>
        scan(on, slug, { ...headers, 'user-agent': `${iphone} another` }),
      ),
    )
    const all = await verdicts(id)
    const repeat = ['DUPLICATE', 'duplicate']
    expect(all.slice(0, 4)).toEqual([['HUMAN', null], repeat, repeat, repeat])
    expect(all.slice(4).sort()).toEqual([repeat, repeat, repeat, ['HUMAN', null]])
  })

  it('beyond the thirtieth of one visitor in a minute is a machine, over all codes and servers', async () => {
    const codes = await Promise.all(Array.from({ length: 4 }, () => createCode(server, member)))
    // All within one minute of the clock.
    const left = 60_000 - (Date.now() % 60_000)
    if (left < 3_000) await new Promise((resolve) => setTimeout(resolve, left))
    const headers = { 'x-forwarded-for': '198.51.100.30' }
    for (const { slug } of codes) await scan(server, slug, headers)
    const sent = Array.from({ length: 36 }, (_, i) => {
      const on = i % 2 ? server : second
      return scan(on, codes[i % 4]?.slug ?? '', headers)
    })
    expect((await Promise.all(sent)).every(({ status }) => status === 302)).toBe(true)
    const all = (await Promise.all(codes.map(({ id }) => verdicts(id)))).flat()
    expect(all).toHaveLength(40)
    expect(all.filter(([, reason]) => reason === 'bot:rate')).toHaveLength(10)
    expect(all.filter(([, reason]) => reason === null)).toHaveLength(4)
  })

  it('has a visitor hash though the picture of its code was looked at first', async () => {
    const fresh = await signUp(second)
    const { id, slug } = await createCode(second, fresh)
    expect((await fetch(`${second.url}/q/${slug}.svg`)).status).toBe(200)
    await scan(second, slug)
    expect((await hits(id))[0]?.visitor_hash).toHaveLength(16)
  })

  it('is counted once in all: the classes together are the requests', async () => {
    const { id, slug } = await createCode(server, member)
    const agents = [
      iphone,
      'Googlebot/2.1',
      'Slackbot-LinkExpanding 1.0',
      '',
      'Mozilla/5.0 (Windows NT 10.0)',
    ]
    const methods = ['GET', 'HEAD', 'POST']
    const pick = <T>(list: readonly T[]) => list[Math.floor(Math.random() * list.length)] as T
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => {
        const headers = {
          'user-agent': pick(agents),
          'x-forwarded-for': `203.0.${Math.floor(Math.random() * 4)}.1`,
          ...(Math.random() < 0.1 ? { purpose: 'prefetch' } : {}),
        }
        return scan(
          pick([server, second]),
          `${slug}${pick(['', '?l', '?no-track'])}`,
          headers,
          pick(methods),
        )
      }),
    )
    expect(answers.every(({ status }) => status === 302 || status === 200)).toBe(true)
    const all = await hits(id)
    expect(all).toHaveLength(200)
    const human = all.filter(({ classification }) => classification === 'HUMAN')
    const count = async () => {
      const query = `query ($id: ID!) { qrCode(id: $id) { scanCount } }`
      return (await server.send(query, { id }, member)).data.qrCode.scanCount
    }
    await expect.poll(count, { timeout: 5_000 }).toBe(human.length)
  })
})

describe('A visitor', () => {
  it('is another to each organization, and the same to the codes of one', async () => {
    const codes = [
      await createCode(server, member),
      await createCode(server, member),
      await createCode(server, other),
    ]
    for (const { slug } of codes) await scan(server, slug, { 'x-forwarded-for': '198.51.100.40' })
    const [a, b, c] = (await Promise.all(codes.map(({ id }) => hits(id)))).map(
      ([row]) => row?.visitor_hash.toString('hex') ?? '',
    )
    expect(a).toHaveLength(32)
    expect(b).toBe(a)
    expect(c).not.toBe(a)
  })

  it('is another from the midnight of the organization on, in whatever zone it is', async () => {
    const salts = new Salts(scanDb(server.database.pools))
    const zones: [string, string][] = [
      ['Europe/Amsterdam', '2026-03-28T23:00:00Z'],
      ['Asia/Kathmandu', '2026-05-04T18:15:00Z'],
      ['America/New_York', '2026-11-02T05:00:00Z'],
    ]
    for (const [zone, midnight] of zones) {
      const at = Date.parse(midnight)
      const [before, after] = [at - 60_000, at + 60_000]
      expect(localDate(before, zone)).not.toBe(localDate(after, zone))
      await salts.prepare(member.organizationId, zone, before)
      const hash = (moment: number) => {
        const salt = salts.visitor(member.organizationId, zone, moment)
        // Tomorrow's is at hand today: midnight needs no database.
        expect(salt).toHaveLength(16)
        return visitorHash(salt as Buffer, '198.51.100.40', iphone).toString('hex')
      }
      expect(hash(before)).not.toBe(hash(after))
      expect(hash(before - 3_600_000)).toBe(hash(before))
      expect(hash(after + 3_600_000)).toBe(hash(after))
    }
  })

  it('has the same salt in every process, and none is kept in memory that the keeper destroys', async () => {
    const db = scanDb(server.database.pools)
    const [one, two] = [new Salts(db), new Salts(db)]
    const now = Date.now()
    await Promise.all([one, two].map((each) => each.prepare(member.organizationId, 'UTC', now)))
    const of = (salts: Salts, moment: number) => salts.visitor(member.organizationId, 'UTC', moment)
    expect(of(one, now)).toEqual(of(two, now))
    expect(one.person(now)).toEqual(two.person(now))
    await one.prepare(member.organizationId, 'UTC', now + 3 * 86_400_000)
    expect([of(one, now), one.person(now)]).toEqual([undefined, undefined])
  })

  it('leaves its address in no table, and its user agent in none but its own hit', async () => {
    const canary = '93.184.216.177'
    const agent = `${iphone} CanaryPhone`
    const headers = { 'x-forwarded-for': canary, 'user-agent': agent }
    const { id, slug } = await createCode(server, member)
    await scan(server, slug, headers)
    await scan(server, 'Unknown1', headers)
    await server.database.admin.query(`update qr_codes set status = 'PAUSED' where id = $1`, [id])
    server.app.scanRoad.slugs.forget(slug)
    await scan(server, slug, headers, 'POST')
    await server.send('query { me { id } }', {}, { headers, token: 'none' })
    const { rows: tables } = await server.database.admin.query(
      `select table_name as name from information_schema.tables where table_schema = 'app' and table_type = 'BASE TABLE'`,
    )
    const packed = canary
      .split('.')
      .map((part) => Number(part).toString(16).padStart(2, '0'))
      .join('')
    for (const { name } of tables) {
      const { rows } = await server.database.admin.query(
        `select t::text as text from app.${name} t`,
      )
      const text = rows.map((row) => row.text).join('\n')
      expect(text, name).not.toContain(canary)
      expect(text, name).not.toContain(Buffer.from(canary).toString('hex'))
      expect(text, name).not.toMatch(new RegExp(`\\b${packed}\\b`))
      if (!name.startsWith('qr_scan_events')) expect(text, name).not.toContain('CanaryPhone')
    }
  })
})
