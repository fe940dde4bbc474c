import { createReadStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { AwsV4Signer } from 'aws4fetch'
import {
  checkedKey,
  checkedPrefix,
  exactly,
  isKey,
  type Range,
  type Storage,
  StorageAway,
  type Stored,
  type Ticket,
  ticketLifetime,
  WrongSize,
} from './storage.ts'

/** An S3-compatible store and the keys to it. */
export type S3Settings = {
  endpoint: string
  bucket: string
  region: string
  accessKeyId: string
  secretAccessKey: string
}

type Asked = {
  key?: string
  query?: Record<string, string>
  headers?: Record<string, string>
  body?: AsyncIterable<Uint8Array>
}

/** How long a store may keep silent before it answers, in milliseconds; a body takes as long as it takes. */
const patience = 30_000

/**
 * Objects in one bucket of an S3-compatible store, below one folder of it. Addresses are in path style
 * (endpoint/bucket/key), which every such store understands; where the endpoint's host starts with the bucket's name,
 * it is virtual-host style and the bucket is left out of the path. The bucket stays private.
 */
export class S3Storage implements Storage {
  readonly #settings: S3Settings
  readonly #root: string
  readonly #folder: string

  constructor(settings: S3Settings, folder: string) {
    this.#settings = settings
    this.#folder = `${folder}/`
    const endpoint = settings.endpoint.replace(/\/+$/, '')
    const isVirtualHost = new URL(endpoint).hostname.startsWith(`${settings.bucket}.`)
    this.#root = isVirtualHost ? endpoint : `${endpoint}/${settings.bucket}`
  }

  async put(key: string, body: AsyncIterable<Uint8Array>, size: number): Promise<void> {
    const headers = { 'content-length': String(size) }
    let wrong: unknown
    const watched = async function* () {
      try {
        yield* exactly(body, size)
      } catch (error) {
        wrong = error
        throw error
      }
    }
    try {
      const response = await this.#send('PUT', { key, headers, body: watched() })
      await response.body?.cancel()
    } catch (error) {
      // The request was broken off because of what was sent, not because of the store.
      if (wrong) throw wrong
      const { cause } = error as { cause?: { cause?: { code?: string } } }
      const isMismatch = cause?.cause?.code === 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH'
      throw isMismatch ? new WrongSize('other bytes came than were announced') : error
    }
  }

  async adopt(key: string, path: string): Promise<void> {
    const { size } = await stat(path)
    await this.put(key, createReadStream(path), size)
    await rm(path, { force: true })
  }

  async get(key: string, range?: Range): Promise<Readable | null> {
    const headers: Record<string, string> = {}
    if (range) headers.range = `bytes=${range.from}-${range.to}`
    const response = await this.#find('GET', { key, headers })
    if (!response) return null
    return Readable.fromWeb(response.body as ReadableStream<Uint8Array>)
  }

  async head(key: string): Promise<Stored | null> {
    const response = await this.#find('HEAD', { key })
    if (!response) return null
    return {
      key,
      size: Number(response.headers.get('content-length')),
      modifiedAt: new Date(response.headers.get('last-modified') ?? 0),
    }
  }

  async copy(from: string, to: string): Promise<boolean> {
    const source = `/${this.#settings.bucket}/${this.#folder}${checkedKey(from)}`
    const response = await this.#find('PUT', { key: to, headers: { 'x-amz-copy-source': source } })
    if (!response) return false
    // A copy can fail after its answer has begun; then the answer of 200 holds an error.
    const text = await response.text()
    if (text.includes('<Error>')) throw new StorageAway(`the store could not copy: ${codeOf(text)}`)
    return true
  }

  async remove(key: string): Promise<void> {
    const response = await this.#find('DELETE', { key })
    await response?.body?.cancel()
  }

  async *list(prefix = ''): AsyncIterable<Stored> {
    const below = this.#folder + checkedPrefix(prefix)
    let next: string | undefined
    do {
      const query = {
        'list-type': '2',
        prefix: below,
        'max-keys': '1000',
        ...(next ? { 'continuation-token': next } : {}),
      }
      const text = await (await this.#send('GET', { query })).text()
      for (const [, entry = ''] of text.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
        const key = (textIn(entry, 'Key') ?? '').slice(this.#folder.length)
        if (!isKey(key)) continue
        const modifiedAt = new Date(textIn(entry, 'LastModified') ?? 0)
        yield { key, size: Number(textIn(entry, 'Size')), modifiedAt }
      }
      next = textIn(text, 'NextContinuationToken')
    } while (next)
  }

  /**
   * A PUT whose length and type are signed, so that the store takes these bytes and no others. A form by POST could bound the
   * size as well, but several stores (Cloudflare R2 among them) do not take forms.
   */
  async presign(key: string, body: { size: number; type: string }, now: number): Promise<Ticket> {
    const headers = { 'content-length': String(body.size), 'content-type': body.type }
    const url = this.#urlOf({ key })
    url.searchParams.set('X-Amz-Expires', String(ticketLifetime / 1_000))
    const signer = this.#signer('PUT', url, headers, {
      signQuery: true,
      allHeaders: true,
      datetime: new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, ''),
    })
    const signed = await signer.sign()
    return {
      method: 'PUT',
      url: signed.url.href,
      // The length is set by whoever sends; a page's script may not.
      headers: [{ name: 'content-type', value: body.type }],
      expiresAt: new Date(now + ticketLifetime),
    }
  }

  #urlOf({ key, query = {} }: Asked): URL {
    const url = new URL(
      key === undefined ? this.#root : `${this.#root}/${this.#folder}${checkedKey(key)}`,
    )
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    return url
  }

  #signer(method: string, url: URL, headers: Record<string, string>, more: object = {}) {
    const { accessKeyId, secretAccessKey, region } = this.#settings
    const keys = { accessKeyId, secretAccessKey, region, service: 's3' }
    return new AwsV4Signer({ ...keys, method, url: url.href, headers, ...more })
  }

  async #find(method: string, asked: Asked): Promise<Response | null> {
    return this.#send(method, asked, true)
  }

  async #send(method: string, asked: Asked): Promise<Response>
  async #send(method: string, asked: Asked, mayMiss: true): Promise<Response | null>
  async #send(method: string, asked: Asked, mayMiss = false): Promise<Response | null> {
    const { url, headers } = await this.#signer(
      method,
      this.#urlOf(asked),
      asked.headers ?? {},
    ).sign()
    const silence = new AbortController()
    const timer = asked.body ? undefined : setTimeout(() => silence.abort(), patience)
    // Without a window and without redirects fetch needs no second copy of the body, which it would keep whole.
    const single = { duplex: 'half', redirect: 'error', window: null }
    const request = { method, headers, body: asked.body, signal: silence.signal, ...single }
    let response: Response
    try {
      response = await fetch(url, request as RequestInit)
    } catch (error) {
      throw new StorageAway('the store cannot be reached', { cause: error })
    } finally {
      clearTimeout(timer)
    }
    if (response.ok) return response
    const text = await response.text().catch(() => '')
    if (mayMiss && response.status === 404 && codeOf(text) !== 'NoSuchBucket') return null
    throw new StorageAway(`the store says ${response.status} ${codeOf(text)}`)
  }
}

function codeOf(text: string): string {
  return textIn(text, 'Code') ?? ''
}

function textIn(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]
}
