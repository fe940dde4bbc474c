import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { UploadType } from '../../db/types.ts'
import { mimeOf } from '../file-types/names.ts'
import { Refusal } from '../graphql/errors.ts'
import type { Range, Storage } from '../storage/storage.ts'
import { keptKey, reached } from '../uploads/bytes.ts'

/** A verified file, as it is sent. */
export type Sendable = {
  organization_id: string
  name: string
  type: UploadType
  size_bytes: number
  sha256: string | null
  storage_id: string | null
}

/** Answers with an uploaded file. Throws a Refusal before the first byte. */
export async function sendFile(
  storage: Storage,
  file: Sendable,
  disposition: 'inline' | 'attachment',
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!file.storage_id) throw new Refusal('NOT_FOUND', 'This file is not kept any more.')
  const object = {
    key: keptKey(file, file.storage_id),
    size: file.size_bytes,
    sha256: file.sha256,
    contentType: mimeOf(file.type),
    disposition: dispositionOf(disposition, file.name),
  }
  await sendObject(storage, object, request, response)
}

/** An object of a store, as it is sent. */
export type SendableObject = {
  key: string
  size: number
  sha256: string | null
  contentType: string
  disposition: string
}

/**
 * Answers GET and HEAD with the object or the part of it that is asked for (RFC 9110: Range, If-Range, If-None-Match), streamed
 * from the store as fast as it is taken. The bytes pass through here also from S3: the bucket stays private, and the
 * headers that keep a browser from running them are ours. Throws a Refusal before the first byte.
 */
export async function sendObject(
  storage: Storage,
  { key, size, sha256, contentType, disposition }: SendableObject,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const etag = `"${sha256}"`
  response.setHeader('etag', etag)
  response.setHeader('accept-ranges', 'bytes')
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('content-disposition', disposition)
  if (matches(request.headers['if-none-match'], etag)) {
    response.writeHead(304).end()
    return
  }
  const ifRange = request.headers['if-range']
  const range = ifRange && ifRange !== etag ? null : rangeOf(request.headers.range, size)
  if (range === 'NONE') {
    response.writeHead(416, { 'content-range': `bytes */${size}`, 'content-length': 0 }).end()
    return
  }
  const part = range ?? { from: 0, to: size - 1 }
  const bytes =
    request.method === 'HEAD' ? null : await reached(storage.get(key, range ?? undefined))
  if (request.method !== 'HEAD' && !bytes) {
    throw new Refusal('NOT_FOUND', 'This file is not kept any more.')
  }
  response.setHeader('content-type', contentType)
  response.setHeader('content-length', part.to - part.from + 1)
  if (range) response.setHeader('content-range', `bytes ${part.from}-${part.to}/${size}`)
  response.writeHead(range ? 206 : 200)
  if (!bytes) {
    response.end()
    return
  }
  // Whoever leaves in the middle of a film has done nothing wrong; a store that breaks off cuts the connection.
  await pipeline(bytes, response).catch(() => response.destroy())
}

/** RFC 6266: the name for old programs in ASCII, the true one beside it. */
export function dispositionOf(kind: 'inline' | 'attachment', name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const exact = encodeURIComponent(name).replace(
    /['()*]/g,
    (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${kind}; filename="${plain}"; filename*=UTF-8''${exact}`
}

function matches(header: string | undefined, etag: string): boolean {
  if (!header) return false
  return header.split(',').some((each) => [etag, `W/${etag}`, '*'].includes(each.trim()))
}

/** One range that lies in the file, 'NONE' when it lies behind its end, null when there is none, or several, to look at. */
function rangeOf(header: string | undefined, size: number): Range | 'NONE' | null {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? []
  if (first === '' && last === '') return null
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? 'NONE' : { from: size - length, to: size - 1 }
  }
  const [from, to] = [Number(first), last === '' ? size - 1 : Number(last)]
  if (last !== '' && to < from) return null
  return from >= size ? 'NONE' : { from, to: Math.min(to, size - 1) }
}
