import { request } from 'node:http'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

const target = 'https://example.com/menu'

let server: TestServer
let member: Member
let code: { id: string; slug: string }
beforeAll(async () => {
  server = await aServer()
  member = await signUp(server)
  await setPlan(server, member, 3)
  code = await createCode(server, member)
})
afterAll(() => server.stop())

const admin = (text: string, values: unknown[] = []) => server.database.admin.query(text, values)

type Row = Record<string, string | null>
/** The newest hit of a code. */
async function newest(id = code.id): Promise<Row> {
  const { rows } = await admin(
    'select * from qr_scan_events where qr_code_id = $1 order by id desc limit 1',
    [id],
  )
  return rows[0]
}

async function codeIn(change: string): Promise<string> {
  const { id, slug } = await createCode(server, member)
  await admin(`update qr_codes set ${change} where id = $1`, [id])
  return slug
}

let visitor = 0
/** Somebody who has never been here. */
const stranger = () => ({ 'user-agent': `${iphone} ${++visitor}` })

describe('A scan of a code', () => {
  it('is redirected to the target, and nobody on the way may keep or index the answer', async () => {
    const response = await scan(server, code.slug, stranger())
    expect(response.status).toBe(302)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      location: target,
      'cache-control': 'private, no-store',
      'referrer-policy': 'no-referrer-when-downgrade',
      'x-robots-tag': 'noindex',
      'content-length': '0',
    })
    expect(response.headers.has('set-cookie')).toBe(false)
    expect(await newest()).toMatchObject({ classification: 'HUMAN', outcome: 'REDIRECTED' })
  })

  it('is answered in JSON when a page posts it, with the id it is kept under and the referrer it names', async () => {
    const response = await fetch(`${server.url}/s/${code.slug}`, {
      method: 'POST',
      headers: { ...stranger(), referer: 'https://landing.example/' },
      body: JSON.stringify({ referrer: 'https://NEWS.example/story?id=1' }),
    })
    expect(response.status).toBe(200)
    const answer = await response.json()
    expect(Object.keys(answer).sort()).toEqual(['scanId', 'targetUrl'])
    expect(answer.targetUrl).toBe(target)
    expect(await newest()).toMatchObject({
      id: answer.scanId,
      method: 'POST',
      classification: 'HUMAN',
      referrer: 'news.example',
    })
  })

  it('is redirected and kept whatever a post says', async () => {
    const bodies = ['', '{', 'null', '[]', '{"referrer":7}', '{"referrer":"javascript:alert(1)"}']
    for (const body of [...bodies, `{"referrer":"${'x'.repeat(3_000)}"}`, 'x'.repeat(300_000)]) {
      const response = await fetch(`${server.url}/s/${code.slug}`, {
        method: 'POST',
        headers: stranger(),
        body,
      })
      expect(response.status, body.slice(0, 40)).toBe(200)
      const { scanId } = await response.json()
      expect(await newest()).toMatchObject({ id: scanId, referrer: null })
    }
  })

  it('is answered by GET, HEAD and POST only', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const response = await scan(server, code.slug, stranger(), method)
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST'])
    }
    expect((await scan(server, code.slug, {}, 'HEAD')).headers.get('location')).toBe(target)
  })

  it('finds no code behind an unknown slug, and says so to a person and to a program', async () => {
    for (const slug of [
      'Unknown1',
      'x',
      '',
      'a/b',
      '%00%ff',
      'Ünïcode',
      "';drop--",
      'A'.repeat(5_000),
    ]) {
      const response = await scan(server, slug, stranger())
      expect(response.status, slug).toBe(404)
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(await response.text()).toContain('No code has this address')
      const posted = await scan(server, slug, stranger(), 'POST')
      expect([posted.status, (await posted.json()).code]).toEqual([404, 'NOT_FOUND'])
    }
    const { rows } = await admin('select distinct slug from orphan_hits')
    expect(rows.map(({ slug }) => slug)).toContain('Unknown1')
  })

  it('is told why a code does not redirect any more', async () => {
    const reasons: [string, string, string][] = [
      [`status = 'PAUSED'`, 'PAUSED', 'This code is paused'],
      [`expires_at = now() - interval '1 second'`, 'EXPIRED', 'This code has expired'],
      ['deleted_at = now()', 'DELETED', 'This code is no longer in use'],
      [`status = 'TAKEN_DOWN'`, 'TAKEN_DOWN', 'This code was taken down'],
      [`status = 'TAKEN_DOWN', deleted_at = now()`, 'DELETED', 'This code is no longer in use'],
    ]
    for (const [change, outcome, sentence] of reasons) {
      const slug = await codeIn(change)
      const response = await scan(server, slug, stranger())
      expect([response.status, response.headers.get('location')]).toEqual([410, null])
      expect(response.headers.get('cache-control')).toBe('private, no-store')
      expect(await response.text()).toContain(sentence)
      const posted = await scan(server, slug, stranger(), 'POST')
      expect([posted.status, await posted.json()]).toEqual([
        410,
        { code: outcome, message: sentence },
      ])
      const { rows } = await admin(
        'select outcome from qr_scan_events join qr_codes on qr_codes.id = qr_code_id where slug = $1',
        [slug],
      )
      expect(rows).toEqual([{ outcome }, { outcome }])
    }
  })

  it('expires at its moment, though it was remembered before', async () => {
    const slug = await codeIn(`expires_at = now() + interval '600 ms'`)
    expect((await scan(server, slug, stranger())).status).toBe(302)
    await expect.poll(async () => (await scan(server, slug, stranger())).status).toBe(410)
  })

  it('leads to the new target at once after a change, and to the same place for everybody', async () => {
    const { id, slug } = await createCode(server, member)
    for (let i = 0; i < 10; i++) {
      const [changed] = await Promise.all([
        server.send(
          'mutation ($id: ID!, $url: String!) { updateQrCode(id: $id, input: { targetUrl: $url }) { id } }',
          { id, url: `https://example.com/${i}` },
          member,
        ),
        // Reading it at the same moment must not bring the old one back.
        ...Array.from({ length: 5 }, () => scan(server, slug, stranger())),
      ])
      expect(changed.errors).toBeUndefined()
      const response = await scan(server, slug, stranger())
      expect(response.headers.get('location')).toBe(`https://example.com/${i}`)
    }
  })

  it('never leads to a target that is not safe, even if it is stored', async () => {
    const unsafe = [
      'javascript:alert(1)',
      'data:text/html,<script>alert(1)</script>',
      'https://user:secret@example.com/',
      'http://localhost/',
      'http://127.0.0.1/',
      'http://0x7f.1/',
      'http://[::ffff:10.0.0.1]/',
      'http://169.254.169.254/latest/meta-data',
      'https://example.com\\@evil.example/',
      'https://example.com/\r\nset-cookie: a=b',
      'http://localhost:4000/s/again',
      '//evil.example',
      'ftp://example.com/',
      'intent://scan/#Intent;end',
      '',
    ]
    for (const url of unsafe) {
      const { id, slug } = await createCode(server, member)
      await admin('update qr_codes set target_url = $2 where id = $1', [id, url])
      const response = await scan(server, slug, stranger())
      expect([response.status, response.headers.get('location')], url).toEqual([410, null])
      expect(await response.text()).toContain('This code was taken down')
      const posted = await scan(server, slug, stranger(), 'POST')
      expect(await posted.text()).not.toContain('targetUrl')
    }
  })

  it('keeps the slug apart from what else a request says: absolute addresses, broken hosts, raw bytes', async () => {
    const { port } = new URL(server.url)
    const send = (path: string, headers: Record<string, string> = {}) =>
      new Promise<number | undefined>((resolve, reject) => {
        const sent = request({ port, path, headers: { ...stranger(), ...headers } }, (response) => {
          response.resume()
          resolve(response.statusCode)
        })
        sent.on('error', reject).end()
      })
    expect(await send(`http://elsewhere.example/s/${code.slug}`)).toBe(302)
    expect(await send(`/s/${code.slug}?a=%zz&l&l=2#f`)).toBe(302)
    expect(await send(`/s/${code.slug}`, { host: 'evil.example' })).toBe(302)
    expect(await send(`/S/${code.slug}`)).not.toBe(302)
    expect(await send(`/x/../s/${code.slug}`)).toBe(302)
    expect(await send(`/s/${code.slug}/`)).toBe(404)
  })
})

describe('Codes never die', () => {
  it('whatever happens to the organization: plans, limits, arrears, suspension, closing, and back', async () => {
    const events = {
      create: () => aCode(),
      upgrade: () => plan(3),
      downgrade: () => plan(1),
      overQuota: () =>
        admin('update organization_usage set used = 1000000 where organization_id = $1', [id()]),
      arrears: () => status('PAST_DUE'),
      suspend: () => status('SUSPENDED'),
      close: () => status('CLOSED'),
      reactivate: () => status('ACTIVE'),
      memberGone: () =>
        admin(`update members set status = 'DEACTIVATED' where organization_id = $1`, [id()]),
      badZone: () =>
        admin(`update organizations set timezone = 'Nowhere/Land' where id = $1`, [id()]),
    }
    let owner = await signUp(server)
    const id = () => owner.organizationId
    const live: string[] = []
    const plan = (rank: number) => setPlan(server, owner, rank)
    const status = (to: string) =>
      admin('update organizations set status = $2 where id = $1', [id(), to])
    const aCode = async () => {
      const slug = `Live${Math.random().toString(36).slice(2, 12)}`
      const { rows } = await admin(
        `insert into qr_codes (organization_id, id, slug, name, target_url)
         values ($1, gen_random_uuid(), $2, 'Code', $3) returning id`,
        [id(), slug, target],
      )
      await admin('insert into qr_slugs (slug, organization_id, qr_code_id) values ($1, $2, $3)', [
        slug,
        id(),
        rows[0].id,
      ])
      live.push(slug)
    }
    const names = Object.keys(events) as (keyof typeof events)[]
    let sequences = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...names), { minLength: 2, maxLength: 6 }),
        async (sequence) => {
          if (sequences++ % 50 === 0) owner = await signUp(server)
          live.splice(0)
          await aCode()
          for (const event of sequence) {
            await events[event]()
            // Everything remembered is forgotten, so that the database is asked in this state.
            for (const slug of live) server.app.scanRoad.slugs.forget(slug)
            const answers = await Promise.all(live.map((slug) => scan(server, slug, stranger())))
            for (const answer of answers) {
              if (answer.status !== 302 || answer.headers.get('location') !== target) return false
            }
          }
          return true
        },
      ),
      { numRuns: 200 },
    )
  })
})
