import type { IncomingMessage, ServerResponse } from 'node:http'
import { v7 as uuidv7 } from 'uuid'
import { AdminContext, type AdminServices } from '../admin/context.ts'
import { type Done, runOperation, type Sent } from '../admin/operation.ts'
import { readStaff } from '../admin-door/keys.ts'
import type { AccessLog } from '../admin-log/log.ts'
import { withoutSecrets } from '../admin-log/redact.ts'
import { adminSchema } from '../admin-schema.ts'
import type { App } from '../app.ts'
import { invalid, Refusal } from '../graphql/errors.ts'
import { isWithin } from '../hits/address.ts'
import { readCapped, TooLarge } from '../http/body.ts'
import { factsOf } from '../http/endpoint.ts'
import { bearerOf } from '../http/headers.ts'
import { isFromHere } from '../http/health.ts'
import { sendErrors, sendFailure } from '../http/refuse.ts'
import { countTry, type Throttle, throttleKey } from '../throttle/throttle.ts'

/** A request may be so large, in bytes. */
const mostBody = 100_000
const longestReason = 300

/** Operations of nobody, an address: each costs the log two lines, so a flood of them is not let in. */
const perStranger: Throttle = { name: 'staff strangers', free: 100, windowSeconds: 900 }

/** What the roof adds: the log, which is written by nobody else. */
export type AdminRoad = { services: AdminServices; log: AccessLog }

/**
 * POST /admin/graphql. Every operation that reaches this is written down before it is looked at, and again before its answer
 * leaves; what cannot be written down is not done. Only JSON, so that no form of another page can send one.
 */
export async function answerAdmin(
  app: App,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const started = performance.now()
  try {
    const sent = await readSent(request)
    const { context, refusal } = await enter(app, request)
    const operationId = uuidv7()
    const { address, reason } = context.facts
    const who = { operationId, adminId: context.admin?.id ?? null, address }
    await app.admin.log.asked({ ...who, reason, ...withoutSecrets(adminSchema, sent) })
    const done = refusal
      ? refused(refusal)
      : await runOperation(adminSchema, sent, context, app.logBug)
    await app.admin.log.answered({
      ...who,
      // Who signed in is known only now.
      adminId: context.admin?.id ?? null,
      outcome: done.outcome,
      organizations: [...context.touched].sort(),
      rows: done.rows,
      cost: done.cost,
      durationMs: Math.round(performance.now() - started),
    })
    for (const cookie of context.setCookies) response.appendHeader('set-cookie', cookie)
    send(response, done, operationId)
  } catch (error) {
    if (error instanceof TooLarge)
      return sendErrors(response, 413, 'INVALID', 'This request is too large (at most 100 kB).')
    sendFailure(response, error, app.logBug)
  }
}

function refused({ message, code, details }: Refusal): Done {
  const extensions = { code, ...details }
  const errors = [{ message, extensions }] as unknown as NonNullable<Done['result']['errors']>
  return { result: { data: null, errors }, outcome: code, cost: 0, rows: 0 }
}

function send(response: ServerResponse, { result, cost, rows }: Done, operationId: string): void {
  const extensions = { operationId, cost, rows }
  const body = JSON.stringify({ ...result, extensions })
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  })
  response.end(body)
}

/** Who asks, or why nobody may from there. RATE_LIMITED is thrown: a flood is not written down. */
async function enter(
  app: App,
  request: IncomingMessage,
): Promise<{ context: AdminContext; refusal: Refusal | null }> {
  const { pools, admin } = app
  const token = bearerOf(request)
  const { address, cookies } = factsOf(app, request)
  const isWelcome = isAdmitted(app, request)
  const staff = token && isWelcome ? await readStaff(pools, admin.services.staffKeys, token) : null
  const facts = { address, cookies, reason: reasonOf(request) }
  const context = new AdminContext(pools, admin.services, facts, staff)
  if (!staff) {
    const key = throttleKey(admin.services.throttleKey, perStranger, address)
    const wait = await context.onDoor((db) => countTry(db, key, perStranger))
    if (wait) throw wait
  }
  const refusal = isWelcome
    ? null
    : new Refusal('FORBIDDEN', 'Staff do not work from this address.')
  return { context, refusal }
}

/** From the networks that ADMIN_ADDRESSES names, or from the machine itself, so that no list locks its owner out. */
export function isAdmitted(app: App, request: IncomingMessage): boolean {
  const { adminAddresses } = app.admin
  if (adminAddresses.length === 0 || isFromHere(app, request)) return true
  return isWithin(factsOf(app, request).address, adminAddresses)
}

function reasonOf(request: IncomingMessage): string | null {
  const header = request.headers['x-reason']
  if (typeof header !== 'string') return null
  // Headers come as Latin-1; what people write is UTF-8.
  const text = Buffer.from(header, 'latin1').toString('utf8').toWellFormed()
  return (
    text
      .replace(/\p{Cc}/gu, ' ')
      .trim()
      .slice(0, longestReason) || null
  )
}

async function readSent(request: IncomingMessage): Promise<Sent> {
  const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '')
  const body = await readCapped(request, mostBody)
  if (!isJson) throw invalid('content-type', 'Send application/json.')
  const { query, operationName, variables } = parse(body)
  if (typeof query !== 'string')
    throw invalid('query', 'Send { "query": "…", "variables": { … } }.')
  const isMap = typeof variables === 'object' && variables !== null && !Array.isArray(variables)
  return {
    query,
    operationName: typeof operationName === 'string' ? operationName : null,
    variables: isMap ? (variables as Record<string, unknown>) : {},
  }
}

function parse(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {
    // Said below.
  }
  throw invalid('body', 'This is not JSON.')
}
