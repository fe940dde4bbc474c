import {
  close,
  closeSync,
  existsSync,
  fdatasync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  futimesSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { crc32 } from 'node:zlib'
import { identify, isAlive, isCode, reasonOf } from '../../db/process.ts'
import type { Arrival } from './store.ts'

const sync = promisify(fdatasync)

/** A segment is set aside at this size, so that replaying needs the memory of one and not of a whole outage. */
const largest = 16 * 1024 * 1024
const headLength = 8
/** A segment that was touched more recently than this is somebody's, wherever that process runs, in milliseconds. */
const abandoned = 60_000
/** How often a process touches the segment it holds, in milliseconds. */
const touched = 20_000
const quarantined = '.quarantined'

/** The file being written, how much of it is whole, and what of it is still on its way to the disk. */
type Segment = { file: number; length: number; syncs: Set<Promise<boolean>> }

/** Something that waits to be stored and is then forgotten; a crash between the two has it stored again, which changes nothing. */
export type Waiting = {
  name: string
  read(): Arrival[]
  forget(): void
  /** Keeps it under another name, which nobody takes. */
  quarantine(): void
}

/** The disk will not hold a spool; the message is one line for the operator. */
export class SpoolError extends Error {}

/** For tests: after how many milliseconds without a touch a segment is abandoned, and how often one is touched. */
type SpoolOptions = { abandonedAfter?: number; touchEvery?: number }

/**
 * Where hits wait on disk while the database is away: a file a process, each record with its length and checksum, synced
 * before append() resolves. It holds no address. Segments of processes that are gone are adopted by
 * another, a minute after the last touch: a process of another container cannot be seen from here.
 */
export class Spool {
  readonly #folder: string
  readonly #own: string
  #segment: Segment | undefined
  #setAsides = 0
  readonly #abandoned: number
  readonly #touching: NodeJS.Timeout

  private constructor(folder: string, own: string, options: SpoolOptions) {
    this.#folder = folder
    this.#own = own
    this.#abandoned = options.abandonedAfter ?? abandoned
    this.#touching = setInterval(() => this.#touch(), options.touchEvery ?? touched)
    this.#touching.unref()
  }

  static async open(dataDir: string, options: SpoolOptions = {}): Promise<Spool> {
    const folder = join(dataDir, 'spool')
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
    } catch (error) {
      throw new SpoolError(`The folder ${folder} cannot be made (${reasonOf(error)}).`)
    }
    const identity = (await identify(process.pid)) ?? String(process.pid)
    const owner = Buffer.from(`${identity} @${here()}`).toString('base64url')
    return new Spool(folder, `${owner}.log`, options)
  }

  /** Resolves when the hits are on disk. */
  async append(batch: readonly Arrival[]): Promise<void> {
    if ((this.#segment?.length ?? 0) > largest) void this.#setAside()
    this.#segment ??= this.#openSegment()
    const segment = this.#segment
    this.#write(segment, Buffer.concat(batch.map(encode)))
    const syncing = isKept(segment.file)
    segment.syncs.add(syncing)
    if (await syncing.finally(() => segment.syncs.delete(syncing))) return
    // Taken for a dead process's and removed: what was written last may have been read by nobody.
    if (this.#segment === segment) {
      this.#segment = undefined
      void closeWhenSynced(segment)
    }
    await this.append(batch)
  }

  /** Everything that waits, own and orphaned, in segments that nothing is added to any more. */
  async take(): Promise<Waiting[]> {
    await this.#setAside()
    const taken: Waiting[] = []
    for (const name of readdirSync(this.#folder).sort()) {
      if (!(await this.#isOurs(name))) continue
      taken.push(waitingAt(join(this.#folder, name), name))
    }
    return taken
  }

  /** Bytes that wait. */
  size(): number {
    return readdirSync(this.#folder)
      .filter((name) => !name.endsWith(quarantined))
      .reduce((sum, name) => sum + sizeOf(join(this.#folder, name)), 0)
  }

  close(): void {
    clearInterval(this.#touching)
    if (this.#segment) closeSync(this.#segment.file)
    this.#segment = undefined
  }

  #openSegment(): Segment {
    const file = openSync(join(this.#folder, this.#own), 'a', 0o600)
    syncFolder(this.#folder)
    return { file, length: fstatSync(file).size, syncs: new Set() }
  }

  /** Tells processes that cannot see this one that the segment is held. */
  #touch(): void {
    if (!this.#segment) return
    try {
      const now = new Date()
      futimesSync(this.#segment.file, now, now)
    } catch {
      // A disk that refuses this shows at the next append.
    }
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
    if (name.endsWith(quarantined)) return false
    if (name.startsWith(this.#own)) return name !== this.#own
    const owner = Buffer.from(name.replace(/\.log.*$/, ''), 'base64url').toString()
    const [identity = '', place] = owner.split(' @')
    // In our own place a process that is not there has ended; elsewhere only time tells.
    if (place === here()) return !(await isAlive(identity))
    const touchedAt = statSync(join(this.#folder, name), { throwIfNoEntry: false })?.mtimeMs
    if (touchedAt === undefined || Date.now() - touchedAt < this.#abandoned) return false
    return !(await isAlive(identity))
  }
}

function waitingAt(path: string, name: string): Waiting {
  let length = sizeOf(path)
  return {
    name,
    read() {
      const bytes = readIfThere(path)
      length = bytes.length
      return decode(bytes)
    },
    forget() {
      // Grown since it was read: its process lives after all, and what it added waits for another round.
      if (sizeOf(path) <= length) rmSync(path, { force: true })
    },
    quarantine() {
      if (existsSync(path)) renameSync(path, path + quarantined)
    },
  }
}

/** Waits for the disk; false when the file has no name any more, so that nobody would find what is in it. */
async function isKept(file: number): Promise<boolean> {
  await sync(file)
  return fstatSync(file).nlink > 0
}

/** Without this a file made just before the power fails may be on disk, and its name not. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
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

/** Where process numbers mean the same: this machine, or this container of it. */
function here(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return hostname()
  }
}
