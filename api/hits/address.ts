import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { LRUCache } from 'lru-cache'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** Address ranges, parsed once: the proxies we trust, or what an organization excludes. */
export type AddressRanges = readonly (readonly [Address, number])[]

// More hops than any real chain has: a header built to be long is not walked to its end.
const MAX_HOPS = 32

/**
 * The address a request came from.
 *
 * X-Forwarded-For is text anyone can write, so it is believed only as far back as trusted proxies
 * vouch for it: from the right, over every trusted address, to the first one that is not. An entry
 * that is no address ends the walk at the last good one.
 *
 * @param remote the peer of the socket; '' when the socket is already gone
 * @param forwardedFor the X-Forwarded-For header, several of them joined by commas
 * @param trusted the proxies whose word counts; none by default
 * @returns an IPv4 or compressed IPv6 text without zone (`::ffff:a.b.c.d` is `a.b.c.d`), or '' when
 *   the peer itself is no address
 */
export function clientAddress(
  remote: string,
  forwardedFor: string | undefined,
  trusted: AddressRanges,
): string {
  let client = parseAddress(remote)
  if (client === null) return ''
  const hops = (forwardedFor ?? '').split(',').slice(-MAX_HOPS)
  while (hops.length > 0 && isAmong(client, trusted)) {
    const previous = parseAddress(withoutPort(hops.pop() ?? ''))
    if (previous === null) break
    client = previous
  }
  return client.toString()
}

/**
 * Reads a list of addresses and CIDR ranges, separated by commas or white space. Bits beyond the
 * prefix are ignored, as PostgreSQL's `inet` does.
 *
 * @returns the ranges; none for an empty text
 * @throws Error naming the entry that is neither an address nor a range
 */
export function parseRanges(cidrs: string): AddressRanges {
  return cidrs
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(parseRange)
}

/** Whether an address lies in one of the ranges; a text that is no address lies in none. */
export function isWithin(ip: string, trusted: AddressRanges): boolean {
  const address = parseAddress(ip)
  return address !== null && isAmong(address, trusted)
}

/**
 * What may be stored of an address: its /24 (IPv4) or /48 (IPv6), as text for an `inet` or `cidr`
 * column, for example `203.0.113.0/24`. Null for a text that is no address.
 */
export function truncateAddress(ip: string): string | null {
  const address = parseAddress(ip)
  if (address === null) return null
  return address.kind() === 'ipv4' ? `${network(address, 24)}/24` : `${network(address, 48)}/48`
}

/**
 * The address as the visitor hash takes it: a full IPv4, or the /64 network of an IPv6, inside
 * which a phone changes its temporary address several times a day. '' for a text that is no address.
 */
export function visitorAddress(ip: string): string {
  const address = parseAddress(ip)
  if (address === null) return ''
  return address.kind() === 'ipv4' ? address.toString() : network(address, 64)
}

/**
 * An address that can be somewhere on the public internet, as its 4 or 16 bytes; null for private,
 * loopback, reserved and malformed ones.
 */
export function publicAddress(ip: string): number[] | null {
  const address = parseAddress(ip)
  return address?.range() === 'unicast' ? address.toByteArray() : null
}

// node:net decides what an address is: ipaddr.js alone also reads 0x7f.1, 127.1 and octal parts.
function parseAddress(text: string): Address | null {
  const known = parsed.get(text)
  if (known) return known
  const [address = ''] = text.trim().split('%')
  if (isIP(address) === 0) return null
  const read = ipaddr.process(address)
  if (text.length <= MAX_TEXT) parsed.set(text, read)
  return read
}

// A hit's address is looked at six times over, which was a third of what a redirect cost (bench: P1).
const parsed = new LRUCache<string, Address>({ max: 256 })
const MAX_TEXT = 45

// Some balancers write the port: 198.51.100.7:4711 or [2001:db8::7]:4711.
function withoutPort(entry: string): string {
  const parts = /^\s*(?:\[([^\]]*)\](?::\d{1,5})?|([\d.]+):\d{1,5})\s*$/.exec(entry)
  return parts?.[1] ?? parts?.[2] ?? entry
}

function parseRange(entry: string): readonly [Address, number] {
  const [text = '', bits, ...rest] = entry.split('/')
  const address = isIP(text) === 0 ? null : ipaddr.parse(text)
  const width = address?.kind() === 'ipv4' ? 32 : 128
  const prefix = bits === undefined ? width : /^\d{1,3}$/.test(bits) ? Number(bits) : -1
  if (address === null || rest.length > 0 || prefix < 0 || prefix > width) {
    throw new Error(`'${entry}' is neither an IP address nor a CIDR range`)
  }
  // Addresses are compared after ::ffff:a.b.c.d became a.b.c.d, so ranges are written that way too.
  const mapped = address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && prefix >= 96
  return mapped ? [address.toIPv4Address(), prefix - 96] : [address, prefix]
}

function isAmong(address: Address, ranges: AddressRanges): boolean {
  return ranges.some(
    ([range, prefix]) => range.kind() === address.kind() && address.match(range, prefix),
  )
}

function network(address: Address, prefix: number): string {
  const kept = address.toByteArray().map((byte, index) => (index < prefix / 8 ? byte : 0))
  return ipaddr.fromByteArray(kept).toString()
}
