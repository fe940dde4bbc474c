import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRanges } from './address.ts'
import { CLASSIFIER_VERSION } from './bots.ts'
import type { Places } from './place.ts'
import { classify, describeHit, type Hit, referrerHost, type ScanRequest } from './scan.ts'

const safari =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1'

const places: Places = {
  find: () => ({ city: 'Bern', region: 'Bern', country: 'Switzerland', countryCode: 'CH' }),
  describe: () => 'Bern',
  close: () => {},
}
const context = { places, excluded: parseRanges('192.0.2.0/24') }

type Change = Partial<Omit<ScanRequest, 'query'>> & { query?: string }

function hitOf({ query = '', headers = {}, ...change }: Change = {}): Hit {
  const request = { method: 'GET', ip: '203.0.113.77', ...change }
  const agent = { 'user-agent': safari, ...headers }
  return describeHit({ ...request, headers: agent, query: new URLSearchParams(query) }, context)
}

function verdictOf(change: Change): [string, string | null] {
  const { classification, reason } = hitOf(change)
  return [classification, reason]
}

const slack = { 'user-agent': 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' }
const curl = { 'user-agent': 'curl/8.5.0' }
const prefetch = { 'sec-purpose': 'prefetch' }
const mail = { referer: 'https://eur02.safelinks.protection.outlook.com/?url=x' }

describe('the steps', () => {
  it.each<[string, Change, string, string | null]>([
    ['a phone', {}, 'HUMAN', null],
    ['a POST of a phone', { method: 'POST' }, 'HUMAN', null],
    ['a phone with a benign purpose', { headers: { 'sec-purpose': 'navigate' } }, 'HUMAN', null],
    ['HEAD', { method: 'HEAD' }, 'HEAD', 'head'],
    ['OPTIONS', { method: 'options' }, 'HEAD', 'head'],
    ['PUT', { method: 'PUT' }, 'INVALID', 'invalid:method'],
    ['Sec-Purpose: prefetch', { headers: prefetch }, 'PREFETCH', 'prefetch'],
    ['a prerender', { headers: { 'sec-purpose': 'prefetch;prerender' } }, 'PREFETCH', 'prefetch'],
    ['Purpose: prefetch', { headers: { purpose: 'prefetch' } }, 'PREFETCH', 'prefetch'],
    ['X-Purpose: preview', { headers: { 'x-purpose': 'preview' } }, 'PREFETCH', 'prefetch'],
    ['X-Moz: prefetch', { headers: { 'x-moz': 'Prefetch' } }, 'PREFETCH', 'prefetch'],
    ['?no-track', { query: 'no-track' }, 'EXCLUDED', 'excluded:no_track'],
    ['the office', { ip: '192.0.2.9' }, 'EXCLUDED', 'excluded:address'],
    ['no user agent', { headers: { 'user-agent': undefined } }, 'BOT', 'bot:no_ua'],
    ['a blank user agent', { headers: { 'user-agent': ' \u0000 ' } }, 'BOT', 'bot:no_ua'],
    ['an endless user agent', { headers: { 'user-agent': safari.repeat(9) } }, 'BOT', 'bot:no_ua'],
    ['Slack’s preview', { headers: slack }, 'PREVIEW', 'preview:slack'],
    ['curl', { headers: curl }, 'BOT', 'bot:ua'],
    ['a mail gateway', { headers: mail }, 'BOT', 'bot:referrer'],
    [
      'a mail gateway that posts',
      { bodyReferrer: mail.referer, method: 'POST' },
      'BOT',
      'bot:referrer',
    ],
  ])('%s', (_, change, classification, reason) => {
    expect(verdictOf(change)).toEqual([classification, reason])
  })

  it('are asked in their order: the first that answers decides', () => {
    const all = { ...prefetch, ...mail }
    const from = { query: 'no-track', ip: '192.0.2.9' }
    expect(verdictOf({ method: 'HEAD', headers: { ...all, ...slack }, ...from })[1]).toBe('head')
    expect(verdictOf({ headers: { ...all, ...slack }, ...from })[1]).toBe('prefetch')
    expect(verdictOf({ headers: { ...mail, ...slack }, ...from })[1]).toBe('excluded:no_track')
    expect(verdictOf({ headers: { ...mail, ...slack } })[1]).toBe('preview:slack')
    expect(verdictOf({ headers: { ...mail, ...curl } })[1]).toBe('bot:ua')
  })

  it('answer the same again from what the hit keeps, for any request', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const hit = describeHit(request, context)
        expect(classify(hit)).toEqual({ classification: hit.classification, reason: hit.reason })
      }),
    )
  })

  it('give exactly one verdict, with a reason unless it is HUMAN, and never throw', () => {
    const verdict =
      /^(?:HUMAN null|HEAD head|PREFETCH prefetch|INVALID invalid:method|PREVIEW preview:[a-z]+|EXCLUDED excluded:(?:no_track|address)|BOT bot:(?:no_ua|ua|referrer))$/
    fc.assert(
      fc.property(anyRequest, (request) => {
        const { classification, reason } = describeHit(request, context)
        expect(`${classification} ${reason}`).toMatch(verdict)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('a hit', () => {
  it('is the row that is stored', () => {
    expect(hitOf({ headers: { referer: 'https://News.example:8443/a?b#c' } })).toEqual({
      method: 'GET',
      purpose: null,
      excluded: null,
      user_agent: safari,
      referrer: 'news.example',
      classification: 'HUMAN',
      reason: null,
      source: 'QR',
      ip_prefix: '203.0.113.0/24',
      city: 'Bern',
      region: 'Bern',
      country: 'Switzerland',
      country_code: 'CH',
      device_type: 'phone',
      os: 'iOS',
      browser: 'Safari',
      classifier_version: CLASSIFIER_VERSION,
    })
  })

  it('nowhere contains the address', () => {
    const everything = JSON.stringify(hitOf())
    expect(everything).not.toContain('203.0.113.77')
    expect(hitOf({ ip: '2001:db8:1:2:3:4:5:6' }).ip_prefix).toBe('2001:db8:1::/48')
    expect(hitOf({ ip: '' }).ip_prefix).toBeNull()
  })

  it('of the shared link is a LINK, of the printed code a QR', () => {
    expect(hitOf({ query: 'l' }).source).toBe('LINK')
    expect(hitOf({ query: 'l=1&x=2' }).source).toBe('LINK')
    expect(hitOf({ query: 'link' }).source).toBe('QR')
  })

  it('keeps texts short and without control characters', () => {
    const hit = hitOf({
      headers: { 'user-agent': `a\u0000b\r\n${'x'.repeat(600)}`, purpose: 'p'.repeat(99) },
    })
    expect(hit.user_agent).toBe(`ab${'x'.repeat(510)}`)
    expect(hit.purpose).toHaveLength(64)
  })

  it('keeps text that a database can hold, for any header', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const { user_agent, purpose, referrer } = describeHit(request, context)
        for (const [text, limit] of [
          [user_agent, 512],
          [purpose, 64],
          [referrer, 253],
        ] as const) {
          expect(text ?? 'none').not.toMatch(/\p{Cc}/u)
          expect(text?.isWellFormed() ?? true).toBe(true)
          expect(text?.length ?? 1).toBeLessThanOrEqual(limit)
          expect(text).not.toBe('')
        }
      }),
    )
  })

  it('of a POST came from where the body says, not from the page that posted', () => {
    const headers = { referer: 'https://scan.example/s/abc' }
    const post = { method: 'POST', headers }
    expect(hitOf({ ...post, bodyReferrer: 'https://shop.example/x' }).referrer).toBe('shop.example')
    expect(hitOf(post).referrer).toBe('scan.example')
  })
})

describe('a referrer', () => {
  it.each([
    ['https://Example.COM/path?secret=1', 'example.com'],
    ['http://user:pass@example.com:8080/', 'example.com'],
    ['android-app://com.google.android.gm/', 'com.google.android.gm'],
    ['https://bücher.example/', 'xn--bcher-kva.example'],
    ['https://192.0.2.7/', '192.0.2.7'],
    ['example.com', null],
    ['about:blank', null],
    ['javascript:alert(1)', null],
    ['data:text/html,x', null],
    ['file:///etc/passwd', null],
    ['https://<script>/', null],
    ['android-app://<b>/', null],
    ['https://[::1]/', null],
    [`https://${'a.'.repeat(150)}example/`, null],
    ['', null],
    [undefined, null],
  ])('%s names %s', (text, host) => {
    expect(referrerHost(text)).toBe(host)
  })

  it('never throws and is a plain host or nothing, for any text', () => {
    const odd = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.webUrl(),
      fc.domain().map((d) => `https://${d}`),
    )
    fc.assert(
      fc.property(odd, (text) => {
        expect(referrerHost(text) ?? 'none').toMatch(/^[a-z0-9._-]{1,253}$/)
      }),
    )
  })
})

const header = fc.option(
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 700 }),
    fc.constantFrom(
      safari,
      'curl/8.5.0',
      'WhatsApp/2',
      'prefetch',
      mail.referer,
      '\ud800'.repeat(513),
    ),
  ),
  { nil: undefined },
)

const anyRequest: fc.Arbitrary<ScanRequest> = fc.record({
  method: fc.oneof(fc.constantFrom('GET', 'POST', 'HEAD', 'OPTIONS', 'PUT'), fc.string()),
  headers: fc.record({
    'user-agent': header,
    referer: header,
    'sec-purpose': header,
    purpose: header,
    'x-moz': header,
  }),
  ip: fc.oneof(fc.ipV4(), fc.ipV6(), fc.string(), fc.constant('192.0.2.9')),
  query: fc
    .constantFrom('', 'l', 'no-track', 'l&no-track', '%')
    .map((text) => new URLSearchParams(text)),
  bodyReferrer: header,
})
