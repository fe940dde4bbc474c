import type { IncomingMessage, ServerResponse } from 'node:http'
import { type TenantDb, withTenant } from '../../db/connections.ts'
import { formats } from '../export-engine/formats.ts'
import { readLink } from '../export-engine/links.ts'
import { exportKey, inTurn, produce } from '../export-engine/produce.ts'
import { type ExportRow, exportStatus, getExport } from '../export-engine/queries.ts'
import { dispositionOf, sendObject } from '../files/send.ts'
import type { Viewer } from '../graphql/context.ts'
import { notFound, Refusal, unauthenticated } from '../graphql/errors.ts'
import { listMembersById } from '../members/queries.ts'
import { getOrganization } from '../organizations/queries.ts'
import { type ExportRoad, sourceOf } from './make.ts'
import { manifestOf } from './manifest.ts'
import { requireStill } from './order.ts'

export type DownloadRoad = ExportRoad & {
  linkKey: Buffer
  readViewer: (request: IncomingMessage) => Promise<Viewer | null>
}

type Downloader = { organizationId: string; memberId: string }

/**
 * GET /exports/{id} and /exports/{id}/manifest: by `?t=` or by Bearer token. The right is checked again at this moment: the
 * member is still active, the plan still includes it. Sends the kept file, or makes a small one while sending. Throws a
 * Refusal before the first byte.
 */
export async function answerDownload(
  road: DownloadRoad,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end()
    return
  }
  const url = new URL(request.url ?? '/', 'http://exports')
  const [id = '', ...below] = url.pathname.slice('/exports/'.length).split('/')
  const who = await downloader(road, request, id, url.searchParams.get('t'))
  const row = await withTenant(road.pools, who, (db) => checkRight(db, who, id))
  response.setHeader('cache-control', 'private, no-store')
  response.setHeader('x-content-type-options', 'nosniff')
  if (below.length > 0) {
    if (below.join('/') !== 'manifest') throw notFound()
    return sendManifest(row, response)
  }
  if (await sendKept(road, row, request, response)) return
  requireStreamable(row)
  await inTurn(who.organizationId, async () => {
    // While this one waited, another may have made the file.
    const now = await withTenant(road.pools, who, (db) => getExport(db, id))
    if (await sendKept(road, now, request, response)) return
    requireStreamable(now)
    const source = sourceOf(road, now)
    response.setHeader('content-type', source.format.contentType)
    response.setHeader('content-disposition', dispositionOf('attachment', now.file_name))
    await produce(road, who, now, source, { reader: response })
  })
}

/** Sends the file that is kept for this export; false when there is none yet. */
async function sendKept(
  road: DownloadRoad,
  row: ExportRow,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (!row.sha256) return false
  // Made anew it need not be the file that its digest was given for.
  if (!row.storage_id) {
    throw new Refusal('NOT_FOUND', 'This file is not kept any more. Run the export again.')
  }
  const object = {
    key: exportKey(row, row.storage_id),
    size: row.size_bytes ?? 0,
    sha256: row.sha256,
    contentType: formats[row.format]?.contentType ?? 'application/octet-stream',
    disposition: dispositionOf('attachment', row.file_name),
  }
  await sendObject(road.exportStore, object, request, response)
  return true
}

function sendManifest(row: ExportRow, response: ServerResponse): void {
  const manifest = manifestOf(row)
  if (!manifest) throw new Refusal('NOT_FOUND', 'The manifest comes with the finished file.')
  response.setHeader('content-type', 'application/json; charset=utf-8')
  const name = `${row.file_name}.manifest.json`
  response.setHeader('content-disposition', dispositionOf('attachment', name))
  response.end(`${JSON.stringify(manifest, null, 2)}\n`)
}

/** A small export is made while it is read; a large one is a job's, and one that ended without a file is no file. */
function requireStreamable(row: ExportRow): void {
  if (row.status === 'CANCELLED' || row.status === 'FAILED') {
    throw new Refusal('NOT_FOUND', 'This export has no file. Run it again.')
  }
  if (row.is_background) {
    throw new Refusal(
      'CONFLICT',
      'This file is still being made. It can be fetched when it is ready.',
    )
  }
}

async function downloader(
  road: DownloadRoad,
  request: IncomingMessage,
  id: string,
  token: string | null,
): Promise<Downloader> {
  const link = token ? readLink(road.linkKey, token, Date.now()) : null
  if (link && link.exportId === id) return link
  if (token)
    throw unauthenticated(
      'This download link has expired. Ask for a fresh one on the exports page.',
    )
  const viewer = await road.readViewer(request)
  if (!viewer) throw unauthenticated()
  return viewer
}

async function checkRight(db: TenantDb, who: Downloader, id: string): Promise<ExportRow> {
  const [member] = await listMembersById(db, [who.memberId])
  if (member?.status !== 'ACTIVE') throw unauthenticated()
  const { status } = await getOrganization(db)
  if (status !== 'ACTIVE' && status !== 'PAST_DUE') {
    throw new Refusal('FORBIDDEN', 'This organization is suspended; write to us to open it again.')
  }
  const row = await getExport(db, id)
  if (exportStatus(row, Date.now()) === 'EXPIRED') {
    throw new Refusal('NOT_FOUND', 'This file has expired. Run the export again.')
  }
  await requireStill(db, row)
  return row
}
