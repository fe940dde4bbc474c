import { type Pools, withRollup } from '../../db/connections.ts'
import { followScans, haveMoved, listBehind } from './counting.ts'

/** So many organizations in one transaction, and so many hits of all of them: who has few waits for nobody's backlog. */
const mostOrganizations = 200
export const mostHits = 10_000
/** Hits of so long are counted together, in milliseconds: counting holds the feeds up for as long as it writes. */
const rest = 200
/** At load counting costs by the rollup that is touched and less by the hit: it rests so many times as long as it took. */
const restPerRound = 4
/** And no longer than this, in milliseconds: what is stored is counted within a second. */
const longestRest = 600
/** Whoever could not be counted is asked for again, ever later, in milliseconds. */
const longestPause = 1_000
/** Notices can be lost: at this pace every organization is looked at, in milliseconds. */
const safetyNet = 30_000

/**
 * Keeps the rollups a moment behind the scans. Woken by the notice of stored scans; any number of processes may follow at
 * once, since each organization is counted by one at a time and its progress moves with the counts.
 */
export class Follower {
  readonly #pools: Pools
  readonly #onError: (error: unknown) => void
  #due = new Set<string>()
  #isSweepDue = false
  #running: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #net: NodeJS.Timeout | undefined
  #rest = rest
  #pause = rest
  #isStopped = false
  #endedAt = 0

  constructor(pools: Pools, onError: (error: unknown) => void) {
    this.#pools = pools
    this.#onError = onError
  }

  start(): void {
    this.#net = setInterval(() => this.wakeAll(), safetyNet)
    this.#net.unref()
    this.wakeAll()
  }

  /** A hint that these organizations (comma-separated, `*` for all) have new scans. */
  hear(payload: string): void {
    if (payload === '*') this.#isSweepDue = true
    else for (const id of payload.split(',')) this.#due.add(id)
    this.#wake(Math.max(0, this.#endedAt + this.#rest - Date.now()))
  }

  wakeAll(): void {
    this.#isSweepDue = true
    this.#wake(0)
  }

  /** Lets what is being counted end; what is not counted yet, the next process counts. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearInterval(this.#net)
    clearTimeout(this.#timer)
    await this.#running
  }

  #wake(delay: number): void {
    if (this.#isStopped || this.#running || this.#timer) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#running = this.#round().finally(() => {
        this.#running = undefined
        this.#endedAt = Date.now()
        if (this.#due.size > 0 || this.#isSweepDue) this.#wake(this.#pause)
      })
    }, delay)
    this.#timer.unref()
  }

  async #round(): Promise<void> {
    try {
      if (this.#isSweepDue) {
        this.#isSweepDue = false
        for (const id of await withRollup(this.#pools, listBehind)) this.#due.add(id)
      }
      const ids = [...this.#due].slice(0, mostOrganizations)
      if (ids.length === 0) return
      for (const id of ids) this.#due.delete(id)
      const begun = Date.now()
      const { behind, isMoving } = await withRollup(this.#pools, async (db) => {
        const behind = await followScans(db, ids, mostHits)
        return { behind, isMoving: behind.length < ids.length || (await haveMoved(db, behind)) }
      })
      for (const id of behind) this.#due.add(id)
      // Rows that wait for an older transaction, which may stay open, are not asked about five times a second.
      this.#rest = Math.min(longestRest, Math.max(rest, restPerRound * (Date.now() - begun)))
      this.#pause = isMoving ? this.#rest : Math.min(longestPause, this.#pause * 2)
    } catch (error) {
      this.#isSweepDue = true
      this.#pause = longestPause
      if (!this.#isStopped) this.#onError(error)
    }
  }
}
