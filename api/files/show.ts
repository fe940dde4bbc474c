import type { IncomingMessage, ServerResponse } from 'node:http'
import { LRUCache } from 'lru-cache'
import type { ScanDb } from '../../db/connections.ts'
import type { UploadType } from '../../db/types.ts'
import { gonePage, movedPage, unknownPage } from '../intake/pages.ts'
import { outcomeOf, type Slugs, SlugsAway } from '../intake/slugs.ts'
import type { Storage } from '../storage/storage.ts'
import { findShown } from '../uploads/queries.ts'
import { type Sendable, sendFile } from './send.ts'

/** What showing a file takes. */
export type ShowRoad = {
  slugs: Slugs
  shown: Shown
  uploads: Storage
  publicUrl: string
  filesUrl: string
}

/** How long what a file is called is believed, in milliseconds; its bytes never change. */
const believed = 60_000
const most = 5_000

/** Upload → what is needed to send it, remembered: a film is asked for piece by piece. */
export class Shown {
  readonly #db: ScanDb
  readonly #known = new LRUCache<string, { file: Sendable; readAt: number }>({ max: most })

  constructor(db: ScanDb) {
    this.#db = db
  }

  /** The file; null when there is none. While the database is away what is known has no age, as with slugs. */
  async find(organizationId: string, uploadId: string): Promise<Sendable | null> {
    const known = this.#known.get(uploadId)
    if (known && Date.now() - known.readAt < believed) return known.file
    try {
      const file = await findShown(this.#db, organizationId, uploadId)
      if (file) this.#known.set(uploadId, { file, readAt: Date.now() })
      else this.#known.delete(uploadId)
      return file ?? null
    } catch (error) {
      if (known) return known.file
      throw new SlugsAway('the database did not answer', { cause: error })
    }
  }
}

/**
 * GET or HEAD /f/{slug}: the file that a code shows at this moment, to be looked at in a browser. Public like the code, and no
 * scan: that was counted by /s/{slug}, which leads here. 404 for an unknown code, 410 for one that is paused, expired,
 * deleted or taken down, or that leads elsewhere by now.
 */
export async function answerShown(
  road: ShowRoad,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD', 'content-length': 0 }).end()
    return
  }
  // Another name than the dashboard's, when files have one of their own.
  if (road.filesUrl !== road.publicUrl && request.headers.host === new URL(road.publicUrl).host) {
    const location = `${road.filesUrl}${url.pathname}`
    response.writeHead(302, { location, 'cache-control': 'private, no-store', 'content-length': 0 })
    response.end()
    return
  }
  response.setHeader('x-robots-tag', 'noindex')
  response.setHeader('referrer-policy', 'no-referrer')
  try {
    const slug = url.pathname.slice('/f/'.length)
    const code = /^[0-9A-Za-z]{6,32}$/.test(slug) ? await road.slugs.find(slug) : null
    if (!code) return page(request, response, 404, unknownPage())
    const outcome = outcomeOf(code, Date.now())
    if (outcome !== 'REDIRECTED') return page(request, response, 410, gonePage(outcome).html)
    if (!code.uploadId) return page(request, response, 410, movedPage())
    const file = await road.shown.find(code.organizationId, code.uploadId)
    if (!file) return page(request, response, 404, unknownPage())
    for (const [name, value] of Object.entries(safety(file.type))) response.setHeader(name, value)
    await sendFile(road.uploads, file, 'inline', request, response)
  } catch (error) {
    if (!(error instanceof SlugsAway)) throw error
    response.writeHead(503, { 'retry-after': '2', 'content-length': 0 }).end()
  }
}

/** What Chrome and Safari build around a PDF to show it: their own styles and a plug-in. */
const forViewers = "style-src 'unsafe-inline'; object-src 'self'"

/**
 * What keeps a file from being more than something to look at. no-cache: kept copies are asked about each time, so that
 * none outlives a change of what the code shows. A sandbox gives the file an origin of its own, without scripts; a PDF has
 * none, because browsers refuse to show a PDF in one (their viewers count as plug-ins), and a PDF has no access to pages.
 */
function safety(type: UploadType): Record<string, string> {
  const closed = "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
  const policy =
    type === 'PDF'
      ? `script-src 'none'; ${forViewers}; ${closed}`
      : `default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; ${closed}; sandbox`
  return {
    'content-security-policy': policy,
    'cache-control': 'private, no-cache',
    'cross-origin-resource-policy': 'same-site',
  }
}

function page(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  html: string,
): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(html),
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
  })
  response.end(request.method === 'HEAD' ? undefined : html)
}
