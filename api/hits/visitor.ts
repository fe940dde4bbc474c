import { hash } from 'node:crypto'
import { visitorAddress } from './address.ts'

const HASH_BYTES = 16
/** Of SHA-256. */
const BLOCK_BYTES = 64

/**
 * Who scanned, for one organization and one of its local days: the same person again gives the same
 * bytes, and once the day's salt is deleted nobody can compute them any more.
 *
 * The first 16 bytes of HMAC-SHA-256(salt, address ‖ 0x00 ‖ user agent), where the address is a full
 * IPv4 or the /64 of an IPv6 (definitions, section 4). The zero byte keeps the two parts apart: no
 * other pair of address and user agent spells the same message.
 *
 * @param salt the 16 random bytes of (organization, local date)
 * @param ip the client's address, not truncated
 * @param userAgent the user agent as the hit keeps it; '' for none
 * @returns 16 bytes
 */
export function visitorHash(salt: Buffer, ip: string, userAgent: string): Buffer {
  const { inner, outer } = padsOf(salt)
  const message = Buffer.from(`${visitorAddress(ip)}\0${userAgent}`)
  const digest = hash('sha256', Buffer.concat([inner, message]), 'buffer')
  return hash('sha256', Buffer.concat([outer, digest]), 'buffer').subarray(0, HASH_BYTES)
}

type Pads = { inner: Buffer; outer: Buffer }
const pads = new WeakMap<Buffer, Pads>()

// HMAC spelled out (RFC 2104): two plain hashes over a key made ready once a salt. To make a key for every scan cost as much
// as everything else about its visitor (bench: P1).
function padsOf(salt: Buffer): Pads {
  const known = pads.get(salt)
  if (known) return known
  if (salt.length > BLOCK_BYTES) throw new RangeError('a salt is at most a block long')
  const key = Buffer.alloc(BLOCK_BYTES)
  salt.copy(key)
  const ready = {
    inner: Buffer.from(key.map((byte) => byte ^ 0x36)),
    outer: Buffer.from(key.map((byte) => byte ^ 0x5c)),
  }
  pads.set(salt, ready)
  return ready
}

/**
 * The same construction under the platform's salt of the day, for counting people across
 * organizations before data leaves the house. It is kept apart from the scans, where only the
 * release job reads it, and dropped when that day's release is frozen.
 *
 * @param platformSalt the platform's 16 random bytes of the day
 * @returns 16 bytes, unrelated to any visitor hash
 */
export function personKey(platformSalt: Buffer, ip: string, userAgent: string): Buffer {
  return visitorHash(platformSalt, ip, userAgent)
}
