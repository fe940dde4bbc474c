import { get as httpGet } from 'node:http'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  addColleague,
  aServer,
  createCode,
  forget,
  type Member,
  scan,
  setPlan,
  signUp,
  type TestServer,
} from '../testing.ts'
import { signUploadLink } from '../uploads/links.ts'
import { aPdf, here, request, samples, send, upload } from '../uploads/testing.ts'

let server: TestServer
let me: Member
beforeAll(async () => {
  server = await aServer()
  me = await anOwner()
})
afterAll(() => server.stop())

async function anOwner(on = server): Promise<Member> {
  const member = await signUp(on)
  await setPlan(on, member, 3)
  return member
}

const admin = (text: string, values: unknown[] = []) => server.database.admin.query(text, values)

/** A code that shows a fresh file. */
async function aShowing(name = 'menu.pdf', member = me, on = server, bytes?: Buffer) {
  const file = await upload(on, member, name, bytes)
  const code = await createCode(on, member, { targetUrl: undefined, uploadId: file.id })
  return { ...code, file }
}

const look = (slug: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${server.url}/f/${slug}`, { method, headers, redirect: 'manual' })

const mimes: Record<string, string> = {
  'menu.pdf': 'application/pdf',
  'logo.png': 'image/png',
  'photo.jpg': 'image/jpeg',
  'photo.webp': 'image/webp',
  'film.mp4': 'video/mp4',
  'song.mp3': 'audio/mpeg',
}

describe('A scan of a code that shows a file', () => {
  for (const name of Object.keys(samples)) {
    it(`leads to the file, to be looked at: ${name}`, async () => {
      const { slug } = await aShowing(name)
      const redirect = await scan(server, slug)
      expect(redirect.status).toBe(302)
      expect(redirect.headers.get('location')).toBe(`http://localhost:4000/f/${slug}`)
      const response = await look(slug)
      expect(response.status).toBe(200)
      expect(Buffer.from(await response.arrayBuffer())).toEqual(samples[name]?.())
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': mimes[name],
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-cache',
        'content-disposition': `inline; filename="${name}"; filename*=UTF-8''${name}`,
        'x-robots-tag': 'noindex',
        'accept-ranges': 'bytes',
      })
      const policy = response.headers.get('content-security-policy')
      // Browsers do not show a PDF in a sandbox.
      if (name.endsWith('.pdf')) expect(policy).toMatch(/^script-src 'none';/)
      else expect(policy).toMatch(/^default-src 'none';.*; sandbox$/)
    })
  }

  it('is counted once, by /s; what is looked at after it is no scan', async () => {
    const { id, slug } = await aShowing()
    await scan(server, slug)
    for (let n = 0; n < 3; n++) await look(slug)
    const { rows } = await admin('select outcome from qr_scan_events where qr_code_id = $1', [id])
    expect(rows).toEqual([{ outcome: 'REDIRECTED' }])
  })

  it('hears a change of target at once: what a browser kept is asked about each time', async () => {
    const { id, slug, file } = await aShowing()
    const etag = (await look(slug)).headers.get('etag') ?? ''
    expect(etag).toBe(`"${file.sha256}"`)
    expect((await look(slug, { 'if-none-match': etag })).status).toBe(304)
    const change = (input: object) =>
      server.send(
        'mutation ($id: ID!, $input: UpdateQrCodeInput!) { updateQrCode(id: $id, input: $input) { id } }',
        { id, input },
        me,
      )
    const other = await upload(server, me, 'logo.png')
    await change({ uploadId: other.id })
    const changed = await look(slug, { 'if-none-match': etag })
    expect(changed.status).toBe(200)
    expect(changed.headers.get('content-type')).toBe('image/png')
    await change({ targetUrl: 'https://example.com/menu' })
    const moved = await look(slug, { 'if-none-match': etag })
    expect(moved.status).toBe(410)
    expect(await moved.text()).toContain('leads elsewhere now')
    expect((await scan(server, slug)).headers.get('location')).toBe('https://example.com/menu')
  })

  it('gets a page when there is nothing to look at', async () => {
    expect((await look('Unknown1')).status).toBe(404)
    expect((await look('..%2f..%2fetc%2fpasswd')).status).toBe(404)
    expect((await look((await createCode(server, me)).slug)).status).toBe(410)
    for (const change of [`status = 'PAUSED'`, `expires_at = now()`, `deleted_at = now()`]) {
      const { id, slug } = await aShowing()
      await admin(`update qr_codes set ${change} where id = $1`, [id])
      const response = await look(slug)
      expect(response.status, change).toBe(410)
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect((await look(slug, {}, 'HEAD')).status).toBe(410)
    }
    const { slug } = await aShowing()
    expect((await look(slug, {}, 'DELETE')).status).toBe(405)
  })

  it('works on while the database is away, once it was looked at', async () => {
    const { slug } = await aShowing()
    await look(slug)
    const { shown } = server.app.showRoad
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 120_000 })
    const broken = vi
      .spyOn(server.app.pools.oi_scan, 'query')
      .mockImplementation(() => Promise.reject(new Error('away')) as never)
    try {
      expect((await look(slug)).status).toBe(200)
      expect(await shown.find(me.organizationId, uuidv7()).catch((error) => error.message)).toBe(
        'the database did not answer',
      )
    } finally {
      broken.mockRestore()
      vi.useRealTimers()
    }
  })
})

describe('A part of a file', () => {
  it.each([
    ['bytes=0-3', 206, [0, 3]],
    ['bytes=5-', 206, [5, null]],
    ['bytes=-4', 206, [-4, null]],
    ['bytes=-999999', 206, [0, null]],
    ['bytes=2-999999', 206, [2, null]],
    ['bytes=999999-', 416, null],
    ['bytes=-0', 416, null],
    ['bytes=3-2', 200, null],
    ['bytes=0-1,4-5', 200, null],
    ['lines=0-1', 200, null],
    ['bytes=-', 200, null],
    ['bytes=99999999999999999999-', 200, null],
  ] as [string, number, [number, number | null] | null][])(
    'is answered as RFC 9110 says: %s is %i',
    async (range, status, part) => {
      const bytes = samples['film.mp4']?.() ?? Buffer.alloc(0)
      const { slug } = await shared()
      const response = await look(slug, { range })
      expect(response.status).toBe(status)
      const body = Buffer.from(await response.arrayBuffer())
      if (status === 416) {
        expect(response.headers.get('content-range')).toBe(`bytes */${bytes.length}`)
        return
      }
      const [from, to] = part ?? [0, null]
      const wanted = bytes.subarray(from, to === null ? undefined : to + 1)
      expect(body).toEqual(wanted)
      expect(response.headers.get('content-length')).toBe(String(wanted.length))
      if (status !== 206) return
      const first = from < 0 ? bytes.length + from : from
      expect(response.headers.get('content-range')).toBe(
        `bytes ${first}-${first + wanted.length - 1}/${bytes.length}`,
      )
    },
  )

  it('is only given of the file that the browser began with', async () => {
    const { slug, file } = await shared()
    const range = 'bytes=0-3'
    const same = await look(slug, { range, 'if-range': `"${file.sha256}"` })
    expect(same.status).toBe(206)
    const other = await look(slug, { range, 'if-range': '"another"' })
    expect(other.status).toBe(200)
  })

  it('and the whole have the same head without a body', async () => {
    const { slug } = await shared()
    const head = await look(slug, {}, 'HEAD')
    const whole = await look(slug)
    expect(head.status).toBe(200)
    expect(head.headers.get('content-length')).toBe(whole.headers.get('content-length'))
    expect(await head.text()).toBe('')
  })

  let once: ReturnType<typeof aShowing> | undefined
  function shared() {
    once ??= aShowing('film.mp4')
    return once
  }
})

describe('A name', () => {
  it.each([
    [
      'Menü "heute" 100%.pdf',
      `inline; filename="Men_ _heute_ 100_.pdf"; filename*=UTF-8''Men%C3%BC%20%22heute%22%20100%25.pdf`,
    ],
    [
      "it's (new)*.pdf",
      `inline; filename="it's (new)*.pdf"; filename*=UTF-8''it%27s%20%28new%29%2A.pdf`,
    ],
    [
      'メニュー.pdf',
      `inline; filename="____.pdf"; filename*=UTF-8''%E3%83%A1%E3%83%8B%E3%83%A5%E3%83%BC.pdf`,
    ],
  ])('travels whole in a header: %s', async (name, disposition) => {
    const { slug } = await aShowing(name, me, server, aPdf())
    expect((await look(slug)).headers.get('content-disposition')).toBe(disposition)
  })
})

describe('A member’s download', () => {
  const ask = async (member: Member, id: string) =>
    (await server.send('query ($id: ID!) { upload(id: $id) { downloadUrl } }', { id }, member)).data
      ?.upload?.downloadUrl as string | undefined
  const answer = async (url: string, method = 'GET') => {
    const response = await fetch(here(server, url), { method })
    const text = await response.text()
    return response.ok ? 'OK' : `${response.status} ${JSON.parse(text).errors[0].extensions.code}`
  }

  it('is an attachment, for five minutes, for the member asking, and of this file', async () => {
    const [mine, other] = [await upload(server, me), await upload(server, me)]
    const url = (await ask(me, mine.id)) ?? ''
    const response = await fetch(here(server, url))
    expect(response.status).toBe(200)
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; /)
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    expect(Buffer.from(await response.arrayBuffer())).toEqual(aPdf())
    const token = new URL(url).searchParams.get('t') ?? ''
    const parts = token.split('.')
    const changed = (index: number, value: string) =>
      parts.map((part, n) => (n === index ? value : part)).join('.')
    const at = (id: string, t: string) => `${server.url}/uploads/${id}?t=${encodeURIComponent(t)}`
    const link = { ...me, uploadId: mine.id, purpose: 'fetch' } as const
    const { uploadKey, linkKey } = server.app.services
    const wrong = [
      signUploadLink(uploadKey, link, Date.now() - 301_000),
      signUploadLink(linkKey, link, Date.now()),
      signUploadLink(uploadKey, { ...link, purpose: 'send' }, Date.now()),
      changed(0, 'send'),
      changed(1, other.id),
      changed(2, uuidv7()),
      changed(3, uuidv7()),
      changed(4, String(Date.now() + 86_400_000)),
      changed(5, ''),
      token.slice(0, -1),
      '.....',
      '',
    ]
    for (const each of wrong) expect(await answer(at(mine.id, each)), each).toMatch(/^401/)
    expect(await answer(at(other.id, token))).toMatch(/^401/)
    expect(await answer(at('..%2f..%2fsecret', token))).toMatch(/^40[14]/)
    expect(await answer(`${server.url}/uploads/${mine.id}`)).toMatch(/^401/)
  })

  it('is looked at again when it is used: the member, the organization, the file', async () => {
    const owner = await anOwner()
    const colleague = await addColleague(server, owner, 'VIEWER')
    const file = await upload(server, owner)
    const url = (await ask(colleague, file.id)) ?? ''
    expect(await answer(url)).toBe('OK')
    await admin(`update members set status = 'DEACTIVATED' where id = $1`, [colleague.memberId])
    expect(await answer(url)).toBe('401 UNAUTHENTICATED')
    await admin(`update members set status = 'ACTIVE' where id = $1`, [colleague.memberId])
    await admin(`update organizations set status = 'SUSPENDED' where id = $1`, [
      owner.organizationId,
    ])
    expect(await answer(url)).toBe('403 FORBIDDEN')
    await admin(`update organizations set status = 'ACTIVE' where id = $1`, [owner.organizationId])
    await server.send('mutation ($id: ID!) { deleteUpload(id: $id) }', { id: file.id }, owner)
    expect(await answer(url)).toBe('404 NOT_FOUND')
  })

  it('and sending need the right one each; a viewer who was an editor sends nothing more', async () => {
    const owner = await anOwner()
    const editor = await addColleague(server, owner, 'EDITOR')
    const { data } = await request(server, editor, { name: 'menu.pdf', size: aPdf().length })
    const { url } = data.requestUpload.transfer
    expect(await answer(url)).toMatch(/^401/)
    await admin(`update members set role = 'VIEWER' where id = $1`, [editor.memberId])
    forget(server, editor.token)
    const response = await fetch(here(server, url), { method: 'POST', body: aPdf().toString() })
    expect(response.status).toBe(403)
  })
})

describe('A file of another organization', () => {
  const canary = 'CANARYB9D1'

  it('comes out of no address of mine: guessed ids, swapped tokens, forged members, crooked keys', async () => {
    const [a, b] = [await anOwner(), await anOwner()]
    const secret = await aShowing('menu.pdf', b, server, aPdf(canary))
    const own = await aShowing('menu.pdf', a)
    const pending = await send(server, b, 'menu.pdf', aPdf(canary))
    const { uploadKey } = server.app.services
    const sign = (uploadId: string, who: Member) =>
      signUploadLink(uploadKey, { purpose: 'fetch', uploadId, ...who }, Date.now())
    const at = (id: string, t: string) => `${server.url}/uploads/${id}?t=${t}`
    const mixed = { ...a, organizationId: b.organizationId }
    const addresses = [
      at(secret.file.id, sign(secret.file.id, a)),
      at(secret.file.id, sign(own.file.id, a)),
      at(secret.file.id, sign(secret.file.id, mixed)),
      at(pending.id, sign(pending.id, b)),
      at(`${b.organizationId}/${secret.file.id}`, sign(`${b.organizationId}/${secret.file.id}`, a)),
      at(`..%2f${b.organizationId}%2f${secret.file.id}`, sign(own.file.id, a)),
      `${server.url}/f/${secret.file.id}`,
      `${server.url}/f/${own.slug}/../../uploads/${secret.file.id}`,
    ]
    for (const address of addresses) {
      const response = await fetch(address)
      expect(response.status, address).toBeGreaterThanOrEqual(400)
      expect(await response.text(), address).not.toContain(canary)
    }
    // The public address is the way it is meant to come out.
    expect(await (await look(secret.slug)).text()).toContain(canary)
  })

  it('is not shown by my code, even where the database was told so past every check', async () => {
    const [a, b] = [await anOwner(), await anOwner()]
    const theirs = await upload(server, b, 'menu.pdf', aPdf(canary))
    const { id } = await createCode(server, a)
    const swap = admin('update qr_codes set target_url = null, upload_id = $2 where id = $1', [
      id,
      theirs.id,
    ])
    await expect(swap).rejects.toThrow(/foreign key/)
    expect(await server.app.showRoad.shown.find(a.organizationId, theirs.id)).toBeNull()
  })

  it('is not overwritten by a sender of mine', async () => {
    const [a, b] = [await anOwner(), await anOwner()]
    const theirs = await send(server, b, 'menu.pdf', aPdf(canary))
    const { uploadKey } = server.app.services
    const link = { purpose: 'send', uploadId: theirs.id, ...a } as const
    const t = signUploadLink(uploadKey, link, Date.now())
    const response = await fetch(`${server.url}/uploads/${theirs.id}?t=${t}`, {
      method: 'POST',
      body: aPdf('mine instead').toString(),
    })
    expect(response.status).toBe(404)
  })
})

describe('Files with an origin of their own', () => {
  /** A request with a Host header of its choice, as a proxy passes it on. */
  function at(url: string, host: string): Promise<{ status: number; location: string }> {
    return new Promise((resolve, reject) => {
      httpGet(url, { headers: { host } }, (response) => {
        response.resume()
        const { location = '' } = response.headers
        response.once('end', () => resolve({ status: response.statusCode ?? 0, location }))
      }).once('error', reject)
    })
  }

  it('are shown there and nowhere else, and nothing else is', async () => {
    const own = await aServer({
      PUBLIC_URL: 'https://app.example.com',
      FILES_URL: 'https://files.example.net/',
    })
    try {
      const member = await anOwner(own)
      const { slug, file } = await aShowing('logo.png', member, own)
      expect((await scan(own, slug)).headers.get('location')).toBe(
        `https://files.example.net/f/${slug}`,
      )
      const [app, files] = ['app.example.com', 'files.example.net']
      expect((await at(`${own.url}/f/${slug}`, files)).status).toBe(200)
      expect(await at(`${own.url}/f/${slug}`, app)).toEqual({
        ...{ status: 302, location: `https://files.example.net/f/${slug}` },
      })
      for (const path of ['/', '/graphql', `/s/${slug}`, '/sign-in', `/uploads/${file.id}`]) {
        expect((await at(`${own.url}${path}`, files)).status, path).toBe(404)
      }
      expect((await at(`${own.url}/healthz`, files)).status).toBe(200)
    } finally {
      await own.stop()
    }
  })
})
