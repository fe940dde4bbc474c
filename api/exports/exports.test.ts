import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  addColleague,
  aServer,
  createCampaign,
  createCode,
  type Member,
  scan,
  type TestServer,
} from '../testing.ts'
import { allCounted, anExporter, csvOf, requested } from './testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await aServer({ TRUSTED_PROXIES: '127.0.0.0/8,::1/128' })
})
afterAll(() => server.stop())

const admin = (text: string, values: unknown[] = []) => server.database.admin.query(text, values)

const anOwner = (timezone?: string) => anExporter(server, timezone)
const request = (member: Member, dataset: string, more: object = {}) =>
  requested(server, member, { dataset, ...more })

const fileOf = (member: Member, dataset: string, more: object = {}) =>
  csvOf(server, member, { dataset, ...more })

describe('The CSV of', () => {
  it('QR_CODES has a heading and a row a code, newest first, without the deleted ones', async () => {
    const me = await anOwner('Asia/Kathmandu')
    const [first, second, third] = [
      await createCode(server, me, { name: 'First', location: 'Door' }),
      await createCode(server, me, { name: 'Sec"ond,\nline' }),
      await createCode(server, me, { name: 'Third' }),
    ]
    await server.send('mutation ($id: ID!) { deleteQrCode(id: $id) }', { id: third.id }, me)
    const [heading, ...rows] = await fileOf(me, 'QR_CODES')
    expect(heading).toEqual([
      ...['name', 'slug', 'scan_url', 'target_url', 'location', 'status', 'scans'],
      ...['last_scanned_at', 'created_at', 'created_by', 'expires_at', 'campaign', 'id'],
    ])
    expect(rows.map((row) => row[0])).toEqual(['Sec"ond, line', 'First'])
    expect(rows[1]?.slice(1, 7)).toEqual([
      ...[first.slug, first.scanUrl, 'https://example.com/menu', 'Door', 'ACTIVE', '0'],
    ])
    expect(rows[0]?.at(-1)).toBe(second.id)
    // The organization's zone, with its offset.
    expect(rows[0]?.[8]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+05:45$/)
  })

  it('CAMPAIGNS has a row a campaign with what it is today, its codes and their scans', async () => {
    const me = await anOwner()
    const { id } = await createCampaign(server, me, {
      ...{ name: '=Spring', status: 'ACTIVE', startDate: '2020-03-01', endDate: '2020-03-31' },
    })
    await createCampaign(server, me, { name: 'Bare' })
    const { slug, id: code } = await createCode(server, me, { campaignId: id })
    await createCode(server, me, { campaignId: id })
    await scan(server, slug, { 'x-forwarded-for': '8.8.8.8' })
    await server.send('mutation ($id: ID!) { deleteQrCode(id: $id) }', { id: code }, me)
    await allCounted(server, me)
    const [heading, ...rows] = await fileOf(me, 'CAMPAIGNS')
    expect(heading).toEqual([
      ...['name', 'description', 'status', 'start_date', 'end_date', 'qr_codes', 'scans'],
      ...['last_scanned_at', 'created_at', 'created_by', 'id'],
    ])
    expect(rows.map((row) => row.slice(0, 7))).toEqual([
      ['Bare', '', 'DRAFT', '', '', '0', '0'],
      ["'=Spring", '', 'ENDED', '2020-03-01', '2020-03-31', '1', '1'],
    ])
    const codes = await fileOf(me, 'QR_CODES')
    expect(codes[1]?.at(-2)).toBe("'=Spring")
  })

  it('ACTIVITY has what was done, and the times of the zone that was asked for', async () => {
    const me = await anOwner()
    await createCode(server, me)
    const [heading, ...rows] = await fileOf(me, 'ACTIVITY', { timezone: 'America/St_Johns' })
    expect(heading).toEqual(['at', 'member', 'action', 'entity_type', 'entity_id', 'metadata'])
    expect(rows.map((row) => row[2]).slice(-2)).toEqual(['QR_CODE_CREATED', 'ORGANIZATION_CREATED'])
    for (const row of rows) expect(row[0]).toMatch(/-0[23]:30$/)
  })

  it('QR_SCANS has people only, and TEAM the members', async () => {
    const me = await anOwner()
    const { slug } = await createCode(server, me)
    await scan(server, slug, { 'x-forwarded-for': '8.8.8.8' })
    await scan(server, slug, { 'user-agent': 'curl/8', 'x-forwarded-for': '8.8.4.4' })
    const [heading, ...scans] = await fileOf(me, 'QR_SCANS')
    expect(heading?.slice(0, 5)).toEqual(['scanned_at', 'qr_code', 'slug', 'source', 'outcome'])
    expect(scans).toHaveLength(1)
    expect(scans[0]?.slice(1, 5)).toEqual(['Window sticker', slug, 'QR', 'REDIRECTED'])
    await addColleague(server, me, 'VIEWER')
    const [, ...team] = await fileOf(me, 'TEAM')
    expect(team.map((row) => [row[1], row[2], row[3]])[0]).toEqual([me.email, 'OWNER', 'ACTIVE'])
    expect(team).toHaveLength(2)
  })

  it('a range has what happened in it', async () => {
    const me = await anOwner()
    const { id } = await createCode(server, me, { name: 'Old' })
    await createCode(server, me, { name: 'New' })
    await admin(`update qr_codes set created_at = '2020-05-05T12:00:00Z' where id = $1`, [id])
    const names = async (more: object) =>
      (await fileOf(me, 'QR_CODES', more)).slice(1).map((row) => row[0])
    expect(await names({ days: 7 })).toEqual(['New'])
    expect(await names({ from: '2020-05-05T12:00:00Z', to: '2020-05-05T12:00:01Z' })).toEqual([
      'Old',
    ])
    expect(await names({ to: '2020-05-05T12:00:00Z' })).toEqual([])
    expect(await names({ from: '0001-01-01T00:00:00Z', to: '9999-12-31T23:59:59Z' })).toEqual([
      'New',
      'Old',
    ])
  })
})

const live = /^[=+\-@\t\r\n＝＋－＠]/
const neutral = (text: string) => (/^'*[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text)

describe('A text that a spreadsheet would run', () => {
  it('is neutralised in every column of free text, and all others come back as they were', async () => {
    const me = await anOwner()
    const starts = ['', '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', "'", '"', ',']
    const text = fc
      .tuple(fc.constantFrom(...starts), fc.string({ unit: 'binary', maxLength: 40 }))
      .map(([start, rest]) => `${start}${rest}x`.replaceAll('\0', ''))
    const texts = fc.sample(text, 300)
    await admin(
      `with given as (select n, text from unnest($2::text[]) with ordinality as given (text, n)),
       slugs as (insert into qr_slugs (slug, organization_id, qr_code_id)
         select 'T' || lpad(n::text, 9, '0'), $1, gen_random_uuid() from given returning slug, qr_code_id)
       insert into qr_codes (organization_id, id, slug, name, target_url, location)
       select $1, qr_code_id, slug, text, text, text from slugs join given on slug = 'T' || lpad(n::text, 9, '0')`,
      [me.organizationId, texts],
    )
    const [, ...rows] = await fileOf(me, 'QR_CODES')
    expect(rows).toHaveLength(300)
    const bySlug = new Map(rows.map((row) => [row[1], row]))
    for (const [n, given] of texts.entries()) {
      const row = bySlug.get(`T${String(n + 1).padStart(9, '0')}`) ?? []
      expect([row[0], row[3], row[4]]).toEqual(Array(3).fill(neutral(given)))
    }
    for (const cell of rows.flat()) expect(cell).not.toMatch(live)
  })

  it('is neutralised wherever else it may have come from', async () => {
    const me = await anOwner()
    const { slug, id } = await createCode(server, me)
    await scan(server, slug, { 'x-forwarded-for': '8.8.8.8' })
    const evil = '=HYPERLINK("http://evil.example")'
    const columns = [
      'city',
      'region',
      'country',
      'country_code',
      'device_type',
      'os',
      'browser',
      'referrer',
    ]
    await admin(
      `update qr_scan_events set ${columns.map((column) => `${column} = $2`).join(', ')} where qr_code_id = $1`,
      [id, evil],
    )
    await admin('update members set name = $2, email = $2 where organization_id = $1', [
      me.organizationId,
      evil,
    ])
    await admin(
      'update activity_log set member_name = $2, entity_type = $2 where organization_id = $1',
      [me.organizationId, evil],
    )
    for (const dataset of ['QR_SCANS', 'TEAM', 'ACTIVITY', 'QR_CODES']) {
      const cells = (await fileOf(me, dataset)).flat()
      expect(
        cells.filter((cell) => live.test(cell)),
        dataset,
      ).toEqual([])
      expect(cells).toContain(`'${evil}`)
    }
  })
})

describe('A download', () => {
  it('is named, marked and kept: the second has the bytes of the first, whatever changed since', async () => {
    const me = await anOwner()
    const { id: code } = await createCode(server, me, { name: 'Before' })
    const { id, url, fileName } = await request(me, 'QR_CODES')
    expect(fileName).toMatch(/^qr_codes_export_\d{4}-\d\d-\d\d\.csv$/)
    const first = await fetch(url)
    expect(first.headers.get('content-disposition')).toContain(`filename="${fileName}"`)
    expect(first.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(first.headers.get('cache-control')).toBe('private, no-store')
    const bytes = Buffer.from(await first.arrayBuffer())
    await server.send(
      'mutation ($id: ID!) { updateQrCode(id: $id, input: { name: "After" }) { id } }',
      { id: code },
      me,
    )
    const second = Buffer.from(await (await fetch(url)).arrayBuffer())
    expect(second.equals(bytes)).toBe(true)
    const { data } = await server.send(
      'query ($id: ID!) { export(id: $id) { status rowCount sizeBytes sha256 } }',
      { id },
      me,
    )
    expect(data.export).toEqual({
      status: 'READY',
      rowCount: 1,
      sizeBytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })
  })

  it('that is asked for many times at once before the first has ended gives all the same', async () => {
    const me = await anOwner()
    for (let n = 0; n < 5; n += 1) await createCode(server, me)
    const { url } = await request(me, 'QR_CODES')
    const files = await Promise.all(
      Array.from({ length: 6 }, async () => (await fetch(url)).text()),
    )
    expect(new Set(files).size).toBe(1)
    await vi.waitFor(() => expect(leftovers()).toEqual([]))
  })

  it('works with the access token instead of the link, and as HEAD, but not as POST', async () => {
    const me = await anOwner()
    const { id } = await request(me, 'TEAM')
    const headers = { authorization: `Bearer ${me.token}` }
    const path = `${server.url}/exports/${id}`
    expect((await fetch(path, { headers })).status).toBe(200)
    const head = await fetch(path, { headers, method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect((await fetch(path, { headers, method: 'POST' })).status).toBe(405)
  })

  it('whose reader leaves in the middle gives its connection back and leaves no file', async () => {
    const me = await anOwner()
    await admin(
      `insert into activity_log (organization_id, id, action, entity_type, metadata)
       select $1, gen_random_uuid(), 'FILLED', 'x', jsonb_build_object('text', repeat('x', 450))
       from generate_series(1, 40000)`,
      [me.organizationId],
    )
    const { id, url } = await request(me, 'ACTIVITY')
    for (let n = 0; n < 6; n += 1) await leave(url)
    const { oi_export: pool } = server.app.pools
    await vi.waitFor(
      () => expect(pool.totalCount - pool.idleCount + pool.waitingCount).toBe(0),
      10_000,
    )
    await vi.waitFor(async () => {
      const { rows } = await admin(
        `select count(*)::int as busy from pg_stat_activity
         where datname = current_database() and usename = 'oi_export' and state <> 'idle'`,
      )
      expect(rows).toEqual([{ busy: 0 }])
      expect(leftovers()).toEqual([])
    }, 10_000)
    const { data } = await server.send(
      'query ($id: ID!) { export(id: $id) { status sha256 } }',
      { id },
      me,
    )
    expect(data.export).toEqual({ status: 'QUEUED', sha256: null })
    // And the next reader gets all of it.
    expect((await (await fetch(url)).text()).split('\n').length).toBeGreaterThan(40_000)
  }, 60_000)
})

/** Reads the first piece and hangs up. */
function leave(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = get(url, (response) => {
      response.once('data', () => {
        response.destroy()
        resolve()
      })
    })
    outgoing.on('error', reject)
  })
}

function leftovers(): string[] {
  return readdirSync(join(server.config.dataDir, 'export-drafts'))
}
