import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type ExecutionArgs, type GraphQLError, getOperationAST } from 'graphql'
import { useServer } from 'graphql-ws/use/ws'
import { type WebSocket, WebSocketServer } from 'ws'
import type { App } from '../app.ts'
import { Context, type Viewer } from '../graphql/context.ts'
import { maskError, Refusal } from '../graphql/errors.ts'
import { parseWithin, validateWithin } from '../graphql/limits.ts'
import { runSubscription } from '../graphql/subscription.ts'
import { schema } from '../schema.ts'
import { factsOf } from './endpoint.ts'

const mostMessage = 64 * 1024
const mostSubscriptions = 5
const mostSocketsAMember = 10
const keepAlive = 12_000
/** A client that does not answer the goodbye is cut off after so long, in milliseconds. */
const goodbye = 2_000
/** Sessions behind open sockets are asked this often, in milliseconds: a revoked one is shut within five seconds. */
const recheck = 4_000
/** So many of them at a time: one connection of that road stays free for those who sign in. */
const mostAsked = 3

type Extra = {
  socket: WebSocket
  request: IncomingMessage
  viewer?: Viewer
  open: Set<string>
}
type Params = { accessToken?: unknown }

/** Websockets on /graphql, protocol graphql-transport-ws: subscriptions only, by access token. */
export function attachWebsockets(server: Server, app: App): { stop(): Promise<void> } {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: mostMessage,
    perMessageDeflate: false,
    handleProtocols: (offered) =>
      offered.has('graphql-transport-ws') ? 'graphql-transport-ws' : false,
  })
  const members = new Map<Extra, Viewer>()
  const service = useServer<Params, Partial<Extra>>(
    {
      schema,
      onConnect: (connection) =>
        admit(app, members, connection.extra as Extra, connection.connectionParams),
      onSubscribe: (connection, id, payload) =>
        prepare(app, connection.extra as Extra, id, payload),
      subscribe: (args: ExecutionArgs) => runSubscription(args, app.logBug),
      onComplete: (connection, id) => void (connection.extra as Extra).open.delete(id),
      // What a source throws in the middle of its stream arrives here as it was.
      onError: (connection, id, _payload, errors) => {
        const { open } = connection.extra as Extra
        open.delete(id)
        return errors.map((error) => maskError(error, app.logBug))
      },
    },
    sockets,
    keepAlive,
  )
  server.on('upgrade', (request, socket, head) => upgrade(app, sockets, request, socket, head))
  let isChecking = false
  const timer = setInterval(() => {
    // A round may last longer than the pause between two, while the database is slow.
    if (isChecking) return
    isChecking = true
    void shutRevoked(app, members).finally(() => {
      isChecking = false
    })
  }, recheck)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      for (const socket of sockets.clients) socket.close(1001, 'The server is going away')
      const cut = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate()
      }, goodbye)
      await service.dispose()
      clearTimeout(cut)
    },
  }
}

/** A page of another site must not open a socket in its visitor's name; a program sends no Origin. */
function upgrade(
  app: App,
  sockets: WebSocketServer,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  // Whoever asks for an upgrade and hangs up must find somebody who listens: unheard the error would end the process.
  socket.on('error', () => {})
  const path = URL.parse(request.url ?? '/', 'http://socket')?.pathname
  const origin = request.headers.origin
  const isOurs =
    !origin ||
    origin === new URL(app.config.publicUrl).origin ||
    hostOf(origin) === request.headers.host
  if (path !== '/graphql' || !isOurs) {
    socket.once('finish', () => socket.destroy())
    socket.end(
      `HTTP/1.1 ${isOurs ? '404 Not Found' : '403 Forbidden'}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
    )
    return
  }
  sockets.handleUpgrade(request, socket, head, (open) => {
    sockets.emit('connection', open, request)
    // A broken frame closes its own socket. The library would print each, which lets anybody fill the log; and unheard
    // the error would end the process.
    open.removeAllListeners('error')
    open.on('error', () => {})
  })
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null
}

async function admit(
  app: App,
  members: Map<Extra, Viewer>,
  extra: Extra,
  params: Params | undefined,
): Promise<boolean> {
  extra.open = new Set()
  const token = params?.accessToken
  const viewer = typeof token === 'string' ? await app.services.viewers.read(token) : null
  // Gone while we asked who it is: its close has been heard already and would not take it off the list.
  if (extra.socket.readyState !== extra.socket.OPEN) return false
  if (!viewer) {
    extra.socket.close(4401, 'UNAUTHENTICATED: send a valid accessToken in connectionParams')
    return false
  }
  const own = [...members.values()].filter((each) => each.memberId === viewer.memberId)
  if (own.length >= mostSocketsAMember) {
    extra.socket.close(4429, 'RATE_LIMITED: too many sockets of one member are open')
    return false
  }
  extra.viewer = viewer
  members.set(extra, viewer)
  const expiry = setTimeout(
    () => extra.socket.close(4403, 'UNAUTHENTICATED: the access token has expired'),
    viewer.expiresAt - Date.now(),
  )
  extra.socket.once('close', () => {
    clearTimeout(expiry)
    members.delete(extra)
  })
  return true
}

type Payload = {
  query: string
  operationName?: string | null
  variables?: Record<string, unknown> | null
}

/** The operation, ready to run, or why it may not: only subscriptions, within the limits, a few a socket. */
function prepare(
  app: App,
  extra: Extra,
  id: string,
  payload: Payload,
): ExecutionArgs | readonly GraphQLError[] {
  try {
    if (extra.open.size >= mostSubscriptions) {
      throw new Refusal(
        'RATE_LIMITED',
        `At most ${mostSubscriptions} subscriptions on one socket.`,
        { retryAfter: 1 },
      )
    }
    const document = parseWithin(payload.query)
    const errors = validateWithin(schema, document)
    if (errors.length > 0) return errors.map((error) => maskError(error, app.logBug))
    const operation = getOperationAST(document, payload.operationName)
    if (operation?.operation !== 'subscription') {
      throw new Refusal(
        'INVALID',
        'Only subscriptions travel here; send queries and mutations by POST.',
      )
    }
    extra.open.add(id)
    return {
      schema,
      document,
      operationName: payload.operationName ?? undefined,
      variableValues: payload.variables ?? undefined,
      contextValue: new Context(
        app.pools,
        app.services,
        factsOf(app, extra.request),
        extra.viewer ?? null,
      ),
    }
  } catch (error) {
    return [maskError(error, app.logBug)]
  }
}

/** Shuts sockets whose session was revoked, whose member was removed, or whose organization was suspended. */
async function shutRevoked(app: App, members: Map<Extra, Viewer>): Promise<void> {
  // Each session is asked about once, however many sockets it has; the lanes take the next one from the same list.
  const sessions = Map.groupBy(members, ([, viewer]) => viewer.sessionId).values()
  const lane = async () => {
    for (const sockets of sessions) await shutIfRevoked(app, sockets)
  }
  await Promise.all(Array.from({ length: mostAsked }, lane))
}

/** The same for the sockets of one session. */
async function shutIfRevoked(app: App, sockets: readonly [Extra, Viewer][]): Promise<void> {
  const [[, key] = []] = sockets
  if (!key) return
  try {
    app.services.viewers.forget(key.sessionId)
    const now = await app.services.viewers.current(key)
    for (const [extra, viewer] of sockets) {
      if (!now || now.role !== viewer.role)
        extra.socket.close(4403, 'UNAUTHENTICATED: this session has ended or changed')
    }
  } catch {
    // The database is away: whether the session still holds is asked again in a moment.
  }
}
