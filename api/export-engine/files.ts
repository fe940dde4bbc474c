import { createHash, type Hash } from 'node:crypto'
import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  type ReadStream,
  type WriteStream,
} from 'node:fs'
import { open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Writable } from 'node:stream'

/** Finished exports on disk, one folder an organization; keys are `<organization>/<name>`. */
export class ExportFiles {
  readonly #folder: string

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'exports')
  }

  /** Where a file is being written; nobody sees it before keep(). */
  draft(key: string, nonce: string): Draft {
    const path = join(this.#folder, key)
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    return new Draft(path, `${path}.${nonce}.part`)
  }

  /** The file and its size, or null when it is not there. */
  async find(key: string): Promise<{ size: number; stream: () => ReadStream } | null> {
    const path = join(this.#folder, key)
    const found = await stat(path).catch(() => null)
    return found ? { size: found.size, stream: () => createReadStream(path) } : null
  }

  /** Removes what is older than `before`, drafts of killed processes included; returns how many. */
  async removeOlder(before: Date): Promise<number> {
    const names = await readdir(this.#folder, { recursive: true, withFileTypes: true }).catch(
      () => [],
    )
    let removed = 0
    for (const entry of names) {
      const path = join(entry.parentPath, entry.name)
      const { mtime } = await stat(path).catch(() => ({ mtime: before }))
      if (!entry.isFile() || mtime >= before) continue
      await rm(path, { force: true })
      removed += 1
    }
    return removed
  }
}

/** A file that is being written, with its digest. */
export class Draft {
  readonly #path: string
  readonly #part: string
  readonly #hash: Hash = createHash('sha256')
  readonly file: WriteStream
  readonly #closed: Promise<void>
  #failure: Error | undefined
  size = 0

  constructor(path: string, part: string) {
    this.#path = path
    this.#part = part
    this.file = createWriteStream(part, { mode: 0o600 })
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

  /** Synced to disk, complete but not yet in place; returns its digest in hex. */
  async finish(): Promise<string> {
    this.file.end()
    await this.#closed
    if (this.#failure) throw this.#failure
    const handle = await open(this.#part, 'r+')
    await handle.sync()
    await handle.close()
    return this.#hash.digest('hex')
  }

  async keep(): Promise<void> {
    await rename(this.#part, this.#path)
  }

  async discard(): Promise<void> {
    this.file.destroy()
    // Opening is under way from the start: what is removed before that would come back.
    await this.#closed
    await rm(this.#part, { force: true })
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
