import {
  closeSync,
  fdatasync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { crc32 } from 'node:zlib'
import { identify, isAlive } from '../../db/process.ts'
import type { Arrival } from './store.ts'

const sync = promisify(fdatasync)

/**
 * Where hits wait on disk while the database is away: a file a process, each record with its length and checksum, synced
 * before append() resolves. It holds no address. Segments of processes that are gone are adopted by the next one to start.
 */
export class Spool {
  readonly #folder: string
  readonly #own: string
  #file: number | undefined
  /** The latest sync that was begun; appends that come while one runs share the next. */
  #syncing: Promise<void> | undefined
  #next: Promise<void> | undefined

  private constructor(folder: string, own: string) {
    this.#folder = folder
    this.#own = own
  }

  static async open(dataDir: string): Promise<Spool> {
    const folder = join(dataDir, 'spool')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const identity = (await identify(process.pid)) ?? String(process.pid)
    return new Spool(folder, `${Buffer.from(identity).toString('base64url')}.log`)
  }

  /** Resolves when the hits are on disk. */
  async append(batch: readonly Arrival[]): Promise<void> {
    this.#file ??= openSync(join(this.#folder, this.#own), 'a', 0o600)
    writeSync(this.#file, Buffer.concat(batch.map(encode)))
    await this.#sync(this.#file)
  }

  /**
   * Takes everything that waits, own and orphaned, as files that nothing is added to any more. Each is to be stored
   * and then forgotten; a crash between the two has it stored again, which changes nothing.
   */
  async take(): Promise<{ arrivals: Arrival[]; forget: () => void }[]> {
    this.#setAside()
    const taken: { arrivals: Arrival[]; forget: () => void }[] = []
    for (const name of readdirSync(this.#folder).sort()) {
      if (name.endsWith('.log') && !(await this.#isOrphan(name))) continue
      const path = join(this.#folder, name)
      taken.push({
        arrivals: decode(readFileSync(path)),
        forget: () => rmSync(path, { force: true }),
      })
    }
    return taken
  }

  /** Bytes that wait. */
  size(): number {
    return readdirSync(this.#folder).reduce(
      (sum, name) => sum + sizeOf(join(this.#folder, name)),
      0,
    )
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
  }

  #setAside(): void {
    if (this.#file === undefined) return
    this.close()
    renameSync(
      join(this.#folder, this.#own),
      join(this.#folder, `${this.#own}.${Date.now()}.waiting`),
    )
  }

  /** A segment whose process has ended; `.waiting` files of a living process are its own business too. */
  async #isOrphan(name: string): Promise<boolean> {
    if (name === this.#own) return false
    const identity = Buffer.from(name.replace(/\.log.*$/, ''), 'base64url').toString()
    return !(await isAlive(identity))
  }

  async #sync(file: number): Promise<void> {
    if (!this.#syncing) {
      this.#syncing = sync(file).finally(() => {
        this.#syncing = undefined
      })
      return this.#syncing
    }
    // A running sync may have begun before our write; the one after it has not.
    this.#next ??= this.#syncing
      .catch(() => {})
      .then(() => {
        this.#next = undefined
        return this.#sync(file)
      })
    return this.#next
  }
}

function encode(arrival: Arrival): Buffer {
  const body = Buffer.from(JSON.stringify(arrival))
  const head = Buffer.alloc(8)
  head.writeUInt32LE(body.length, 0)
  head.writeUInt32LE(crc32(body), 4)
  return Buffer.concat([head, body])
}

/** The records up to the first one that is cut or damaged: that one was never acknowledged. */
function decode(bytes: Buffer): Arrival[] {
  const arrivals: Arrival[] = []
  let at = 0
  while (at + 8 <= bytes.length) {
    const end = at + 8 + bytes.readUInt32LE(at)
    const body = bytes.subarray(at + 8, end)
    if (end > bytes.length || crc32(body) !== bytes.readUInt32LE(at + 4)) break
    arrivals.push(JSON.parse(body.toString()) as Arrival)
    at = end
  }
  return arrivals
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size
  } catch {
    return 0
  }
}
