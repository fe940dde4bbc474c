import type { IncomingMessage, ServerResponse } from 'node:http'
import ipaddr from 'ipaddr.js'
import { pendingMigrations } from '../../db/migrate.ts'
import type { App } from '../app.ts'
import { isWithin } from '../hits/address.ts'
import { registry } from '../metrics.ts'
import { factsOf } from './endpoint.ts'
import { sendErrors } from './refuse.ts'

/** GET /healthz: the process is alive. */
export function answerHealth(response: ServerResponse): void {
  sendText(response, 200, 'ok\n')
}

/** GET /readyz: the database answers, its migrations are current, and nobody is shutting down; 503 otherwise. */
export async function answerReady(
  app: App,
  isStopping: boolean,
  response: ServerResponse,
): Promise<void> {
  if (isStopping) return sendText(response, 503, 'stopping\n')
  try {
    const pending = await readPending(app)
    if (pending.length > 0)
      return sendText(response, 503, `migrations are pending: ${pending.join(', ')}\n`)
    sendText(response, 200, 'ready\n')
  } catch {
    sendText(response, 503, 'the database does not answer\n')
  }
}

async function readPending(app: App): Promise<string[]> {
  const client = await app.pools.oi_app.connect()
  let failure: unknown
  try {
    return await pendingMigrations(client)
  } catch (error) {
    failure = error
    throw error
  } finally {
    // A connection that did not answer is of no use to the next either.
    client.release(Boolean(failure))
  }
}

const localNames = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/

/**
 * Whether somebody on this machine asks, and under one of its own names: a page elsewhere could give its name this machine's
 * address and would then be asking in the browser of whoever sits here.
 */
export function isFromHere(app: App, request: IncomingMessage): boolean {
  const peer = request.socket.remoteAddress ?? ''
  const forwarded = request.headers['x-forwarded-for'] ?? request.headers.forwarded
  if (forwarded !== undefined && !isWithin(peer, app.trusted)) return false
  const isLocal = [peer, factsOf(app, request).address].every(isLoopback)
  return isLocal && localNames.test(request.headers.host ?? '')
}

/** GET /metrics for Prometheus; only for this machine and the trusted proxies themselves. */
export async function answerMetrics(
  app: App,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const peer = request.socket.remoteAddress ?? ''
  const client =
    request.headers['x-forwarded-for'] === undefined ? peer : factsOf(app, request).address
  const isForwardedByStranger =
    request.headers['x-forwarded-for'] !== undefined && !isWithin(peer, app.trusted)
  if (isForwardedByStranger || ![peer, client].every((address) => isNear(app, address))) {
    return sendErrors(response, 403, 'FORBIDDEN', 'Metrics are not public.')
  }
  sendText(response, 200, await registry.metrics(), registry.contentType)
}

function isNear(app: App, address: string): boolean {
  return isLoopback(address) || isWithin(address, app.trusted)
}

function isLoopback(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback'
}

function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}
