import { generate } from 'selfsigned'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { post } from './post.ts'
import { isPublic, publicReach, type Reach, urlProblem } from './reach.ts'
import { aReceiver, localReach, type Receiver } from './testing.ts'

let trap: Receiver
beforeAll(async () => {
  trap = await aReceiver()
})
afterAll(() => trap.stop())

const send = (reach: Reach, url: string) =>
  post(reach, new URL(url), { headers: {}, body: '{}' }, new AbortController().signal)

/** This machine, its networks and its cloud, as somebody might spell them. */
const spellings = [
  ...['127.0.0.1', '127.1', '127.0.1', '127.127.127.127', '2130706433', '0x7f000001', '0x7f.1'],
  ...[
    '0177.0.0.1',
    '017700000001',
    '0x7f.0x0.0x0.0x1',
    '0177.0.1',
    '127.000.000.001',
    '127.0.0.1.',
  ],
  ...['１２７.０.０.１', '127。0。0。1', '①②⑦.0.0.1', '%31%32%37.0.0.1', '0', '0.0.0.0', '00000'],
  ...['localhost', 'LOCALHOST', 'localhost.', 'a.localhost', 'ｌocalhost', 'printer', 'x.local'],
  ...[
    'db.internal',
    'nas.home.arpa',
    '10.0.0.1',
    '10.1',
    '0xa.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
  ],
  ...['192.168.0.1', '3232235521', '192.168.1', '100.64.0.1', '169.254.169.254', '2852039166'],
  ...['0xa9fea9fe', '100.100.100.200', '168.63.129.16', '192.0.0.192', '198.18.0.1', '224.0.0.1'],
  ...['255.255.255.255', '240.0.0.1', '203.0.113.1', '[::1]', '[::]', '[0:0:0:0:0:0:0:1]'],
  ...[
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[64:ff9b:1::1]',
  ],
  ...[
    '[2002:7f00:1::]',
    '[2001::7f00:1]',
    '[fe80::1]',
    '[fec0::1]',
    '[fc00::1]',
    '[fd00:ec2::254]',
  ],
  ...['[ff02::1]', '[2001:db8::1]', '[100::1]', '[::ffff:0:127.0.0.1]', '[5f00::1]', '[3fff::1]'],
]

describe('An address of this machine or a private network', () => {
  it('is refused however it is spelt, and nobody connects to it', async () => {
    expect(spellings.length).toBeGreaterThanOrEqual(60)
    const reach: Reach = { ...publicReach, resolve: async () => ['127.0.0.1'] }
    for (const host of spellings) {
      const url = `https://${host}:${trap.port}/`
      expect(urlProblem(publicReach, url), host).not.toBeNull()
      // Also when it got past the form: each attempt looks again.
      if (!URL.canParse(url)) continue
      for (const each of [url, url.replace('https:', 'http:')])
        expect((await send(reach, each)).error, host).toContain('private network')
    }
    expect(trap.connections()).toBe(0)
  })

  it('is refused when a name leads there, alone or among others', async () => {
    for (const found of [
      ['127.0.0.1'],
      ['1.1.1.1', '127.0.0.1'],
      ['::ffff:127.0.0.1', '1.1.1.1'],
      [],
    ]) {
      const reach = { ...publicReach, resolve: async () => found }
      const { status, error } = await send(reach, `http://hook.example.com:${trap.port}/`)
      expect([status, error]).toEqual([null, 'This address leads into a private network.'])
    }
    expect(trap.connections()).toBe(0)
  })

  it('is not reached by a name that changes its mind: it is asked once, and what was checked is connected to', async () => {
    const open = await aReceiver(undefined, '127.0.0.2')
    let asked = 0
    const rebinding: Reach = {
      ...publicReach,
      protocols: ['http:'],
      // Stands for the public internet.
      mayReach: (address) => address === '127.0.0.2',
      resolve: async () => [asked++ % 2 === 0 ? '127.0.0.2' : '127.0.0.1'],
    }
    const url = `http://hook.example.com:${open.port}/`
    expect((await send(rebinding, url)).status).toBe(200)
    expect(asked).toBe(1)
    expect(open.received[0]?.headers.host).toBe(`hook.example.com:${open.port}`)
    // The next attempt asks again, and looks again.
    expect(
      (await send(rebinding, url.replace(String(open.port), String(trap.port)))).error,
    ).toContain('private')
    expect(trap.connections()).toBe(0)
    await open.stop()
  })

  it('is not followed into from a redirect', async () => {
    const open = await aReceiver(undefined, '127.0.0.2')
    open.answer = () => ({ status: 307, location: trap.url })
    const reach: Reach = { ...localReach, mayReach: () => true }
    expect((await send(reach, open.url)).status).toBe(307)
    expect(trap.connections()).toBe(0)
    await open.stop()
  })

  it('differs from the public internet, of which nothing is refused', () => {
    for (const address of [
      '1.1.1.1',
      '93.184.216.34',
      '2606:4700::1111',
      '2a00:1450::1',
      '172.32.0.1',
    ])
      expect(isPublic(address), address).toBe(true)
    for (const url of [
      'https://example.com',
      'https://example.com:8443/a?b=c',
      'https://1.1.1.1/',
      'https://bücher.example/',
    ])
      expect(urlProblem(publicReach, url), url).toBeNull()
    for (const url of [
      'http://example.com',
      'ftp://example.com',
      'https://a:b@example.com',
      'https://example.com/#x',
      'x',
      '',
    ])
      expect(urlProblem(publicReach, url), url).not.toBeNull()
  })
})

describe('A connection', () => {
  it('is made to the checked address under the name that was asked for, whose certificate must be good', async () => {
    const { private: key, cert } = await generate(
      [{ name: 'commonName', value: 'hook.example.com' }],
      {
        extensions: [
          { name: 'subjectAltName', altNames: [{ type: 2, value: 'hook.example.com' }] },
        ],
      },
    )
    const secure = await aReceiver({ key, cert })
    const reach: Reach = { ...localReach, resolve: async () => ['127.0.0.1'], ca: cert }
    const at = (host: string) => `https://${host}:${secure.port}/in?x=1`
    expect(await send(reach, at('hook.example.com'))).toMatchObject({ status: 200, error: null })
    expect(secure.received[0]).toMatchObject({ path: '/in?x=1', body: '{}' })
    const { status, error } = await send(reach, at('other.example.com'))
    expect([status, error]).toEqual([null, expect.stringContaining('certificate')])
    const { ca: _known, ...stranger } = reach
    expect((await send(stranger, at('hook.example.com'))).error).toContain('certificate')
    expect(secure.received).toHaveLength(1)
    await secure.stop()
  })

  it('reads 64 KB of an answer and no more, keeps its beginning, and takes an answer that breaks off', async () => {
    const big = await aReceiver()
    big.answer = () => ({ status: 500, body: `no\0pe ${'x'.repeat(5_000)}` })
    const answer = await send(localReach, big.url)
    expect(answer).toMatchObject({ status: 500, error: null })
    expect(answer.excerpt).toMatch(/^no pe x+$/)
    expect(answer.excerpt).toHaveLength(1_000)
    big.answer = () => ({ status: 200, isEndless: true })
    expect((await send(localReach, big.url)).status).toBe(200)
    await big.stop()
    expect((await send(localReach, big.url)).error).toBe('The connection failed (ECONNREFUSED).')
  })
})
