import { type AddressRanges, isWithin, truncateAddress } from './address.ts'
import { CLASSIFIER_VERSION, isMailScanner, programOf } from './bots.ts'
import { type DeviceType, deviceOf } from './device.ts'
import type { Places } from './place.ts'

/** What a hit can be. Only HUMAN is counted as a scan; everything else is kept and explained. */
export type Classification =
  | 'HUMAN'
  | 'BOT'
  | 'PREFETCH'
  | 'HEAD'
  | 'PREVIEW'
  | 'DUPLICATE'
  | 'EXCLUDED'
  | 'INVALID'

/** A class, and the code of the step that gave it; null for HUMAN. */
export type Verdict = { classification: Classification; reason: string | null }

/** A request to a code's public address, as far as it matters here. */
export type ScanRequest = {
  method: string
  /** Names in lower case. */
  headers: Record<string, string | undefined>
  /** The client's full address (address.ts). It is looked up and truncated here, never kept. */
  ip: string
  query: URLSearchParams
  /** Where a POST says its visitor came from; before the Referer header, which names that page. */
  bodyReferrer?: string | undefined
}

/** What is asked besides the request: the place database, and the organization's own addresses. */
export type ScanContext = { places: Places; excluded: AddressRanges }

/**
 * What the steps look at, and all they look at: columns of the hit. So a later version can run over
 * kept hits and the same version always answers the same. `excluded` is the verdict on what is not
 * kept (address and query) and is carried over. Once a hit's user agent is dropped (30 days) it can
 * no longer be re-classified: a null here means that there was none.
 */
export type Evidence = {
  /** Upper case. */
  method: string
  /** The headers that announce a prefetch, as they were, at most 64 characters. */
  purpose: string | null
  excluded: 'no_track' | 'address' | null
  /** Without control characters, cut at 512 characters. */
  user_agent: string | null
  /** A host in lower case, at most 253 characters. */
  referrer: string | null
}

/** A request to a code as it is stored: the columns of its row, but for id, code, time and visitor. */
export type Hit = Evidence &
  Verdict & {
    /** The printed code, or the link that is shared (`?l`). */
    source: 'QR' | 'LINK'
    /** The /24 or /48 network, as CIDR text. */
    ip_prefix: string | null
    city: string | null
    region: string | null
    country: string | null
    country_code: string | null
    device_type: DeviceType
    os: string | null
    browser: string | null
    classifier_version: number
  }

type Step = (evidence: Evidence) => Verdict | null

/**
 * Request → Hit, in the order of definitions section 5; the first step with an answer decides.
 *
 * Address lists of data centres (8) are off by default and not built: people behind a VPN are people.
 * The rate (9) and the ten-second repeat (10) compare a hit with its neighbours in every process, so
 * the intake asks the database for them when this list says HUMAN.
 */
const steps: readonly Step[] = [method, purpose, exclusion, noAgent, preview, agent, referrer]

/**
 * Explains one request to a code. Nothing in the result identifies a person: the address is only
 * looked up and truncated. The visitor hash is the caller's (visitor.ts), because it needs a salt.
 * Never throws, whatever the request says.
 */
export function describeHit(request: ScanRequest, context: ScanContext): Hit {
  const evidence = evidenceOf(request, context)
  const { city, region, country, countryCode } = context.places.find(request.ip)
  const { deviceType, os, browser } = deviceOf(evidence.user_agent)
  return {
    ...evidence,
    ...classify(evidence),
    source: request.query.has('l') ? 'LINK' : 'QR',
    ip_prefix: truncateAddress(request.ip),
    city,
    region,
    country,
    country_code: countryCode,
    device_type: deviceType,
    os,
    browser,
    classifier_version: CLASSIFIER_VERSION,
  }
}

/** The verdict of this version's steps on kept evidence: for new hits and for re-classification. */
export function classify(evidence: Evidence): Verdict {
  for (const step of steps) {
    const verdict = step(evidence)
    if (verdict !== null) return verdict
  }
  return { classification: 'HUMAN', reason: null }
}

/**
 * The host a referrer names, in lower case; null when it names none. A referrer is text anyone can
 * write, so it is kept only if it could be a host name, and never fetched or linked.
 */
export function referrerHost(text: string | undefined): string | null {
  const url = text === undefined ? null : URL.parse(text)
  if (url === null || !/^(?:https?|android-app):$/.test(url.protocol)) return null
  const host = url.hostname.toLowerCase()
  return host.length <= MAX_HOST && /^[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?$/.test(host) ? host : null
}

const MAX_AGENT = 512
const MAX_PURPOSE = 64
const MAX_HOST = 253
const MAX_METHOD = 16

const purposeHeaders = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz']

function evidenceOf(request: ScanRequest, context: ScanContext): Evidence {
  const purposes = purposeHeaders.flatMap((name) => request.headers[name] ?? [])
  return {
    method: request.method.toUpperCase().slice(0, MAX_METHOD),
    purpose: clean(purposes.join(', '), MAX_PURPOSE),
    excluded: excludedBy(request, context),
    user_agent: clean(request.headers['user-agent'], MAX_AGENT),
    referrer: referrerHost(request.bodyReferrer ?? request.headers.referer),
  }
}

function excludedBy({ ip, query }: ScanRequest, { excluded }: ScanContext): Evidence['excluded'] {
  if (query.has('no-track')) return 'no_track'
  return isWithin(ip, excluded) ? 'address' : null
}

// Text that PostgreSQL and a log line can hold; null when nothing is left.
function clean(text: string | undefined, limit: number): string | null {
  const kept = (text ?? '')
    .replace(/\p{Cc}/gu, '')
    .trim()
    .slice(0, limit)
    .toWellFormed()
  return kept === '' ? null : kept
}

function method(evidence: Evidence): Verdict | null {
  if (evidence.method === 'GET' || evidence.method === 'POST') return null
  const asks = evidence.method === 'HEAD' || evidence.method === 'OPTIONS'
  return asks
    ? { classification: 'HEAD', reason: 'head' }
    : { classification: 'INVALID', reason: 'invalid:method' }
}

function purpose(evidence: Evidence): Verdict | null {
  const early = /prefetch|prerender|preview/i.test(evidence.purpose ?? '')
  return early ? { classification: 'PREFETCH', reason: 'prefetch' } : null
}

function exclusion({ excluded }: Evidence): Verdict | null {
  return excluded === null ? null : { classification: 'EXCLUDED', reason: `excluded:${excluded}` }
}

// A text that fills its column was cut: no browser says that much about itself.
function noAgent(evidence: Evidence): Verdict | null {
  const length = evidence.user_agent?.length ?? 0
  const useless = length === 0 || length >= MAX_AGENT
  return useless ? { classification: 'BOT', reason: 'bot:no_ua' } : null
}

function preview(evidence: Evidence): Verdict | null {
  const service = programOf(evidence.user_agent ?? '').preview
  return service === null ? null : { classification: 'PREVIEW', reason: `preview:${service}` }
}

function agent(evidence: Evidence): Verdict | null {
  const { bot } = programOf(evidence.user_agent ?? '')
  return bot ? { classification: 'BOT', reason: 'bot:ua' } : null
}

function referrer(evidence: Evidence): Verdict | null {
  const scanned = evidence.referrer !== null && isMailScanner(evidence.referrer)
  return scanned ? { classification: 'BOT', reason: 'bot:referrer' } : null
}
