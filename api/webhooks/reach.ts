import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/**
 * How far a webhook may reach. The product has one, publicReach; a test hands openApp another, so that no setting of the
 * environment can open this door.
 */
export type Reach = {
  protocols: readonly string[]
  /** All addresses of a name. */
  resolve(hostname: string): Promise<string[]>
  mayReach(address: string): boolean
  /** Whom to trust besides the known authorities. */
  ca?: string
}

export const publicReach: Reach = {
  protocols: ['https:'],
  resolve: async (hostname) =>
    (await lookup(hostname, { all: true, verbatim: true })).map(({ address }) => address),
  mayReach: isPublic,
}

/** The part of IPv6 that is given out; what else there is leads to IPv4, to this network, or nowhere. */
const global = ipaddr.IPv6.parseCIDR('2000::/3')
/** Public to look at, and answered by the machine's own cloud (Azure's wire server). */
const metadata = ['168.63.129.16']

/**
 * Whether an address lies in the public internet: not private, loopback, link-local, carrier-grade NAT, multicast, reserved,
 * for documentation, or a metadata service, also not as IPv4 inside IPv6 (mapped, compatible, NAT64, 6to4, Teredo). A text
 * that is no address does not.
 */
export function isPublic(text: string): boolean {
  if (isIP(text) === 0) return false
  const address = ipaddr.parse(text)
  if (address.range() !== 'unicast') return false
  if (address instanceof ipaddr.IPv6) return !address.zoneId && address.match(global)
  return !metadata.includes(address.toString())
}

/** Why an address cannot be a webhook's, in words; null when it can, as far as its spelling tells. */
export function urlProblem(reach: Reach, text: string): string | null {
  const url = URL.parse(text)
  if (!url || !reach.protocols.includes(url.protocol))
    return 'Use an address like https://example.com/hook.'
  if (url.username || url.password) return 'Leave name and password out of the address.'
  if (url.hash) return 'Leave out what comes after the #.'
  const host = hostOf(url)
  const isInside = isIP(host) ? !reach.mayReach(host) : isLocalName(host)
  return isInside ? privateAddress : null
}

const privateAddress = 'This address leads into a private network.'

/** Names that are never in the public internet (RFC 6761, 6762, 8375), or are one machine's own. */
function isLocalName(host: string): boolean {
  const name = host.replace(/\.$/, '')
  return !name.includes('.') || /\.(localhost|local|internal|home\.arpa|onion)$/.test(name)
}

/** The name or address, without the brackets that URLs put around IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
}

/** No address of that name is one we may reach. */
export class OutOfReach extends Error {}

/**
 * The addresses of a host, found once: whoever connects, connects to these. Throws OutOfReach when there is none, or when
 * any one of them is not public, for a name that leads to both is made to.
 */
export async function addressesOf(reach: Reach, url: URL): Promise<string[]> {
  const host = hostOf(url)
  const found = isIP(host) ? [host] : await reach.resolve(host)
  if (found.length === 0 || !found.every((address) => reach.mayReach(address)))
    throw new OutOfReach(privateAddress)
  return found
}
