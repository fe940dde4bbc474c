import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join } from 'node:path'
import { sendErrors } from './refuse.ts'

const root = join(import.meta.dirname, '../../web/dist')
const page = '/index.html'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

type File = { type: string; etag: string; plain: Buffer; br: Buffer | null; gzip: Buffer | null }

/**
 * The dashboard: its files, and its one page for every address that is a page. The build is read once, at the start: two
 * megabytes, and a later build cannot pull files from under those who have this one open.
 */
export function spaEndpoint(
  publicUrl: string,
  storeUrl?: string,
): (request: IncomingMessage, response: ServerResponse, url: URL) => void {
  const files = readBuild()
  const policy = contentPolicy(publicUrl, storeUrl)
  return (request, response, url) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      sendErrors(response, 405, 'INVALID', 'Only GET is answered here.')
      return
    }
    // A missing file is missing: the page in its place would be run as a script.
    const isPage = extname(url.pathname) === ''
    const file = files.get(isPage ? page : url.pathname)
    if (!file) {
      const message =
        files.size > 0 ? 'There is nothing at this address.' : 'The dashboard has not been built.'
      sendErrors(response, 404, 'NOT_FOUND', message)
      return
    }
    const isForever = url.pathname.startsWith('/assets/')
    response.setHeader(
      'cache-control',
      isForever ? 'public, max-age=31536000, immutable' : 'no-cache',
    )
    response.setHeader('content-security-policy', policy)
    // Whoever has the address of these holds what a mail gave them.
    const isMailed = /^\/(invite|reset)(\/|$)/.test(url.pathname)
    response.setHeader('referrer-policy', isMailed ? 'no-referrer' : 'same-origin')
    response.setHeader('x-content-type-options', 'nosniff')
    response.setHeader('cross-origin-opener-policy', 'same-origin')
    if (publicUrl.startsWith('https:')) {
      response.setHeader('strict-transport-security', 'max-age=31536000')
    }
    sendFile(request, response, file)
  }
}

function sendFile(request: IncomingMessage, response: ServerResponse, file: File): void {
  response.setHeader('etag', file.etag)
  response.setHeader('vary', 'accept-encoding')
  if (request.headers['if-none-match'] === file.etag) {
    response.writeHead(304).end()
    return
  }
  const accepted = String(request.headers['accept-encoding'] ?? '')
  const encoding = ['br', 'gzip'].find(
    (name) => accepted.includes(name) && file[name as 'br' | 'gzip'],
  )
  const body = encoding ? (file[encoding as 'br' | 'gzip'] as Buffer) : file.plain
  if (encoding) response.setHeader('content-encoding', encoding)
  response.writeHead(200, { 'content-type': file.type, 'content-length': body.length })
  response.end(request.method === 'HEAD' ? undefined : body)
}

function readBuild(): Map<string, File> {
  const names = globSync(['*.*', 'assets/*'], { cwd: root }).filter((name) => types[extname(name)])
  return new Map(names.map((name) => [`/${name}`, readOne(join(root, name))]))
}

function readOne(path: string): File {
  const read = (name: string) => (existsSync(name) ? readFileSync(name) : null)
  const plain = readFileSync(path)
  return {
    type: types[extname(path)] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
    plain,
    br: read(`${path}.br`),
    gzip: read(`${path}.gz`),
  }
}

/**
 * Scripts and styles from here only; pictures also from PUBLIC_URL, under which the dashboard need not be opened. Files are sent to
 * PUBLIC_URL, or straight to the object store.
 */
function contentPolicy(publicUrl: string, storeUrl?: string): string {
  const { origin, host } = new URL(publicUrl)
  const store = storeUrl ? ` ${new URL(storeUrl).origin}` : ''
  return [
    "default-src 'self'",
    `img-src 'self' data: ${origin}`,
    "style-src 'self' 'unsafe-inline'",
    `connect-src 'self' ${origin} ws://${host} wss://${host}${store}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ')
}
