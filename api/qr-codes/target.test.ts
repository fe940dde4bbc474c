import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aServer, type Member, scan, setPlan, signUp, type TestServer } from '../testing.ts'
import { targetProblem } from './target.ts'

const own = 'oi.example'

let server: TestServer
let me: Member
beforeAll(async () => {
  server = await aServer({ PUBLIC_URL: 'https://oi.example' })
  me = await signUp(server)
  await setPlan(server, me, 3)
})
afterAll(() => server.stop())

const create = (targetUrl: string) =>
  server.send(
    'mutation ($input: CreateQrCodeInput!) { createQrCode(input: $input) { slug targetUrl } }',
    { input: { name: 'Target', targetUrl } },
    me,
  )

const refused: Record<string, readonly string[]> = {
  'a scheme that is not the web’s': [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'javascript://example.com/%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'file:///etc/passwd',
    'ftp://example.com/',
    'vbscript:x',
    'blob:https://example.com/1',
    'intent://scan/#Intent;scheme=zxing;end',
    'view-source:https://example.com/',
    '//example.com/',
    '/menu',
    'example.com',
    'https:example.com',
    'https:/example.com',
    'http//example.com',
    '',
    'https://',
    'http://:80/',
  ],
  'a name and password in front': [
    'https://user@example.com/',
    'https://user:pass@example.com/',
    'https://bank.example@evil.example/',
    'https://:pass@example.com/',
  ],
  'characters that a person does not see': [
    'https://example.com/\u0000',
    'https://exam\nple.com/',
    'https://exam\tple.com/',
    'https://example.com/\r\nSet-Cookie: a=b',
    'https://example.com/\u007f',
    'https://example.com/\u0085',
    'https://example.com\\@evil.example/',
    'https:\\\\example.com/',
    '\u0001https://example.com/',
  ],
  'a host that cannot be one': [
    'https://a..b/',
    'https://.example.com/',
    'https://example.com../',
    `https://${'a'.repeat(64)}.example/`,
  ],
  'this server itself': [
    'https://oi.example/s/abc12345',
    'http://oi.example/',
    'https://OI.example/',
    'https://oi.example:443/',
    'https://oi.example./s/abc12345',
    'https://oi%2eexample/',
    'https://oi。example/',
  ],
  'an address inside a network, however it is spelled': [
    'http://localhost/',
    'http://LOCALHOST:8080/',
    'http://localhost./',
    'http://localhost../',
    'http://a.localhost/',
    'http://127.0.0.1/',
    'http://127.1/',
    'http://127.0.0.1./',
    'http://0x7f.1/',
    'http://0x7f000001/',
    'http://2130706433/',
    'http://017700000001/',
    'http://0/',
    'http://0.0.0.0/',
    'http://10.0.0.1/',
    'http://172.16.5.4/',
    'http://192.168.1.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://100.64.0.1/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://１２７.０.０.１/',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[fe80::1]/',
    'http://[fc00::1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
  ],
  'more than 2,048 characters': [`https://example.com/${'x'.repeat(2_029)}`],
}

const good = [
  'https://example.com',
  'http://example.com/',
  'HTTPS://Example.COM/Menu',
  'https://example.com:8443/a?b=c#d',
  'https://www.example.co.uk/path/to/page.html',
  'https://example.com/?q=caf%C3%A9&lang=nl',
  'https://example.com/café/menü',
  'https://例え.jp/メニュー',
  'https://münchen.example/straße',
  'https://xn--mnchen-3ya.example/',
  'https://example.com/@user',
  'https://example.com/a@b?c=d@e',
  'https://example.com/path;v=1/(a)/~b',
  'https://example.com/#/route?tab=1',
  'https://example.com/%20space',
  'https://example.com/a b',
  'https://1.1.1.1/',
  'https://8.8.8.8:53/',
  'https://[2606:4700:4700::1111]/',
  'https://sub-domain.example.io/',
  'https://under_score.example.com/',
  'https://wa.me/31612345678?text=Hi',
  'https://goo.gl/maps/abc123',
  'https://maps.google.com/?q=52.37,4.89',
  'https://docs.google.com/forms/d/e/1FAIpQL/viewform?usp=sf_link',
  'https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC?si=1',
  'https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=42s',
  'https://example.com/?redirect=https://other.example/',
  'https://example.com/?r=javascript:alert(1)',
  `https://example.com/${'x'.repeat(2_028)}`,
  'https://localhost.example.com/',
  'https://notoi.example/',
]

describe('A target', () => {
  for (const [what, targets] of Object.entries(refused)) {
    it(`is refused with ${what}`, () => {
      for (const target of targets) expect(targetProblem(target, own), target).not.toBeNull()
    })
  }

  it('is refused by the API as INVALID on the field targetUrl', async () => {
    for (const [target = ''] of Object.values(refused)) {
      const { errors } = await create(target)
      expect(errors?.[0]?.extensions, target).toEqual({ code: 'INVALID', field: 'targetUrl' })
    }
  })

  it('is taken when it is a page of the web, and redirected to', async () => {
    expect(good.length).toBeGreaterThanOrEqual(30)
    for (const target of good) {
      expect(targetProblem(target, own), target).toBeNull()
      const { data, errors } = await create(target)
      expect(errors, target).toBeUndefined()
      expect(data.createQrCode.targetUrl).toBe(target)
      const response = await scan(server, data.createQrCode.slug)
      expect([response.status, response.headers.get('location')]).toEqual([
        302,
        new URL(target).href,
      ])
    }
  })

  it('that is taken never yields an unsafe Location, whatever was tried', async () => {
    const pieces = fc.constantFrom(
      ...['http:', 'https:', 'javascript:', '//', '/', '\\', '@', ':', '.', '#', '?', '%00', '%2f'],
      ...['127.0.0.1', '0x7f.1', 'localhost', '[::1]', 'oi.example', 'example.com', 'user', 'a b'],
      ...['\t', '\n', '\u0000', '\u202e', '\ud800', '。', '１', 'é', '<', '"', ' '],
    )
    const wild = fc.oneof(
      fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join('')),
      fc.array(pieces, { maxLength: 6 }).map((parts) => `https://${parts.join('')}`),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.string({ unit: 'binary', maxLength: 30 }).map((text) => `https://example.com/${text}`),
    )
    const taken: string[] = []
    fc.assert(
      fc.property(wild, (target) => {
        if (targetProblem(target, own) !== null) return
        taken.push(target)
        const url = new URL(target)
        expect(['http:', 'https:']).toContain(url.protocol)
        expect([url.username, url.password]).toEqual(['', ''])
        expect(url.hostname.replace(/\.+$/, '')).not.toBe(own)
        expect(url.hostname).not.toMatch(/^localhost$|^(127|10|0)(\.\d+){3}$|^\[::1?\]$/)
        // What a header may hold.
        expect(url.href).toMatch(/^[\x21-\x7e]+$/)
      }),
      { numRuns: 5_000 },
    )
    expect(taken.length).toBeGreaterThan(500)
    for (const target of taken.filter((_, n) => n % 40 === 0)) {
      const { data, errors } = await create(target)
      expect(errors, JSON.stringify(target)).toBeUndefined()
      const response = await scan(server, data.createQrCode.slug)
      expect(response.status, JSON.stringify(target)).toBe(302)
      expect(targetProblem(response.headers.get('location') ?? '', own)).toBeNull()
    }
  }, 60_000)

  it('that is changed is looked at as when it was made', async () => {
    const { data } = await server.send(
      'mutation { createQrCode(input: { name: "x", targetUrl: "https://example.com/" }) { id } }',
      {},
      me,
    )
    const { errors } = await server.send(
      'mutation ($id: ID!) { updateQrCode(id: $id, input: { targetUrl: "javascript:alert(1)" }) { id } }',
      { id: data.createQrCode.id },
      me,
    )
    expect(errors?.[0]?.extensions).toEqual({ code: 'INVALID', field: 'targetUrl' })
  })
})
