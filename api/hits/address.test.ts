import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clientAddress,
  isWithin,
  parseRanges,
  publicAddress,
  truncateAddress,
  visitorAddress,
} from './address.ts'

const nobody = parseRanges('')
const proxies = parseRanges('10.0.0.0/8, 192.0.2.10 2001:db8:ffff::/48')

const ipv4 = fc.ipV4()
const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.ipV4(), fc.ipV6(), fc.ipV4Extended())

describe('the address of a client', () => {
  it.each([
    ['no proxy', '198.51.100.7', undefined, '198.51.100.7'],
    ['no proxy, a forged header', '198.51.100.7', '1.2.3.4', '198.51.100.7'],
    ['one proxy', '10.0.0.1', '198.51.100.7', '198.51.100.7'],
    ['one proxy, a forged header before it', '10.0.0.1', '1.2.3.4, 198.51.100.7', '198.51.100.7'],
    ['two proxies', '10.0.0.1', '1.2.3.4, 198.51.100.7, 192.0.2.10', '198.51.100.7'],
    ['three proxies', '10.0.0.1', '198.51.100.7,2001:db8:ffff::1,192.0.2.10', '198.51.100.7'],
    ['a proxy that says nothing', '10.0.0.1', undefined, '10.0.0.1'],
    ['a proxy that says nothing useful', '10.0.0.1', ' , ', '10.0.0.1'],
    ['only trusted addresses', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['garbage next to the proxy', '10.0.0.1', '198.51.100.7, unknown', '10.0.0.1'],
    ['garbage behind two proxies', '10.0.0.1', 'evil, 192.0.2.10', '192.0.2.10'],
    ['an address with a port', '10.0.0.1', '198.51.100.7:4711', '198.51.100.7'],
    ['an IPv6 address with a port', '10.0.0.1', '[2001:db8::7]:4711', '2001:db8::7'],
    ['an IPv4 address on an IPv6 socket', '::ffff:198.51.100.7', undefined, '198.51.100.7'],
    ['a proxy on an IPv6 socket', '::ffff:10.0.0.1', '::ffff:198.51.100.7', '198.51.100.7'],
    ['a zone', 'fe80::1%eth0', undefined, 'fe80::1'],
    ['another spelling', '2001:DB8:0:0:0:0:0:7', undefined, '2001:db8::7'],
    ['an octal spelling of a proxy', '10.0.0.1', '1.2.3.4, 010.0.0.2', '10.0.0.1'],
    ['a socket that is gone', '', '198.51.100.7', ''],
  ])('with %s', (_, remote, forwardedFor, client) => {
    expect(clientAddress(remote, forwardedFor, proxies)).toBe(client)
  })

  it('is the peer when no proxy is trusted, whatever the header says', () => {
    fc.assert(
      fc.property(ipv4, anyText, (remote, header) => {
        expect(clientAddress(remote, header, nobody)).toBe(clientAddress(remote, undefined, nobody))
      }),
    )
  })

  it('is what the outermost trusted proxy saw, whatever the client wrote before it', () => {
    const hop = fc.constantFrom('10.0.0.2', '10.9.9.9', '192.0.2.10', '2001:db8:ffff::5')
    fc.assert(
      fc.property(anyText, fc.array(hop, { maxLength: 3 }), (forged, hops) => {
        const header = [forged, '198.51.100.7', ...hops].join(', ')
        expect(clientAddress('10.0.0.1', header, proxies)).toBe('198.51.100.7')
      }),
    )
  })

  it('never throws and is an address or nothing, for any text', () => {
    fc.assert(
      fc.property(anyText, anyText, (remote, header) => {
        const client = clientAddress(remote, header, proxies)
        expect(client === '' || truncateAddress(client) !== null).toBe(true)
      }),
    )
  })

  it('is found quickly in a header of sixteen thousand bytes', () => {
    const header = '10.0.0.1,'.repeat(1_800)
    const started = performance.now()
    clientAddress('10.0.0.1', header, proxies)
    expect(performance.now() - started).toBeLessThan(50)
  })
})

describe('a list of proxies', () => {
  it.each([
    ['10.1.2.3', true],
    ['::ffff:10.1.2.3', true],
    ['11.0.0.1', false],
    ['192.0.2.10', true],
    ['192.0.2.11', false],
    ['2001:db8:ffff:1::1', true],
    ['2001:db8:fffe::1', false],
    ['nonsense', false],
  ])('%s is one of them: %s', (ip, trusted) => {
    expect(isWithin(ip, proxies)).toBe(trusted)
  })

  it('means the IPv4 range when it is written as an IPv6 one', () => {
    expect(isWithin('10.1.2.3', parseRanges('::ffff:10.0.0.0/104'))).toBe(true)
    expect(isWithin('11.1.2.3', parseRanges('::ffff:10.0.0.0/104'))).toBe(false)
  })

  it.each([
    '10.0.0.0/33',
    '10.0.0/8',
    'proxy.internal',
    '10.0.0.0/',
    '::/129',
    '1.2.3.4/8/8',
    '10/8',
  ])('refuses %s by name', (entry) => {
    expect(() => parseRanges(`192.0.2.1, ${entry}`)).toThrow(`'${entry}'`)
  })
})

describe('what is kept of an address', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0/24', '203.0.113.77'],
    ['::ffff:203.0.113.77', '203.0.113.0/24', '203.0.113.77'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48', '2001:db8:1:2::'],
    ['not an address', null, ''],
    ['', null, ''],
  ])('of %s the row keeps %s and the visitor hash takes %s', (ip, prefix, visitor) => {
    expect(truncateAddress(ip)).toBe(prefix)
    expect(visitorAddress(ip)).toBe(visitor)
  })

  it('is the same for every address of the network', () => {
    fc.assert(
      fc.property(ipv4, fc.nat(255), (ip, last) => {
        const neighbour = `${ip.split('.').slice(0, 3).join('.')}.${last}`
        expect(truncateAddress(neighbour)).toBe(truncateAddress(ip))
      }),
    )
  })

  it('never throws, for any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const read of [truncateAddress, visitorAddress, publicAddress]) read(text)
      }),
    )
  })
})

it('an address of a private, reserved or documentation network is not public', () => {
  for (const ip of ['10.0.0.1', '127.0.0.1', '169.254.1.1', '203.0.113.7', '100.64.0.1', '::1']) {
    expect(publicAddress(ip)).toBeNull()
  }
  expect(publicAddress('fd00::1')).toBeNull()
  expect(publicAddress('8.8.8.8')).toEqual([8, 8, 8, 8])
  expect(publicAddress('2001:4860:4860::8888')).toHaveLength(16)
})
