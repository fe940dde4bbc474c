import type { IncomingMessage, ServerResponse } from 'node:http'
import { withDoor } from '../../db/connections.ts'
import { findHolder } from '../admin-door/sessions.ts'
import type { App } from '../app.ts'
import { refreshCookieOf } from '../credentials/cookie.ts'
import { factsOf } from '../http/endpoint.ts'
import { sendErrors } from '../http/refuse.ts'
import { answerAdmin, isAdmitted } from './endpoint.ts'
import { answerPart, graphiqlPage } from './graphiql.ts'
import { enrolPage, type Page, signInPage } from './pages.ts'

/** Everything below /admin: signing in, enrolling, the endpoint, and GraphiQL at its address. */
export async function answerStaff(
  app: App,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const path = url.pathname
  if (path === '/admin/graphql' && request.method === 'POST')
    return answerAdmin(app, request, response)
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return sendErrors(response, 405, 'INVALID', 'Only GET is answered here.')
  if (!isAdmitted(app, request))
    return sendErrors(response, 403, 'FORBIDDEN', 'Staff do not work from this address.')
  if (path === '/admin' || path === '/admin/') return sendPage(app, request, response, signInPage)
  if (path === '/admin/enrol') return sendPage(app, request, response, enrolPage)
  if (path === '/admin/graphql') return answerWorkbench(app, request, response)
  if (path === '/admin/graphql/graphiql.js') return answerPart('script', request, response)
  if (path === '/admin/graphql/graphiql.css') return answerPart('style', request, response)
  sendErrors(response, 404, 'NOT_FOUND', 'There is nothing at this address.')
}

/** GraphiQL to who holds a good refresh cookie, which is not spent by it; everybody else is sent to sign in. */
async function answerWorkbench(
  app: App,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const cookie = refreshCookieOf(factsOf(app, request).cookies, app.services.isSecure)
  const holder = cookie ? await withDoor(app.pools, (db) => findHolder(db, cookie)) : null
  if (holder) return sendPage(app, request, response, graphiqlPage)
  response.writeHead(303, { location: '/admin', 'cache-control': 'no-store' }).end()
}

function sendPage(app: App, request: IncomingMessage, response: ServerResponse, page: Page): void {
  if (app.services.isSecure) {
    response.setHeader('strict-transport-security', 'max-age=31536000')
  }
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(page.html),
    'content-security-policy': page.policy,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
  })
  response.end(request.method === 'HEAD' ? undefined : page.html)
}
