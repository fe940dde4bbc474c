import { existsSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import sirv from 'sirv'
import { sendErrors } from './refuse.ts'

const root = join(import.meta.dirname, '../../web/dist')

/** The dashboard: its files, and its one page for every address that is a page. */
export function spaEndpoint(
  publicUrl: string,
): (request: IncomingMessage, response: ServerResponse) => void {
  if (!existsSync(join(root, 'index.html'))) {
    return (_request, response) =>
      sendErrors(response, 404, 'NOT_FOUND', 'The dashboard has not been built.')
  }
  const { origin, host } = new URL(publicUrl)
  const policy = [
    "default-src 'self'",
    `img-src 'self' data: ${origin}`,
    "style-src 'self' 'unsafe-inline'",
    `connect-src 'self' ws://${host} wss://${host}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ')
  const serve = sirv(root, {
    single: true,
    etag: true,
    brotli: true,
    gzip: true,
    setHeaders: (response, path) => {
      const isAsset = path.startsWith('/assets/')
      response.setHeader(
        'cache-control',
        isAsset ? 'public, max-age=31536000, immutable' : 'no-cache',
      )
      response.setHeader('content-security-policy', policy)
      response.setHeader('referrer-policy', 'same-origin')
      response.setHeader('x-content-type-options', 'nosniff')
      response.setHeader('cross-origin-opener-policy', 'same-origin')
    },
  })
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return sendErrors(response, 405, 'INVALID', 'Only GET is answered here.')
    }
    // A missing file is missing: the page in its place would be run as a script.
    serve(request, response, () =>
      sendErrors(response, 404, 'NOT_FOUND', 'There is nothing at this address.'),
    )
  }
}
