import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { App } from './app.ts'
import { answerDownload } from './exports/download.ts'
import { graphqlEndpoint } from './http/endpoint.ts'
import { bearerOf } from './http/headers.ts'
import { answerHealth, answerMetrics, answerReady } from './http/health.ts'
import { answerPicture } from './http/picture.ts'
import { sendErrors, sendFailure } from './http/refuse.ts'
import { spaEndpoint } from './http/spa.ts'
import { attachWebsockets } from './http/websocket.ts'
import { answerScan } from './intake/redirect.ts'
import { Maintenance } from './maintenance.ts'
import { gauge, requests } from './metrics.ts'

/** A server that answers. */
export type Running = { port: number; stop(): Promise<void> }

/** Something else listens on that port; the message is a line for a person. */
export class PortTaken extends Error {}

/** How long requests in flight may take when the server stops, in milliseconds. */
const grace = 8_000

type Road = (request: IncomingMessage, response: ServerResponse, url: URL) => unknown

/** Listens, and from then on answers every road of the product. */
export async function startServer(app: App): Promise<Running> {
  let isStopping = false
  const roads = roadsOf(app, () => isStopping)
  const server = createServer(
    { requestTimeout: 30_000, headersTimeout: 10_000 },
    (request, response) => {
      if (isStopping) response.setHeader('connection', 'close')
      void answer(app, roads, request, response)
    },
  )
  const sockets = attachWebsockets(server, app)
  const maintenance = new Maintenance(app.pools, app.services.exportFiles, app.log)
  gauge('oi_feed_subscriptions', 'Open subscriptions to the live feed.', () => app.feed.size)
  const port = await listen(server, app.config.port)
  await app.start()
  maintenance.start()
  return {
    port,
    async stop() {
      if (isStopping) return
      isStopping = true
      maintenance.stop()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      await sockets.stop()
      // A kept connection falls idle when its last request was answered, and nobody else would end it for seconds.
      const sweep = setInterval(() => server.closeIdleConnections(), 50)
      const cut = setTimeout(() => server.closeAllConnections(), grace)
      await closed
      clearInterval(sweep)
      clearTimeout(cut)
      await app.stop()
    },
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EACCES') {
        return reject(
          new PortTaken(`Port ${port} is not allowed to this account; set PORT to one above 1023.`),
        )
      }
      const isTaken = error.code === 'EADDRINUSE'
      reject(
        isTaken
          ? new PortTaken(`Port ${port} is in use by another program; set PORT to a free one.`)
          : error,
      )
    })
    // A burst of scans waits here while one event loop turn lasts.
    server.listen({ port, backlog: 4_096 }, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

/** Throws PortTaken before anything else was started for nothing. */
export async function requireFreePort(port: number): Promise<void> {
  const probe = createServer()
  await listen(probe, port)
  await new Promise<void>((resolve) => probe.close(() => resolve()))
}

/** Which road a path belongs to; what is no road of the server is the dashboard's. */
function roadsOf(
  app: App,
  isStopping: () => boolean,
): { name: string; matches: (path: string) => boolean; road: Road }[] {
  const graphql = graphqlEndpoint(app)
  const spa = spaEndpoint(app.config.publicUrl)
  const readViewer = async (request: IncomingMessage) => {
    const token = bearerOf(request)
    return token ? app.services.viewers.read(token) : null
  }
  const { pools, services } = app
  const { exportFiles: files, linkKey, publicUrl } = services
  const is = (exact: string) => (path: string) => path === exact
  const below = (prefix: string) => (path: string) => path.startsWith(prefix)
  const nothing: Road = (_request, response) =>
    sendErrors(response, 404, 'NOT_FOUND', 'There is nothing at this address.')
  return [
    {
      name: 'scan',
      matches: below('/s/'),
      road: (request, response) => answerScan(app.scanRoad, request, response),
    },
    { name: 'graphql', matches: is('/graphql'), road: graphql },
    {
      name: 'picture',
      matches: below('/q/'),
      road: (request, response, url) =>
        request.method === 'GET' || request.method === 'HEAD'
          ? answerPicture(app.scanRoad, url, response)
          : sendErrors(response, 405, 'INVALID', 'A picture can only be fetched: GET or HEAD.'),
    },
    {
      name: 'export',
      matches: below('/exports/'),
      road: (request, response) =>
        answerDownload({ pools, files, linkKey, publicUrl, readViewer }, request, response),
    },
    {
      name: 'health',
      matches: is('/healthz'),
      road: (_request, response) => answerHealth(response),
    },
    {
      name: 'ready',
      matches: is('/readyz'),
      road: (_request, response) => answerReady(app, isStopping(), response),
    },
    {
      name: 'metrics',
      matches: is('/metrics'),
      road: (request, response) => answerMetrics(app, request, response),
    },
    // Roads that later rooms will open; until then they are nothing, and no page of the dashboard.
    {
      name: 'none',
      matches: (path) => /^\/(f|api|uploads|admin\/graphql|graphql)(\/|$)/.test(path),
      road: nothing,
    },
    { name: 'page', matches: () => true, road: spa },
  ]
}

async function answer(
  app: App,
  roads: ReturnType<typeof roadsOf>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = URL.parse(request.url ?? '/', 'http://server')
  if (!url) return sendErrors(response, 400, 'INVALID', 'This address cannot be read.')
  const found = roads.find(({ matches }) => matches(url.pathname))
  response.once('finish', () =>
    requests.inc({ road: found?.name ?? 'none', status: response.statusCode }),
  )
  try {
    await found?.road(request, response, url)
  } catch (error) {
    if (request.destroyed || response.destroyed) return
    sendFailure(response, error, app.logBug)
  }
}
