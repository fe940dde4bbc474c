import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import type { TestDatabase } from '../../db/testing.ts'
import { iphone } from '../testing.ts'
import type { Arrival } from './store.ts'

/** A person's scan of a code, as the redirect hands it to the intake; each with a visitor of its own. */
export function anArrival(
  organizationId: string,
  qrCodeId: string,
  changes: Partial<Arrival> = {},
): Arrival {
  const id = uuidv7()
  return {
    organization_id: organizationId,
    id,
    scanned_at: new Date().toISOString(),
    qr_code_id: qrCodeId,
    outcome: 'REDIRECTED',
    classification: 'HUMAN',
    reason: null,
    classifier_version: 1,
    source: 'QR',
    method: 'GET',
    purpose: null,
    excluded: null,
    ip_prefix: '203.0.113.0/24',
    visitor_hash: `\\x${id.replaceAll('-', '')}`,
    person_key: `\\x${id.replaceAll('-', '')}`,
    user_agent: iphone,
    referrer: null,
    country_code: 'NL',
    country: 'Netherlands',
    region: 'Noord-Holland',
    city: 'Amsterdam',
    device_type: 'phone',
    os: 'iOS',
    browser: 'Safari',
    ...changes,
  }
}

/** Stands between a server and its database: passes on, hangs up, or swallows what is sent. */
export type DatabaseProxy = {
  url: string
  /**
   * `open` passes on; `closed` refuses and cuts what is open; `silent` accepts and never answers, nor do the
   * connections of that time ever again: half-open, as after a router lost its memory.
   */
  mode(mode: 'open' | 'closed' | 'silent'): void
  close(): Promise<void>
}

export async function aProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const { hostname, port } = new URL(databaseUrl)
  const open = new Set<Socket>()
  let mode: 'open' | 'closed' | 'silent' = 'open'
  const dead = new Set<Socket>()
  const server = createServer((near) => {
    keep(near)
    if (mode === 'closed') near.destroy()
    if (mode !== 'open') return
    const far = connect(Number(port), hostname)
    keep(far)
    const pass = (from: Socket, to: Socket) => {
      const isDead = () => dead.has(from) || dead.has(to)
      from.on('data', (bytes) => isDead() || to.write(bytes))
      from.on('close', () => isDead() || to.destroy())
    }
    pass(near, far)
    pass(far, near)
  })
  function keep(socket: Socket): void {
    open.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => open.delete(socket))
  }
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const target = new URL(databaseUrl)
  target.port = String(typeof address === 'object' && address ? address.port : 0)
  const cut = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    url: target.href,
    mode(next) {
      if (next === 'closed') cut()
      if (next === 'silent') for (const socket of open) dead.add(socket)
      mode = next
    },
    close() {
      cut()
      return new Promise((done) => server.close(() => done()))
    },
  }
}

/** The database as a server behind the proxy sees it. */
export function through(proxy: DatabaseProxy, database: TestDatabase): TestDatabase {
  return { ...database, adminUrl: proxy.url }
}

/** Waits for something to become true. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  timeout = 40_000,
): Promise<void> {
  const deadline = Date.now() + timeout
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${timeout} ms: ${condition}`)
    await delay(20)
  }
}
