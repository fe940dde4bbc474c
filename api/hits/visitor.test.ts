import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { personKey, visitorHash } from './visitor.ts'

const salt = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')
const agent = 'Mozilla/5.0 (é)'

describe('visitor hash', () => {
  // Computed with another language's HMAC over the bytes that definitions, section 4, writes down.
  it.each([
    ['203.0.113.7', 'f0735bb4574a114f15f65ca6b5513361'],
    ['2001:db8:1:2:aaaa:bbbb:cccc:dddd', '283e02cb160bce0688e93a5751399bfa'],
  ])('of %s is what the definition says', (ip, hash) => {
    expect(visitorHash(salt, ip, agent).toString('hex')).toBe(hash)
    expect(personKey(salt, ip, agent).toString('hex')).toBe(hash)
  })

  it('has 16 bytes for any address and user agent', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: 'binary' }), (ip, userAgent) => {
        expect(visitorHash(salt, ip, userAgent)).toHaveLength(16)
      }),
    )
  })

  it('is the same for every temporary address of one phone', () => {
    const first = visitorHash(salt, '2001:db8:1:2:1111:2222:3333:4444', agent)
    expect(visitorHash(salt, '2001:db8:1:2:9999::1', agent)).toEqual(first)
    expect(visitorHash(salt, '2001:db8:1:3:1111:2222:3333:4444', agent)).not.toEqual(first)
  })

  it('differs with the salt, the last part of an IPv4 and the user agent', () => {
    const hashes = [
      visitorHash(salt, '203.0.113.7', agent),
      visitorHash(Buffer.alloc(16), '203.0.113.7', agent),
      visitorHash(salt, '203.0.113.8', agent),
      visitorHash(salt, '203.0.113.7', `${agent} `),
    ]
    expect(new Set(hashes.map(String)).size).toBe(4)
  })
})
