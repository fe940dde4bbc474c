import type { Readable } from 'node:stream'

/** A part of an object in bytes, both ends included. */
export type Range = { from: number; to: number }

/** What a store says about an object without its bytes. */
export type Stored = { key: string; size: number; modifiedAt: Date }

/** Where somebody outside may send bytes, and how, until `expiresAt`. */
export type Ticket = {
  method: 'POST' | 'PUT'
  url: string
  headers: { name: string; value: string }[]
  expiresAt: Date
}

/**
 * Where files are kept: a disk or an S3-compatible store. A key is `<organization id>/<uuid>`; anything else throws before it
 * reaches the store. An object is there whole or not at all, and is never changed in place. Streams are read as fast as
 * they are taken. Throws StorageAway when the store cannot be reached or refuses.
 */
export type Storage = {
  /** Keeps exactly `size` bytes; throws WrongSize when more or fewer come, and then keeps nothing. Replaces what was there. */
  put(key: string, body: AsyncIterable<Uint8Array>, size: number): Promise<void>
  /** Keeps a whole, synced file of this machine, which is gone from its path then. Replaces what was there. */
  adopt(key: string, path: string): Promise<void>
  /** The bytes, or those of a range that lies inside; null when there are none. */
  get(key: string, range?: Range): Promise<Readable | null>
  head(key: string): Promise<Stored | null>
  /** The same bytes under a second key, without passing through here; false when there are none. */
  copy(from: string, to: string): Promise<boolean>
  /** Nothing happens when it is not there. */
  remove(key: string): Promise<void>
  /** Everything, or what is below `<organization id>/`. */
  list(prefix?: string): AsyncIterable<Stored>
  /** A way to send exactly `size` bytes of that type past this server; null when the store knows none. */
  presign(key: string, body: { size: number; type: string }, now: number): Promise<Ticket | null>
}

/** The store cannot be reached, is full, or refuses us. */
export class StorageAway extends Error {}

/** Other bytes came than were announced. */
export class WrongSize extends Error {}

/** How long a presigned address works, in milliseconds. */
export const ticketLifetime = 300_000

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const keyForm = new RegExp(`^${uuid}/${uuid}$`)
const prefixForm = new RegExp(`^(${uuid}/)?$`)

/** The key, or an error: what leads anywhere else was put together wrong. */
export function checkedKey(key: string): string {
  if (!keyForm.test(key)) throw new Error('This is not the key of an object.')
  return key
}

export function checkedPrefix(prefix: string): string {
  if (!prefixForm.test(prefix)) throw new Error('This is not the prefix of an organization.')
  return prefix
}

export function isKey(key: string): boolean {
  return keyForm.test(key)
}

/** Passes the bytes on, and throws WrongSize as soon as there are more than `size`, or at the end when there were fewer. */
export async function* exactly(
  body: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<Uint8Array> {
  let seen = 0
  for await (const piece of body) {
    seen += piece.length
    if (seen > size) throw new WrongSize(`more than ${size} bytes came`)
    yield piece
  }
  if (seen < size) throw new WrongSize(`${seen} of ${size} bytes came`)
}
