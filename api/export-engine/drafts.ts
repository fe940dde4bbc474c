import { createHash, type Hash, randomUUID } from 'node:crypto'
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs'
import { open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import type { Storage } from '../storage/storage.ts'

/** A draft that nobody has written to for so long was left by a process that was killed, in milliseconds. */
const abandoned = 86_400_000

/** Files on this machine's disk that are being made; the store is given them when they are whole. */
export class Drafts {
  readonly #folder: string

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'export-drafts')
  }

  open(): Draft {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
    return new Draft(join(this.#folder, randomUUID()))
  }

  /** Clears away what killed processes left. */
  async sweep(now: number): Promise<void> {
    for (const name of await readdir(this.#folder).catch(() => [])) {
      const path = join(this.#folder, name)
      const found = await stat(path).catch(() => null)
      if (found && now - found.mtimeMs > abandoned) await rm(path, { force: true })
    }
  }
}

/** A file that is being written, with its digest. */
export class Draft {
  readonly #path: string
  readonly #hash: Hash = createHash('sha256')
  readonly file: WriteStream
  readonly #closed: Promise<void>
  #failure: Error | undefined
  size = 0

  constructor(path: string) {
    this.#path = path
    this.file = createWriteStream(path, { mode: 0o600 })
    // A full disk is told here, between two writes; unheard it would end the process.
    this.file.on('error', (error) => (this.#failure = error))
    this.#closed = new Promise((resolve) => this.file.once('close', () => resolve()))
  }

  /** Writes a piece; resolves when the next one may come. */
  async write(piece: Uint8Array): Promise<void> {
    this.#hash.update(piece)
    this.size += piece.length
    if (!this.file.write(piece)) await drained(this.file)
    if (this.#failure) throw this.#failure
  }

  /** Synced to disk and complete; returns its digest in hex. */
  async finish(): Promise<string> {
    this.file.end()
    await this.#closed
    if (this.#failure) throw this.#failure
    const handle = await open(this.#path, 'r+')
    await handle.sync()
    await handle.close()
    return this.#hash.digest('hex')
  }

  /** Hands the finished file over. */
  async keep(store: Storage, key: string): Promise<void> {
    await store.adopt(key, this.#path)
  }

  async discard(): Promise<void> {
    this.file.destroy()
    // Opening is under way from the start: what is removed before that would come back.
    await this.#closed
    await rm(this.#path, { force: true })
  }
}

/** A reader that takes nothing for so long, in milliseconds, gives its connection back. */
const longestStall = 30_000

/** Resolves when a stream takes more, and also when it never will; one that stalls is cut. */
export function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const stalled = setTimeout(() => stream.destroy(), longestStall)
    const done = () => {
      clearTimeout(stalled)
      stream.off('drain', done)
      stream.off('close', done)
      resolve()
    }
    if (stream.destroyed) return done()
    stream.on('drain', done)
    stream.on('close', done)
  })
}
