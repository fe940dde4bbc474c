import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { answerStaff } from './admin-http/road.ts'
import type { App } from './app.ts'
import { answerDownload } from './exports/download.ts'
import { answerShown } from './files/show.ts'
import { answerTransfer } from './files/transfer.ts'
import { graphqlEndpoint } from './http/endpoint.ts'
import { bearerOf } from './http/headers.ts'
import { answerHealth, answerMetrics, answerReady, isFromHere } from './http/health.ts'
import { answerPicture } from './http/picture.ts'
import { sendErrors, sendFailure } from './http/refuse.ts'
import { spaEndpoint } from './http/spa.ts'
import { attachWebsockets } from './http/websocket.ts'
import { answerScan } from './intake/redirect.ts'
import { countJobs } from './jobs/state.ts'
import { answerOutbox } from './mail/outbox.ts'
import { Maintenance } from './maintenance.ts'
import { gauge, gauges, requests } from './metrics.ts'

/** A server that answers. */
export type Running = { port: number; stop(): Promise<void> }

/** Something else listens on that port; the message is a line for a person. */
export class PortTaken extends Error {}

/** How long requests in flight may take when the server stops, in milliseconds. */
const grace = 8_000

/** How long a body may take to arrive, in milliseconds: what people send in forms, and a file over a slow line. */
const longestBody = 30_000
const longestUpload = 900_000

type Road = (request: IncomingMessage, response: ServerResponse, url: URL) => unknown

/** Listens, and from then on answers every road of the product. */
export async function startServer(app: App): Promise<Running> {
  let isStopping = false
  const roads = roadsOf(app, () => isStopping)
  const server = createServer(
    { requestTimeout: longestUpload, headersTimeout: 10_000 },
    (request, response) => {
      if (isStopping) response.setHeader('connection', 'close')
      void answer(app, roads, request, response)
    },
  )
  const sockets = attachWebsockets(server, app)
  const maintenance = new Maintenance(
    app.pools,
    { ...app.exportRoad, uploads: app.services.uploads },
    app.log,
  )
  gauge('oi_feed_subscriptions', 'Open subscriptions to the live feed.', () => app.feed.size)
  const jobs = async () => {
    const { oldestWaitingSeconds: _age, ...counts } = await countJobs(app.pools)
    return counts
  }
  gauges('oi_jobs', 'Background jobs, by state; failed ones have failed for good.', 'state', jobs)
  gauges(
    'oi_jobs_oldest_seconds',
    'How long the oldest job of that state has waited.',
    'state',
    async () => ({
      waiting: (await countJobs(app.pools)).oldestWaitingSeconds,
    }),
  )
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
  const spa = spaEndpoint(app.config.publicUrl, app.config.s3?.endpoint)
  const readViewer = async (request: IncomingMessage) => {
    const token = bearerOf(request)
    return token ? app.services.viewers.read(token) : null
  }
  const { pools, services } = app
  const { linkKey, publicUrl } = services
  const is = (exact: string) => (path: string) => path === exact
  const below = (prefix: string) => (path: string) => path.startsWith(prefix)
  const nothing: Road = (_request, response) =>
    sendErrors(response, 404, 'NOT_FOUND', 'There is nothing at this address.')
  return [
    {
      name: 'scan',
      matches: below('/s/'),
      road: (request, response, url) => answerScan(app.scanRoad, request, response, url),
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
        answerDownload({ ...app.exportRoad, linkKey, readViewer }, request, response),
    },
    {
      name: 'file',
      matches: below('/f/'),
      road: (request, response, url) => answerShown(app.showRoad, request, response, url),
    },
    {
      name: 'upload',
      matches: below('/uploads/'),
      road: (request, response, url) =>
        answerTransfer({ pools, ...services }, request, response, url),
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
    {
      name: 'outbox',
      matches: (path) => path === '/outbox' || path.startsWith('/outbox/'),
      async road(request, response, url) {
        // The links in mails open doors: nobody but who sits at a trial's own machine reads them.
        const isOpen = app.config.showsOutbox && isFromHere(app, request)
        if (!isOpen) return nothing(request, response, url)
        if (request.method !== 'GET' && request.method !== 'HEAD')
          return sendErrors(response, 405, 'INVALID', 'Only GET is answered here.')
        const isFound = await answerOutbox({ pools, publicUrl }, request, response, url)
        return isFound ? undefined : nothing(request, response, url)
      },
    },
    {
      name: 'admin',
      matches: (path) => path === '/admin' || path.startsWith('/admin/'),
      road: (request, response, url) => answerStaff(app, request, response, url),
    },
    // What lies below the server's own paths is nothing, and no page of the dashboard.
    {
      name: 'none',
      matches: (path) => /^\/(f|api|uploads|graphql)(\/|$)/.test(path),
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
  if (isFilesHost(app, request) && !atFilesHost.includes(found?.name ?? '')) {
    return sendErrors(response, 404, 'NOT_FOUND', 'Only files are at this address.')
  }
  response.once('finish', () =>
    requests.inc({ road: found?.name ?? 'none', status: response.statusCode }),
  )
  if (found?.name !== 'upload') boundBody(request)
  try {
    await found?.road(request, response, url)
  } catch (error) {
    if (request.destroyed || response.destroyed) return
    sendFailure(response, error, app.logBug)
  }
}

/** What FILES_URL answers: on an origin that shows strangers' files nobody may sign in. */
const atFilesHost: readonly string[] = ['file', 'health', 'ready']

function isFilesHost({ config }: App, { headers }: IncomingMessage): boolean {
  return config.filesUrl !== config.publicUrl && headers.host === new URL(config.filesUrl).host
}

/** Whoever sends a body by the byte holds a connection for as long as this and no longer. */
function boundBody(request: IncomingMessage): void {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers
  if (!encoding && Number(length) === 0) return
  const timer = setTimeout(() => request.destroy(), longestBody)
  const done = () => clearTimeout(timer)
  request.once('end', done).once('close', done)
}
