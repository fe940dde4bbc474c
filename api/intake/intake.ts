import { DatabaseError } from 'pg'
import type { ScanDb } from '../../db/connections.ts'
import type { Spool, Waiting as SpoolFile } from './spool.ts'
import { type Arrival, insertReject, storeArrivals } from './store.ts'

/** At most so many hits in one transaction. */
const largest = 1_000
/** How long to leave the database alone after it did not answer, in milliseconds. */
const pause = 1_000
/** How often to look for what a process that has ended left in the spool, in milliseconds. */
const lookAround = 30_000
/** After so many rounds in which the database refused a file for itself, it is set aside. */
const mostRefusals = 5
/** A month that is missing this long after a hit will not be made any more, in milliseconds. */
const longGone = 32 * 86_400_000

type Waiting = { arrival: Arrival; done: () => void; failed: (error: unknown) => void }

/** What the intake has to tell about itself. */
export type IntakeEvents = {
  onStored?: (count: number) => void
  onSpooled?: (count: number) => void
  /** Storing failed for the first time since it last went well, or a file of the spool was set aside. */
  onError?: (error: unknown) => void
  /** Hits went to scan_rejects for what they say. Without it, onError hears of them. */
  onRejected?: (count: number, error: unknown) => void
  /** Neither the database nor the disk took them, and they were answered so. Without it, onError hears of them. */
  onRefused?: (count: number, error: unknown) => void
}

/**
 * Takes hits in and answers when each is safe. The batch is whatever arrived while the last commit was in flight, so at
 * load durability costs nothing and when quiet one round trip. While the database is away hits go to the spool, and from
 * there to the database as soon as it is back, with the same id and time.
 */
export class Intake {
  readonly #db: ScanDb
  readonly #spool: Spool
  readonly #events: IntakeEvents
  #queue: Waiting[] = []
  #isBusy = false
  #isAway = false
  #isStopped = false
  #retry: NodeJS.Timeout | undefined
  #looking: NodeJS.Timeout | undefined
  /** Files of the spool that the database refused, and how often. */
  readonly #refusals = new Map<string, number>()
  #replaying: Promise<void> | undefined

  constructor(db: ScanDb, spool: Spool, events: IntakeEvents = {}) {
    this.#db = db
    this.#spool = spool
    this.#events = events
  }

  /** Resolves when the hit is committed, or on disk in the spool; rejects when neither could be done. */
  push(arrival: Arrival): Promise<void> {
    return new Promise((done, failed) => {
      this.#queue.push({ arrival, done, failed })
      if (!this.#isBusy) void this.#work()
    })
  }

  /** Takes up what was left; if the database is away already, as soon as it is back. */
  async start(): Promise<void> {
    this.#looking = setInterval(() => {
      if (!this.#isAway && this.#spool.size() > 0) void this.#comeBack()
    }, lookAround)
    this.#looking.unref()
    await this.#comeBack()
  }

  /** Stores what an earlier process, or this one in bad times, left in the spool. */
  async replay(): Promise<void> {
    this.#replaying ??= this.#replayAll().finally(() => {
      this.#replaying = undefined
    })
    return this.#replaying
  }

  /** Flushes what was pushed and stops; nothing may be pushed afterwards. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#retry)
    clearInterval(this.#looking)
    while (this.#isBusy || this.#queue.length > 0)
      await new Promise((resolve) => setTimeout(resolve, 5))
    await this.#replaying?.catch(() => {})
    this.#spool.close()
  }

  async #work(): Promise<void> {
    this.#isBusy = true
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, largest)
      try {
        await this.#keep(batch.map((each) => each.arrival))
        for (const each of batch) each.done()
      } catch (error) {
        if (this.#events.onRefused) this.#events.onRefused(batch.length, error)
        else this.#events.onError?.(error)
        for (const each of batch) each.failed(error)
      }
    }
    this.#isBusy = false
  }

  async #keep(arrivals: Arrival[]): Promise<void> {
    if (!this.#isAway) {
      try {
        await this.#store(arrivals)
        return
      } catch (error) {
        this.#leave(error)
      }
    }
    await this.#spool.append(arrivals)
    this.#events.onSpooled?.(arrivals.length)
  }

  /** A batch that fails for what it says is halved until the row is alone, which then is set aside. */
  async #store(arrivals: Arrival[]): Promise<void> {
    try {
      const stored = await storeArrivals(this.#db, arrivals)
      this.#events.onStored?.(stored)
    } catch (error) {
      if (!isAboutData(error, arrivals)) throw error
      if (arrivals.length === 1 && arrivals[0]) {
        await insertReject(this.#db, arrivals[0], (error as Error).message)
        if (this.#events.onRejected) this.#events.onRejected(1, error)
        else this.#events.onError?.(error)
        return
      }
      const half = arrivals.length >> 1
      await this.#store(arrivals.slice(0, half))
      await this.#store(arrivals.slice(half))
    }
  }

  #leave(error: unknown): void {
    if (!this.#isAway) this.#events.onError?.(error)
    this.#isAway = true
    clearTimeout(this.#retry)
    if (this.#isStopped) return
    this.#retry = setTimeout(() => void this.#comeBack(), pause)
    this.#retry.unref()
  }

  async #comeBack(): Promise<void> {
    try {
      await this.replay()
    } catch (error) {
      this.#leave(error)
    }
  }

  async #replayAll(): Promise<void> {
    // Asked first: while the database is away nothing is read from the disk for nothing.
    await storeArrivals(this.#db, [])
    for (let isBack = false; ; isBack = true) {
      const files = await this.#spool.take()
      await this.#replayFiles(files)
      // What is left came meanwhile. Waiting until nothing does would, under load, be waiting for ever.
      this.#isAway = false
      // Looked once more for hits that were spooled after the last look.
      if (isBack && files.length === 0) return
    }
  }

  /** One that the database refuses does not keep the others from it; the first failure is told when all were tried. */
  async #replayFiles(files: readonly SpoolFile[]): Promise<void> {
    const failures: unknown[] = []
    for (const file of files) {
      try {
        await this.#replayFile(file)
        this.#refusals.delete(file.name)
      } catch (error) {
        if (!isAnswer(error)) throw error
        if (!this.#isSetAside(file, error)) failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
  }

  async #replayFile(file: SpoolFile): Promise<void> {
    const arrivals = file.read()
    for (let at = 0; at < arrivals.length; at += largest) {
      await this.#store(arrivals.slice(at, at + largest))
    }
    file.forget()
  }

  /** A file that fails again and again for itself would hold up the spool for good: it is kept, and no longer tried. */
  #isSetAside(file: SpoolFile, error: unknown): boolean {
    // The month is about to be made.
    if (isNoPartition(error)) return false
    const refusals = (this.#refusals.get(file.name) ?? 0) + 1
    this.#refusals.set(file.name, refusals)
    if (refusals < mostRefusals) return false
    file.quarantine()
    this.#refusals.delete(file.name)
    this.#events.onError?.(error)
    return true
  }
}

/** Classes 22 and 23: the value or the key is wrong, and would be at the next try too. */
function isAboutData(error: unknown, arrivals: readonly Arrival[]): boolean {
  if (isNoPartition(error)) return arrivals.some(isLongGone)
  return error instanceof DatabaseError && /^2[23]/.test(error.code ?? '')
}

/** No partition for the hit's month, which says more of the database than of the hit: the one check without a name. */
function isNoPartition(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === '23514' && !error.constraint
}

function isLongGone({ scanned_at }: Arrival): boolean {
  return Date.now() - Date.parse(scanned_at) > longGone
}

/** The database was there and said no; not that it was lost, full, stopped or at odds with another transaction. */
function isAnswer(error: unknown): boolean {
  return error instanceof DatabaseError && !/^(08|53|57|58|40)/.test(error.code ?? '')
}
