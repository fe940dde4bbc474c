import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Pools, type TenantDb, withTenant } from '../../db/connections.ts'
import type { MemberRole } from '../../db/types.ts'
import { invalid, Refusal, unauthenticated } from '../graphql/errors.ts'
import { listMembersById } from '../members/queries.ts'
import { getOrganization } from '../organizations/queries.ts'
import { type Storage, WrongSize } from '../storage/storage.ts'
import { arrivalKey, reached } from '../uploads/bytes.ts'
import { readUploadLink, type UploadLink } from '../uploads/links.ts'
import { getUpload, type UploadRow } from '../uploads/queries.ts'
import { sendFile } from './send.ts'

export type TransferRoad = { pools: Pools; uploads: Storage; uploadKey: Buffer }

/** A sender that says nothing for so long, in milliseconds, is not waited for. */
const longestSilence = 30_000

/**
 * POST /uploads/{id}?t=… takes the bytes of a pending file, as the whole body, and answers 204; GET and HEAD give a ready one as a
 * download. The signed `t` is all the credentials there are; whom it was made for is looked at again at this moment.
 */
export async function answerTransfer(
  road: TransferRoad,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  response.setHeader('cache-control', 'private, no-store')
  if (request.method === 'POST') return receive(road, request, response, url)
  if (request.method === 'GET' || request.method === 'HEAD') {
    const link = linkOf(road, url, 'fetch')
    const upload = await withTenant(road.pools, link, (db) => checkRight(db, link, anyRole))
    if (upload.status === 'PENDING')
      throw new Refusal('NOT_FOUND', 'This file has not arrived yet.')
    response.setHeader('content-security-policy', "default-src 'none'; sandbox")
    return sendFile(road.uploads, upload, 'attachment', request, response)
  }
  response.writeHead(405, { allow: 'GET, HEAD, POST', 'content-length': 0 }).end()
}

async function receive(
  { pools, uploads, ...road }: TransferRoad,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  try {
    const link = linkOf(road, url, 'send')
    const upload = await withTenant(pools, link, (db) => checkRight(db, link, changers))
    if (upload.status !== 'PENDING')
      throw new Refusal('CONFLICT', `${upload.name} is here already.`)
    const size = upload.size_bytes
    const announced = request.headers['content-length']
    if (announced !== undefined && Number(announced) !== size) throw wrongSize(upload)
    try {
      await reached(uploads.put(arrivalKey(upload), heard(request), size))
    } catch (error) {
      throw error instanceof WrongSize ? wrongSize(upload) : error
    }
    response.writeHead(204).end()
  } catch (error) {
    // A sender hears the answer only when its bytes have somewhere to go; it is told not to use the connection again.
    if (!response.headersSent) response.setHeader('connection', 'close')
    request.resume()
    throw error
  }
}

/** The body, cut off when its sender falls silent. */
async function* heard(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  const silence = setTimeout(
    () => request.destroy(new Error('the sender fell silent')),
    longestSilence,
  )
  try {
    for await (const piece of request.iterator({ destroyOnReturn: false })) {
      silence.refresh()
      yield piece as Buffer
    }
  } finally {
    clearTimeout(silence)
  }
}

function wrongSize({ name, size_bytes }: UploadRow): Refusal {
  return invalid('size', `${name} was announced with ${size_bytes} bytes; others came.`)
}

function linkOf(
  { uploadKey }: Pick<TransferRoad, 'uploadKey'>,
  url: URL,
  purpose: UploadLink['purpose'],
): UploadLink {
  const id = url.pathname.slice('/uploads/'.length)
  const link = readUploadLink(uploadKey, url.searchParams.get('t') ?? '', Date.now())
  if (link?.uploadId === id && link.purpose === purpose) return link
  throw unauthenticated('This link has expired. Ask for a fresh one on the files page.')
}

const changers: readonly MemberRole[] = ['OWNER', 'ADMIN', 'EDITOR']
const anyRole: readonly MemberRole[] = [...changers, 'VIEWER']

async function checkRight(
  db: TenantDb,
  { memberId, uploadId }: UploadLink,
  roles: readonly MemberRole[],
): Promise<UploadRow> {
  const [member] = await listMembersById(db, [memberId])
  if (member?.status !== 'ACTIVE') throw unauthenticated()
  if (!roles.includes(member.role))
    throw new Refusal('FORBIDDEN', 'Viewers cannot change files. An owner can make you an editor.')
  const { status } = await getOrganization(db)
  if (status !== 'ACTIVE' && status !== 'PAST_DUE') {
    throw new Refusal('FORBIDDEN', 'This organization is suspended; write to us to open it again.')
  }
  return getUpload(db, uploadId)
}
