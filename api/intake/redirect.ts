import { randomFillSync } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { v7 as uuidv7 } from 'uuid'
import type { ScanDb } from '../../db/connections.ts'
import { type AddressRanges, clientAddress } from '../hits/address.ts'
import type { Places } from '../hits/place.ts'
import { describeHit, type Hit } from '../hits/scan.ts'
import { personKey, visitorHash } from '../hits/visitor.ts'
import { targetProblem } from '../qr-codes/target.ts'
import type { Intake } from './intake.ts'
import { gonePage, unknownPage } from './pages.ts'
import type { Salts } from './salts.ts'
import { type Code, outcomeOf, type Slugs, SlugsAway, timezoneOf } from './slugs.ts'
import { type Arrival, insertOrphan } from './store.ts'

/** What answering a scan takes. */
export type ScanRoad = {
  db: ScanDb
  slugs: Slugs
  salts: Salts
  places: Places
  intake: Intake
  trusted: AddressRanges
  publicUrl: string
  /** Where files are shown. */
  filesUrl: string
}

const slugForm = /^[0-9A-Za-z]{6,32}$/
const mostBody = 4_096
/** Hits on unknown slugs that are being written; more are not kept, so that guessing cannot fill the pool. */
const mostOrphans = 20
let orphans = 0

/**
 * GET, HEAD or POST /s/{slug}: explains the hit, keeps it, and only then answers: 302 to the target, 410 with a page for a
 * code that is paused, expired, deleted or taken down, 404 for an unknown one, 503 when neither memory nor database
 * knows the slug. POST answers the same in JSON: 200 { scanId, targetUrl }.
 */
export async function answerScan(
  road: ScanRoad,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const slug = url.pathname.slice('/s/'.length)
  const method = request.method ?? 'GET'
  if (!['GET', 'HEAD', 'POST'].includes(method)) {
    return reply(response, 405, { allow: 'GET, HEAD, POST' })
  }
  const bodyReferrer = method === 'POST' ? await readReferrer(request) : undefined
  const ip = clientAddress(
    request.socket.remoteAddress ?? '',
    joined(request.headers['x-forwarded-for']),
    road.trusted,
  )
  const describe = (code?: Code): Hit => {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, joined(value)]),
    )
    const excluded = code?.excluded ?? []
    return describeHit(
      { method, headers, ip, query: url.searchParams, bodyReferrer },
      { places: road.places, excluded },
    )
  }
  const code = await findCode(road, slug)
  if (code === 'AWAY') return reply(response, 503, { 'retry-after': '2' })
  if (!code) {
    keepOrphan(road, slug, describe())
    return method === 'POST'
      ? replyJson(response, 404, { code: 'NOT_FOUND', message: 'No code has this address.' })
      : replyPage(response, 404, unknownPage())
  }
  const arrival = arrivalOf(road, code, describe(code), ip)
  try {
    await road.intake.push(arrival)
  } catch {
    // Neither the database nor the disk took it, and the intake has said so: an answer would promise that it is kept.
    return reply(response, 503, { 'retry-after': '2' })
  }
  answerKnown(method, targetOf(road, code), arrival, response)
}

async function findCode(road: ScanRoad, slug: string): Promise<Code | null | 'AWAY'> {
  if (!slugForm.test(slug)) return null
  try {
    return await road.slugs.find(slug)
  } catch (error) {
    if (error instanceof SlugsAway) return 'AWAY'
    throw error
  }
}

/** Fixes id and time together, once: a replay of this arrival is the same row. */
function arrivalOf(road: ScanRoad, code: Code, hit: Hit, ip: string): Arrival {
  const now = Date.now()
  const visitorSalt = road.salts.visitor(code.organizationId, timezoneOf(code, now), now)
  const platformSalt = road.salts.person(now)
  return {
    ...hit,
    organization_id: code.organizationId,
    id: newId(now),
    scanned_at: new Date(now).toISOString(),
    qr_code_id: code.qrCodeId,
    outcome: safeOutcome(road, code, now),
    visitor_hash: visitorSalt ? bytes(visitorHash(visitorSalt, ip, hit.user_agent ?? '')) : null,
    person_key: platformSalt ? bytes(personKey(platformSalt, ip, hit.user_agent ?? '')) : null,
  }
}

type Target = { url: string; location: string; isUnsafe: boolean }
const targets = new WeakMap<Code, Target>()

/**
 * The link, or the address of the file; both are sent as they are stored, so that no file is looked up for a scan. A link is
 * read once for as long as the code is remembered.
 */
function targetOf(road: ScanRoad, code: Code): Target {
  const known = targets.get(code)
  if (known) return known
  const url = code.targetUrl ?? `${road.filesUrl}/f/${code.slug}`
  const ownHost = new URL(road.publicUrl).host
  const isUnsafe = code.targetUrl !== null && targetProblem(code.targetUrl, ownHost) !== null
  const target = { url, location: URL.parse(url)?.href ?? url, isUnsafe }
  targets.set(code, target)
  return target
}

/** A target saved under older, looser rules is not followed. */
function safeOutcome(road: ScanRoad, code: Code, now: number) {
  const outcome = outcomeOf(code, now)
  return outcome === 'REDIRECTED' && targetOf(road, code).isUnsafe ? 'TAKEN_DOWN' : outcome
}

const idBytes = 16
const idPool = Buffer.alloc(256 * idBytes)
let idAt = idPool.length

/** A UUIDv7 of that moment. Randomness is fetched for many at a time: by the one it costs more than the rest of an id. */
function newId(now: number): string {
  if (idAt === idPool.length) {
    randomFillSync(idPool)
    idAt = 0
  }
  const random = idPool.subarray(idAt, idAt + idBytes)
  idAt += idBytes
  return uuidv7({ msecs: now, random })
}

function answerKnown(
  method: string,
  target: Target,
  arrival: Arrival,
  response: ServerResponse,
): void {
  const isPost = method === 'POST'
  if (arrival.outcome === 'REDIRECTED') {
    if (isPost) replyJson(response, 200, { scanId: arrival.id, targetUrl: target.url })
    else reply(response, 302, { location: target.location })
    return
  }
  const page = gonePage(arrival.outcome)
  if (isPost) replyJson(response, 410, { code: arrival.outcome, message: page.title })
  else replyPage(response, 410, page.html)
}

function keepOrphan(road: ScanRoad, slug: string, hit: Hit): void {
  if (orphans >= mostOrphans) return
  orphans += 1
  insertOrphan(road.db, uuidv7(), slug, hit)
    // Nobody's data: losing one while the database is away is of no account.
    .catch(() => {})
    .finally(() => {
      orphans -= 1
    })
}

/** The referrer a POST names; anything else in the body is ignored, and so is a body that cannot be read. */
async function readReferrer(request: IncomingMessage): Promise<string | undefined> {
  try {
    const body: unknown = JSON.parse(await readStart(request))
    const referrer = (body as { referrer?: unknown } | null)?.referrer
    return typeof referrer === 'string' ? referrer : undefined
  } catch {
    return undefined
  }
}

/**
 * The body, or '' for one that is too long: its rest goes past unread, so that the request can be answered and the
 * connection's next one does not wait behind it.
 */
function readStart(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let size = 0
    request.on('data', (part: Buffer) => {
      size += part.length
      if (size <= mostBody) parts.push(part)
      else resolve('')
    })
    request.once('end', () => resolve(Buffer.concat(parts).toString()))
    request.once('error', reject)
  })
}

/** Never cached, so that every scan is counted and a changed target holds at once. */
const always = {
  'cache-control': 'private, no-store',
  'referrer-policy': 'no-referrer-when-downgrade',
  'x-robots-tag': 'noindex',
  'x-content-type-options': 'nosniff',
}

function reply(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body = '',
): void {
  response.writeHead(status, { ...always, ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

function replyJson(response: ServerResponse, status: number, body: unknown): void {
  reply(
    response,
    status,
    { 'content-type': 'application/json; charset=utf-8' },
    JSON.stringify(body),
  )
}

function replyPage(response: ServerResponse, status: number, html: string): void {
  const policy = "default-src 'none'; style-src 'unsafe-inline'"
  reply(
    response,
    status,
    { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy },
    html,
  )
}

function joined(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header
}

function bytes(buffer: Buffer): string {
  return `\\x${buffer.toString('hex')}`
}
