import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** So few bits of a network that leaving it out would leave out a part of the world. */
const widest = { ipv4: 8, ipv6: 16 } as const

/**
 * An address or a CIDR range as a network of the database: `203.0.113.7` is `203.0.113.7/32`, `203.0.113.7/24` is
 * `203.0.113.0/24`, and an IPv4 address written in IPv6 is IPv4. Null for a text that is neither, and for a network wider than
 * a /8 (IPv6: /16).
 */
export function networkOf(text: string): string | null {
  const [address = '', bits, ...rest] = text.trim().split('/')
  const kind = isIP(address)
  if (kind === 0 || address.includes('%') || rest.length > 0) return null
  const width = kind === 4 ? 32 : 128
  if (bits !== undefined && !/^\d{1,3}$/.test(bits)) return null
  const prefix = bits === undefined ? width : Number(bits)
  if (prefix > width) return null
  return networkIn(ipaddr.parse(address), prefix)
}

function networkIn(address: ipaddr.IPv4 | ipaddr.IPv6, prefix: number): string | null {
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && prefix >= 96)
    return networkIn(address.toIPv4Address(), prefix - 96)
  if (prefix < widest[address.kind()]) return null
  const kept = address.toByteArray().map((byte, index) => byte & maskOf(prefix - 8 * index))
  return `${ipaddr.fromByteArray(kept).toString()}/${prefix}`
}

/** The first so many bits of a byte. */
function maskOf(bits: number): number {
  return 0xff & (0xff00 >> Math.min(8, Math.max(0, bits)))
}
