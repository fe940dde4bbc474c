import {
  close,
  closeSync,
  existsSync,
  fdatasync,
  ftruncateSync,
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
import { identify, isAlive, isCode } from '../../db/process.ts'
import type { Arrival } from './store.ts'

const sync = promisify(fdatasync)

/** A segment is set aside at this size, so that replaying needs the memory of one and not of a whole outage. */
const largest = 16 * 1024 * 1024
const headLength = 8

/** The file being written, how much of it is whole, and what of it is still on its way to the disk. */
type Segment = { file: number; length: number; syncs: Set<Promise<void>> }

/** Something that waits to be stored and is then forgotten; a crash between the two has it stored again, which changes nothing. */
type Waiting = { read(): Arrival[]; forget(): void }

/**
 * Where hits wait on disk while the database is away: a file a process, each record with its length and checksum, synced
 * before append() resolves. It holds no address. Segments of processes that are gone are adopted by the next one to start.
 */
export class Spool {
  readonly #folder: string
  readonly #own: string
  #segment: Segment | undefined
  #setAsides = 0

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
    if ((this.#segment?.length ?? 0) > largest) void this.#setAside()
    this.#segment ??= this.#openSegment()
    const { file, syncs } = this.#segment
    this.#write(this.#segment, Buffer.concat(batch.map(encode)))
    const syncing = sync(file)
    syncs.add(syncing)
    await syncing.finally(() => syncs.delete(syncing))
  }

  /** Everything that waits, own and orphaned, in segments that nothing is added to any more. */
  async take(): Promise<Waiting[]> {
    await this.#setAside()
    const taken: Waiting[] = []
    for (const name of readdirSync(this.#folder).sort()) {
      if (!(await this.#isOurs(name))) continue
      const path = join(this.#folder, name)
      taken.push({
        read: () => decode(readIfThere(path)),
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
    if (this.#segment) closeSync(this.#segment.file)
    this.#segment = undefined
  }

  #openSegment(): Segment {
    const file = openSync(join(this.#folder, this.#own), 'a', 0o600)
    return { file, length: sizeOf(join(this.#folder, this.#own)), syncs: new Set() }
  }

  /** All of it or, when the disk is full half-way, nothing: what follows a torn record could not be read. */
  #write(segment: Segment, bytes: Buffer): void {
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(segment.file, bytes, done)
    } catch (error) {
      ftruncateSync(segment.file, segment.length)
      throw error
    }
    segment.length += bytes.length
  }

  /** Appends go to a new file from here on; resolves when the last hit of the old one is on disk. */
  #setAside(): Promise<void> {
    const segment = this.#segment
    const path = join(this.#folder, this.#own)
    this.#segment = undefined
    this.#setAsides += 1
    if (existsSync(path)) renameSync(path, `${path}.${Date.now()}-${this.#setAsides}.waiting`)
    return segment ? closeWhenSynced(segment) : Promise.resolve()
  }

  /** Our own that is set aside, and all of a process that has ended; those of a living one are its own business. */
  async #isOurs(name: string): Promise<boolean> {
    if (name.startsWith(this.#own)) return name !== this.#own
    const identity = Buffer.from(name.replace(/\.log.*$/, ''), 'base64url').toString()
    return !(await isAlive(identity))
  }
}

/** A sync whose file was closed under it would fail, or sync the file that has the number next. */
async function closeWhenSynced({ file, syncs }: Segment): Promise<void> {
  await Promise.allSettled(syncs)
  close(file, () => {})
}

function encode(arrival: Arrival): Buffer {
  const body = Buffer.from(JSON.stringify(arrival))
  const head = Buffer.alloc(headLength)
  head.writeUInt32LE(body.length, 0)
  head.writeUInt32LE(crc32(body), 4)
  return Buffer.concat([head, body])
}

/** Every record that is whole. One that was cut was never acknowledged; behind one that was damaged the next whole one is found. */
function decode(bytes: Buffer): Arrival[] {
  const arrivals: Arrival[] = []
  let at = 0
  while (at + headLength < bytes.length) {
    const start = at + headLength
    const end = start + bytes.readUInt32LE(at)
    const isWhole =
      end <= bytes.length && crc32(bytes.subarray(start, end)) === bytes.readUInt32LE(at + 4)
    if (isWhole && end > start)
      arrivals.push(JSON.parse(bytes.toString('utf8', start, end)) as Arrival)
    at = isWhole ? end : at + 1
  }
  return arrivals
}

/** Another process may have adopted, stored and forgotten the same segment meanwhile. */
function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    if (isCode(error, 'ENOENT')) return Buffer.alloc(0)
    throw error
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
