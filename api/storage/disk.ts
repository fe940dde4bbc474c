import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { link, mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import {
  checkedKey,
  checkedPrefix,
  exactly,
  isKey,
  type Range,
  type Storage,
  StorageAway,
  type Stored,
} from './storage.ts'

/** Where an object is being written; nobody sees it before it is whole. */
const partEnding = /\.[0-9a-f]{12}\.part$/
/** A part that old was left by a process that was killed, in milliseconds. */
const abandoned = 86_400_000

/** Objects as files below one folder, one folder an organization. */
export class DiskStorage implements Storage {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  async put(key: string, body: AsyncIterable<Uint8Array>, size: number): Promise<void> {
    const path = this.#path(key)
    await this.#inPlace(path, async (part) => {
      const file = await open(part, 'wx', 0o600).catch(away)
      try {
        for await (const piece of exactly(body, size)) await file.writeFile(piece).catch(away)
        await file.sync().catch(away)
      } finally {
        await file.close()
      }
      return true
    })
  }

  async adopt(key: string, path: string): Promise<void> {
    const target = this.#path(key)
    const folder = dirname(target)
    await mkdir(folder, { recursive: true, mode: 0o700 }).catch(away)
    const isMoved = await rename(path, target).then(() => true, isElsewhere)
    if (isMoved) return syncFolder(folder).catch(away)
    const { size } = await stat(path).catch(away)
    await this.put(key, createReadStream(path), size)
    await rm(path, { force: true }).catch(away)
  }

  async get(key: string, range?: Range): Promise<Readable | null> {
    const path = this.#path(key)
    // Opened here, so that what is removed meanwhile is read to its end, and what is missing is known before a byte left.
    const file = await open(path, 'r').catch(none)
    if (!file) return null
    return createReadStream(path, {
      fd: file,
      autoClose: true,
      highWaterMark: 65_536,
      ...(range ? { start: range.from, end: range.to } : {}),
    })
  }

  async head(key: string): Promise<Stored | null> {
    const found = await stat(this.#path(key)).catch(none)
    return found ? { key, size: found.size, modifiedAt: found.mtime } : null
  }

  async copy(from: string, to: string): Promise<boolean> {
    const [source, target] = [this.#path(from), this.#path(to)]
    // A second name for the same bytes: put() replaces names, never bytes, so neither can change the other.
    return this.#inPlace(target, async (part) => {
      const made = await link(source, part).then(() => true, none)
      return made ?? false
    })
  }

  async remove(key: string): Promise<void> {
    await rm(this.#path(key), { force: true }).catch(away)
  }

  async *list(prefix = ''): AsyncIterable<Stored> {
    const folders = prefix ? [checkedPrefix(prefix).slice(0, -1)] : await this.#organizations()
    for (const organization of folders) {
      const folder = await opendir(join(this.#folder, organization)).catch(none)
      if (!folder) continue
      for await (const { name } of folder) {
        const key = `${organization}/${name}`
        const found = await stat(join(this.#folder, key)).catch(none)
        if (!found) continue
        if (isKey(key)) yield { key, size: found.size, modifiedAt: found.mtime }
        else if (partEnding.test(name) && Date.now() - found.mtimeMs > abandoned)
          await rm(join(this.#folder, key), { force: true }).catch(away)
      }
    }
  }

  async presign(): Promise<null> {
    return null
  }

  #path(key: string): string {
    return join(this.#folder, checkedKey(key))
  }

  async #organizations(): Promise<string[]> {
    const names: string[] = []
    const folder = await opendir(this.#folder).catch(none)
    if (folder) for await (const entry of folder) if (entry.isDirectory()) names.push(entry.name)
    return names
  }

  /**
   * Makes the file beside its place and then moves it there, synced: after a power cut it is whole or not there. False when
   * there was nothing to make it of.
   */
  async #inPlace(path: string, make: (part: string) => Promise<boolean>): Promise<boolean> {
    const part = `${path}.${randomBytes(6).toString('hex')}.part`
    const folder = dirname(path)
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 }).catch(away)
      if (!(await make(part))) return false
      await rename(part, path).catch(away)
      await syncFolder(folder).catch(away)
      return true
    } catch (error) {
      await rm(part, { force: true }).catch(() => {})
      throw error
    }
  }
}

/** The name is in the folder only when the folder is synced, too; Windows knows no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** For a file that is not there. */
function none(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
  return away(error)
}

/** False when the file lies on another disk, where no rename leads from. */
function isElsewhere(error: unknown): false {
  if ((error as NodeJS.ErrnoException).code === 'EXDEV') return false
  return away(error)
}

/** Whatever the disk says; a body that broke off, or was too long, speaks for itself. */
function away(error: unknown): never {
  const { code } = error as NodeJS.ErrnoException
  throw new StorageAway(`the disk says ${code}`, { cause: error })
}
