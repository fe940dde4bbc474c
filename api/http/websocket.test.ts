import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { signAccess } from '../credentials/token.ts'
import { until } from '../intake/testing.ts'
import {
  addColleague,
  aServer,
  claimsOf,
  createCode,
  iphone,
  type Member,
  scan,
  setPlan,
  signIn,
  signUp,
  type TestServer,
} from '../testing.ts'

const scans = 'subscription { scanFeed { cursor gap scans { id } } }'

let server: TestServer
let owner: Member
beforeAll(async () => {
  server = await aServer()
  owner = await signUp(server)
  await setPlan(server, owner, 3)
})
afterAll(() => server.stop())

type Message = { type: string; id?: string; payload?: Record<string, unknown> & unknown[] }
type Raw = {
  socket: WebSocket
  messages: Message[]
  /** The code and reason it was closed with; null while it is open. */
  closed(): [number, string] | null
  send(message: object): void
  subscribe(id: string, query?: string): void
  of(type: string): Message[]
}

/** A socket below the level of any client library. */
async function raw(
  options: { protocol?: string; origin?: string; path?: string; on?: TestServer } = {},
): Promise<Raw> {
  const { protocol = 'graphql-transport-ws', origin, path = '/graphql', on = server } = options
  const socket = new WebSocket(`${on.url.replace('http', 'ws')}${path}`, protocol, {
    ...(origin ? { origin } : {}),
  })
  const messages: Message[] = []
  let closed: [number, string] | null = null
  socket.on('message', (text) => messages.push(JSON.parse(String(text))))
  socket.on('close', (code, reason) => {
    closed = [code, String(reason)]
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  socket.on('error', () => {})
  return {
    socket,
    messages,
    closed: () => closed,
    send: (message) => socket.send(JSON.stringify(message)),
    subscribe(id, query = scans) {
      socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query } }))
    },
    of: (type) => messages.filter((message) => message.type === type),
  }
}

async function admitted(token: string, on = server): Promise<Raw> {
  const socket = await raw({ on })
  socket.send({ type: 'connection_init', payload: { accessToken: token } })
  await until(() => socket.of('connection_ack').length === 1 || socket.closed() !== null)
  return socket
}

async function shut(...sockets: Raw[]): Promise<void> {
  for (const { socket } of sockets) socket.terminate()
  await until(() => sockets.every((each) => each.closed() !== null))
}

const isAlive = async () => (await fetch(`${server.url}/healthz`)).status === 200

describe('A websocket', () => {
  it('is closed with 4401 without a valid access token', async () => {
    const payloads = [
      undefined,
      {},
      { accessToken: '' },
      { accessToken: 7 },
      { accessToken: 'x.y.z' },
      { accessToken: owner.token.replace(/\.[^.]+$/, `.${'A'.repeat(86)}`) },
      { Authorization: `Bearer ${owner.token}` },
    ]
    for (const payload of payloads) {
      const socket = await raw()
      socket.send({ type: 'connection_init', payload })
      await until(() => socket.closed() !== null || socket.messages.length > 0)
      expect(socket.closed()?.[0], JSON.stringify(payload)).toBe(4401)
      expect(socket.messages).toEqual([])
    }
  })

  it('subscribes to nothing before it has said who it is', async () => {
    const socket = await raw()
    socket.subscribe('1')
    await until(() => socket.closed() !== null)
    expect(socket.closed()?.[0]).toBe(4401)
  })

  it('speaks graphql-transport-ws only', async () => {
    const closed: number[] = []
    for (const protocol of ['graphql-ws', 'soap']) {
      await raw({ protocol }).then(
        async (socket) => {
          await until(() => socket.closed() !== null)
          closed.push(socket.closed()?.[0] ?? 0)
        },
        () => closed.push(4406),
      )
    }
    expect(closed).toEqual([4406, 4406])
  })

  it('opens for no page of another site, and for our own and for programs', async () => {
    const foreign = ['https://evil.example', 'null', 'http://localhost:4001', 'garbage', 'file://']
    for (const origin of foreign) {
      await expect(raw({ origin }), origin).rejects.toThrow('403')
    }
    await expect(raw({ path: '/elsewhere' })).rejects.toThrow('404')
    for (const origin of [undefined, server.config.publicUrl, server.url])
      await shut(await raw(origin ? { origin } : {}))
  })

  it('carries subscriptions only, within the limits of every operation', async () => {
    const socket = await admitted(owner.token)
    const refused = {
      query: '{ me { id } }',
      mutation: 'mutation { signOut }',
      syntax: 'subscription {',
      unknown: 'subscription { everything }',
      aliases: `subscription { scanFeed { ${Array.from({ length: 50 }, (_, i) => `a${i}: cursor`).join(' ')} } }`,
      tokens: `subscription { scanFeed { ${'cursor '.repeat(3_000)} } }`,
    }
    for (const [id, query] of Object.entries(refused)) socket.subscribe(id, query)
    await until(() => socket.of('error').length === Object.keys(refused).length)
    for (const { id, payload } of socket.of('error'))
      expect(payload?.[0], id).toMatchObject({ extensions: { code: 'INVALID' } })
    expect(socket.closed()).toBeNull()
    await shut(socket)
  })

  it('carries five subscriptions at once, and a sixth when one of them was ended', async () => {
    const socket = await admitted(owner.token)
    for (const id of ['1', '2', '3', '4', '5', '6']) socket.subscribe(id)
    await until(() => socket.of('next').length === 5 && socket.of('error').length === 1)
    expect(socket.of('error')[0]).toMatchObject({
      id: '6',
      payload: [{ extensions: { code: 'RATE_LIMITED' } }],
    })
    const size = server.app.feed.size
    // Nobody scans meanwhile: each must be free at once.
    for (let i = 0; i < 20; i++) {
      socket.send({ id: i === 0 ? '1' : `more ${i - 1}`, type: 'complete' })
      await until(() => server.app.feed.size === size - 1)
      socket.subscribe(`more ${i}`)
      await until(() => socket.of('next').length === 6 + i)
    }
    expect(socket.of('error')).toHaveLength(1)
    await shut(socket)
    await until(() => server.app.feed.size === 0)
  })

  it('is one of ten a member may have, and makes room when it goes, however it goes', async () => {
    const member = await addColleague(server, owner, 'VIEWER')
    for (let round = 0; round < 3; round++) {
      const sockets = await Promise.all(Array.from({ length: 10 }, () => admitted(member.token)))
      for (const each of sockets) each.subscribe('1')
      await until(() => sockets.every((each) => each.of('next').length === 1))
      const eleventh = await admitted(member.token)
      expect(eleventh.closed()?.[0]).toBe(4429)
      await shut(...sockets)
      await until(() => server.app.feed.size === 0)
    }
    // Gone before it was known who they were.
    for (let i = 0; i < 15; i++) {
      server.app.services.viewers.forget(claimsOf(member.token).sid)
      const hasty = await raw()
      hasty.send({ type: 'connection_init', payload: { accessToken: member.token } })
      hasty.socket.terminate()
    }
    await delay(100)
    const last = await admitted(member.token)
    expect(last.closed()).toBeNull()
    await shut(last)
  })

  it('that sends too much or nonsense is closed, alone, and the server goes on', async () => {
    const bystander = await admitted(owner.token)
    bystander.subscribe('1')
    const nonsense: (string | Buffer)[] = [
      'x'.repeat(64 * 1024 + 1),
      Buffer.alloc(200_000),
      '{',
      'null',
      '[]',
      '{"type":"subscribe"}',
      '{"type":"__proto__","id":"x"}',
      '{"type":"subscribe","id":"__proto__","payload":{"query":7}}',
      Buffer.from([0, 255, 254]),
    ]
    for (const text of nonsense) {
      const socket = await admitted(owner.token)
      socket.socket.send(text)
      await until(() => socket.closed() !== null)
      expect(socket.closed()?.[0]).toBeGreaterThan(1_001)
    }
    // Bytes that are no frames at all, and connections that are cut at every step.
    const { port } = new URL(server.url)
    const upgrade = (path: string, more = '') =>
      `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${more}\r\n`
    const openings = [
      upgrade('/graphql'),
      upgrade('/graphql', 'Origin: https://evil.example\r\n'),
      upgrade('//'),
      upgrade('http://['),
      upgrade('/\\'),
      upgrade('*'),
      upgrade('/graphql').replace('13', '99'),
    ]
    for (const opening of openings) {
      for (const isReset of [true, false]) {
        const socket = connect(Number(port), '127.0.0.1')
        socket.on('error', () => {})
        socket.write(opening)
        await delay(5)
        socket.write(Buffer.from(Array.from({ length: 300 }, () => Math.random() * 256)))
        if (isReset) socket.resetAndDestroy()
        else socket.end()
      }
    }
    await delay(50)
    expect(await isAlive()).toBe(true)
    const { slug } = await createCode(server, owner)
    await scan(server, slug, { 'user-agent': `${iphone} bystander` })
    await until(() => bystander.of('next').length === 2)
    await shut(bystander)
  })
})

describe('A websocket whose right has ended', () => {
  it('is closed when its token expires', async () => {
    const { signer } = await server.app.services.keys.keys()
    const { sub, sid, org } = claimsOf(owner.token)
    const issued = Date.now() - 598_000
    const { audience } = server.app.services.keys
    const { token } = await signAccess(signer, audience, { sub, sid, org }, issued)
    const socket = await admitted(token)
    expect(socket.closed()).toBeNull()
    await until(() => socket.closed() !== null, 5_000)
    expect(socket.closed()?.[0]).toBe(4403)
  })

  it('is closed within seconds of signing out, of removal, of a new role and of suspension', async () => {
    const { admin } = server.database
    const [removed, changed, leaver] = [
      await addColleague(server, owner, 'EDITOR'),
      await addColleague(server, owner, 'EDITOR'),
      await addColleague(server, owner, 'EDITOR'),
    ]
    const suspended = await signUp(server)
    const staying = await signIn(server, owner.email)
    const sockets = await Promise.all(
      [removed, changed, leaver, suspended, staying].map(({ token }) => admitted(token)),
    )
    for (const each of sockets) each.subscribe('1')
    await until(() => sockets.every((each) => each.of('next').length === 1))
    const start = performance.now()
    await admin.query(`update members set status = 'DEACTIVATED' where id = $1`, [removed.memberId])
    await admin.query(`update members set role = 'VIEWER' where id = $1`, [changed.memberId])
    await admin.query(`update organizations set status = 'SUSPENDED' where id = $1`, [
      suspended.organizationId,
    ])
    const { errors } = await server.send('mutation { signOut }', {}, leaver)
    expect(errors).toBeUndefined()
    await until(() => sockets.slice(0, 4).every((each) => each.closed() !== null))
    expect(performance.now() - start).toBeLessThan(6_000)
    expect(sockets.slice(0, 4).map((each) => each.closed()?.[0])).toEqual([4403, 4403, 4403, 4403])
    expect(sockets[4]?.closed()).toBeNull()
    await shut(...sockets)
  })

  it('is asked about once a session, and three sessions at a time', async () => {
    const { viewers } = server.app.services
    const people = await Promise.all(Array.from({ length: 3 }, () => signIn(server, owner.email)))
    const sockets = await Promise.all(
      people.flatMap(({ token }) => [admitted(token), admitted(token), admitted(token)]),
    )
    const mine = new Set(people.map(({ token }) => claimsOf(token).sid))
    const asked: string[] = []
    const current = viewers.current.bind(viewers)
    const answers: (() => void)[] = []
    viewers.current = async (key) => {
      if (mine.has(key.sessionId)) {
        asked.push(key.sessionId)
        // No session is answered before all have been asked.
        await new Promise<void>((resolve) => answers.push(resolve))
      }
      return current(key)
    }
    try {
      await until(() => asked.length === mine.size)
      expect(new Set(asked)).toEqual(mine)
    } finally {
      viewers.current = current
      for (const answer of answers) answer()
    }
    expect(asked).toHaveLength(mine.size)
    expect(sockets.map((each) => each.closed())).toEqual(sockets.map(() => null))
    await shut(...sockets)
  })
})

describe('A server that stops', () => {
  it('says goodbye with 1001, and does not wait for those who do not answer', async () => {
    const stopping = await aServer({}, server.database)
    const polite = await admitted(owner.token, stopping)
    polite.subscribe('1')
    await until(() => polite.of('next').length === 1)
    const { port } = new URL(stopping.url)
    const deaf = connect(Number(port), '127.0.0.1')
    deaf.write(
      'GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
    )
    await new Promise((resolve) => deaf.once('data', resolve))
    deaf.pause()
    const start = performance.now()
    await stopping.stop()
    expect(performance.now() - start).toBeLessThan(8_000)
    await until(() => polite.closed() !== null)
    expect(polite.closed()?.[0]).toBe(1001)
    deaf.destroy()
  })
})
