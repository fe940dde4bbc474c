import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { addressesOf, OutOfReach, type Reach } from './reach.ts'

/** What came of one attempt. */
export type Answer = {
  /** Null when there was no answer. */
  status: number | null
  /** The beginning of what it said. */
  excerpt: string | null
  /** Why there was none, in words. */
  error: string | null
  durationMs: number
}

/** How long finding, connecting, sending and answering may take together, in milliseconds. */
const patience = 20_000
/** Nobody reads more of an answer, in bytes. */
const mostBytes = 64 * 1024
/** So many characters of it are kept. */
const excerptLength = 1_000

/**
 * Sends a body to an address and reads the beginning of the answer. The name is resolved once, here, and the connection is
 * made to what was found and checked; it is made anew each time, and redirects are not followed. Never throws but when
 * `stopping` is aborted: then nobody knows what came of it.
 */
export async function post(
  reach: Reach,
  url: URL,
  message: { headers: Record<string, string>; body: string },
  stopping: AbortSignal,
): Promise<Answer> {
  const startedAt = performance.now()
  const end = AbortSignal.timeout(patience)
  const signal = AbortSignal.any([end, stopping])
  const answer = { status: null, excerpt: null, error: null }
  const taken = () => Math.round(performance.now() - startedAt)
  try {
    const addresses = await before(signal, addressesOf(reach, url))
    const response = await send(reach, url, message, addresses, signal)
    const status = response.statusCode ?? null
    return { ...answer, status, excerpt: await beginning(response), durationMs: taken() }
  } catch (error) {
    stopping.throwIfAborted()
    return { ...answer, error: describe(error, end.aborted), durationMs: taken() }
  }
}

/** Looking a name up cannot be called off; it is no longer waited for. */
function before<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  return Promise.race([work, aborted])
}

function send(
  reach: Reach,
  url: URL,
  { headers, body }: { headers: Record<string, string>; body: string },
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const found = addresses.map((address) => ({ address, family: isIP(address) }))
  const lookup: LookupFunction = (_host, options, callback) => {
    const [first] = found
    if (options.all) callback(null, found)
    else callback(null, first?.address ?? '', first?.family)
  }
  return new Promise((resolve, reject) => {
    const { request } = url.protocol === 'https:' ? https : http
    const length = Buffer.byteLength(body)
    const outgoing = request(url, {
      method: 'POST',
      // No connection outlives its request, and none was made before the address was checked.
      agent: false,
      headers: { ...headers, 'content-length': length, connection: 'close' },
      lookup,
      signal,
      ...(reach.ca && { ca: reach.ca }),
    })
    outgoing.once('response', resolve)
    outgoing.once('error', reject)
    outgoing.end(body)
  })
}

/** The first characters of an answer; what comes after 64 KB is not waited for, nor is an answer that breaks off an error. */
async function beginning(response: IncomingMessage): Promise<string | null> {
  const pieces: Buffer[] = []
  let size = 0
  try {
    for await (const piece of response) {
      pieces.push(piece)
      size += piece.length
      if (size >= mostBytes) break
    }
  } catch {
    // What came of it stands in the status.
  }
  response.destroy()
  const text = Buffer.concat(pieces).subarray(0, mostBytes).toString('utf8')
  return (
    text
      .replace(/\p{Cc}+/gu, ' ')
      .toWellFormed()
      .slice(0, excerptLength)
      .trim() || null
  )
}

function describe(error: unknown, isLate: boolean): string {
  if (isLate) return `There was no answer within ${patience / 1_000} seconds.`
  if (error instanceof OutOfReach) return error.message
  const { code = 'unknown' } = error as NodeJS.ErrnoException
  if (/^(ENOTFOUND|EAI_)/.test(code)) return `The name of the host was not found (${code}).`
  if (/CERT|SELF_SIGNED|^ERR_TLS|^ERR_SSL|EPROTO/.test(code))
    return `Its certificate or its TLS cannot be trusted (${code}).`
  return `The connection failed (${code}).`
}
