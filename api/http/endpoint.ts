import type { IncomingMessage, ServerResponse } from 'node:http'
import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention'
import { createYoga } from 'graphql-yoga'
import type { App } from '../app.ts'
import { Context, type RequestFacts } from '../graphql/context.ts'
import { maskError } from '../graphql/errors.ts'
import { useLimits } from '../graphql/limits.ts'
import { useOperation } from '../graphql/operation.ts'
import { clientAddress } from '../hits/address.ts'
import { schema } from '../schema.ts'
import { readCapped, TooLarge } from './body.ts'
import { bearerOf, cookiesOf } from './headers.ts'
import { sendErrors } from './refuse.ts'

/** A request may be so large, in bytes. */
const mostBody = 100_000

type ServerContext = { req: IncomingMessage; res: ServerResponse; setCookies: string[] }

/**
 * POST /graphql. GET and other bodies than JSON need a header that no foreign form can send; there is no batching, no
 * upload and no page. Subscriptions travel by websocket.
 */
export function graphqlEndpoint(
  app: App,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const yoga = createYoga<ServerContext>({
    schema,
    graphqlEndpoint: '/graphql',
    graphiql: false,
    landingPage: false,
    batching: false,
    multipart: false,
    cors: false,
    logging: false,
    maskedErrors: { maskError: (error) => maskError(error, app.logBug) },
    plugins: [
      useCSRFPrevention({ requestHeaders: ['x-graphql-yoga-csrf'] }),
      useLimits(),
      useOperation(app.logBug),
      {
        onResponse({ response, serverContext }) {
          const { setCookies } = serverContext as unknown as ServerContext
          for (const cookie of setCookies) response.headers.append('set-cookie', cookie)
          response.headers.set('cache-control', 'no-store')
        },
      },
    ],
    context: async (initial) => {
      const { req, setCookies } = initial as unknown as ServerContext
      const token = bearerOf(req)
      const viewer = token ? await app.services.viewers.read(token) : null
      return {
        operation: new Context(app.pools, app.services, factsOf(app, req), viewer, setCookies),
      }
    },
  })
  return async (request, response) => {
    try {
      // Yoga takes a body that was read already from here.
      if (request.method === 'POST')
        Object.assign(request, { body: await readCapped(request, mostBody) })
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error
      return sendErrors(response, 413, 'INVALID', 'This request is too large (at most 100 kB).')
    }
    await yoga(request, response, { setCookies: [] } as unknown as ServerContext)
  }
}

/** What the request says about itself. */
export function factsOf(app: App, request: IncomingMessage): RequestFacts {
  const forwarded = request.headers['x-forwarded-for']
  const header = Array.isArray(forwarded) ? forwarded.join(', ') : forwarded
  return {
    address: clientAddress(request.socket.remoteAddress ?? '', header, app.trusted),
    cookies: cookiesOf(request),
    hasToken: bearerOf(request) !== undefined,
    userAgent: request.headers['user-agent'] ?? null,
  }
}
