import { DatabaseError } from 'pg'
import type { ScanDb } from '../../db/connections.ts'
import type { Spool } from './spool.ts'
import { type Arrival, insertReject, storeArrivals } from './store.ts'

/** At most so many hits in one transaction. */
const largest = 1_000
/** How long to leave the database alone after it did not answer, in milliseconds. */
const pause = 1_000

type Waiting = { arrival: Arrival; done: () => void; failed: (error: unknown) => void }

/** What the intake has to tell about itself. */
export type IntakeEvents = {
  onStored?: (count: number) => void
  onSpooled?: (count: number) => void
  onError?: (error: unknown) => void
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
    await this.replay().catch((error) => this.#leave(error))
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
        this.#events.onError?.(error)
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
      if (!isAboutData(error)) throw error
      if (arrivals.length === 1 && arrivals[0]) {
        await insertReject(this.#db, arrivals[0], (error as Error).message)
        this.#events.onError?.(error)
        return
      }
      const half = arrivals.length >> 1
      await this.#store(arrivals.slice(0, half))
      await this.#store(arrivals.slice(half))
    }
  }

  #leave(error: unknown): void {
    this.#isAway = true
    this.#events.onError?.(error)
    clearTimeout(this.#retry)
    if (this.#isStopped) return
    this.#retry = setTimeout(() => void this.#comeBack(), pause)
    this.#retry.unref()
  }

  async #comeBack(): Promise<void> {
    try {
      await this.replay()
      this.#isAway = false
      // Once more, for the hits that were spooled after the last look.
      await this.replay()
    } catch (error) {
      this.#leave(error)
    }
  }

  async #replayAll(): Promise<void> {
    // Asked first: while the database is away nothing is read from the disk for nothing.
    await storeArrivals(this.#db, [])
    // Hits spooled while the first files are stored wait in a new one, hence until none is left.
    for (let files = await this.#spool.take(); files.length > 0; files = await this.#spool.take()) {
      for (const file of files) {
        const arrivals = file.read()
        for (let at = 0; at < arrivals.length; at += largest) {
          await this.#store(arrivals.slice(at, at + largest))
        }
        file.forget()
      }
    }
  }
}

/** Classes 22 and 23: the value or the key is wrong, and would be at the next try too. */
function isAboutData(error: unknown): boolean {
  return error instanceof DatabaseError && /^2[23]/.test(error.code ?? '')
}
