import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { type TenantDb, withTenant } from '../../db/connections.ts'
import type { ExportFiles } from '../export-engine/files.ts'
import { formats } from '../export-engine/formats.ts'
import { readLink } from '../export-engine/links.ts'
import { exportKey, inTurn, type Kitchen, produce } from '../export-engine/produce.ts'
import { type ExportRow, exportStatus, getExport } from '../export-engine/queries.ts'
import type { Viewer } from '../graphql/context.ts'
import { Refusal, unauthenticated } from '../graphql/errors.ts'
import { listMembersById } from '../members/queries.ts'
import { getOrganization } from '../organizations/queries.ts'
import { requireExport } from '../plans/gate.ts'
import { datasetRows } from './datasets.ts'

export type DownloadRoad = Kitchen & {
  files: ExportFiles
  linkKey: Buffer
  publicUrl: string
  readViewer: (request: IncomingMessage) => Promise<Viewer | null>
}

type Downloader = { organizationId: string; memberId: string }

/**
 * GET /exports/{id}: by `?t=` or by Bearer token. The right is checked again at this moment: the member is still active, the
 * plan still includes it. Sends the kept file, or makes it while sending. Throws a Refusal before the first byte.
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
  const id = url.pathname.slice('/exports/'.length)
  const who = await downloader(road, request, id, url.searchParams.get('t'))
  const row = await withTenant(road.pools, who, (db) => checkRight(db, who, id))
  response.setHeader('content-type', formats[row.format]?.contentType ?? 'application/octet-stream')
  response.setHeader(
    'content-disposition',
    `attachment; filename="${row.file_name}"; filename*=UTF-8''${encodeURIComponent(row.file_name)}`,
  )
  response.setHeader('cache-control', 'private, no-store')
  response.setHeader('x-content-type-options', 'nosniff')
  if (await sendKept(road, row, response)) return
  await inTurn(who.organizationId, async () => {
    // While this one waited, another may have made the file.
    const now = await withTenant(road.pools, who, (db) => getExport(db, id))
    if (await sendKept(road, now, response)) return
    await sendFresh(road, who, now, response)
  })
}

/** Sends the file that is kept for this export; false when there is none yet. */
async function sendKept(
  road: DownloadRoad,
  row: ExportRow,
  response: ServerResponse,
): Promise<boolean> {
  if (!row.sha256) return false
  const file = await road.files.find(exportKey(row))
  // Made anew it need not be the file that its digest was given for.
  if (!file) throw new Refusal('NOT_FOUND', 'This file is not kept any more. Run the export again.')
  response.setHeader('content-length', file.size)
  await pipeline(file.stream(), response)
  return true
}

async function sendFresh(
  road: DownloadRoad,
  who: Downloader,
  row: ExportRow,
  response: ServerResponse,
): Promise<void> {
  const rowsOf = datasetRows(row.dataset)
  const format = formats[row.format]
  if (!rowsOf || !format) throw new Refusal('INVALID', 'This export is not available yet.')
  const range = {
    from: row.range_from,
    to: row.range_to,
    asOf: row.as_of,
    publicUrl: road.publicUrl,
  }
  await produce(road, who, row, { format, select: (db) => rowsOf(db, range) }, response)
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
  await requireExport(db, row.dataset, row.format)
  return row
}
