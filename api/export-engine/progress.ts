import { setTimeout as delay } from 'node:timers/promises'
import { type Pools, type Tenant, withTenant } from '../../db/connections.ts'
import type { JobTenant } from '../jobs/tasks.ts'
import { type ExportRow, exportStatus, getExport, progressExport } from './queries.ts'

/** A job says this often how far it is, and asks whether it is still wanted, in milliseconds. */
const beat = 400

/**
 * Writes to the row how far its job is, and aborts `unwanted` as soon as the row says that it is not this job's any more:
 * cancelled, or begun by another worker because this one was taken for dead. Returns what ends the reporting.
 */
export function reportProgress(
  tenant: JobTenant,
  row: ExportRow,
  rowsSoFar: () => number,
  unwanted: AbortController,
): () => void {
  let isAsking = false
  const timer = setInterval(() => {
    if (isAsking) return
    isAsking = true
    tenant
      .enter((db) => progressExport(db, row, rowsSoFar()))
      .then((isOurs) => {
        if (!isOurs) unwanted.abort()
      })
      // The database is away: the copy fails by itself, or goes on when it is back.
      .catch(() => {})
      .finally(() => {
        isAsking = false
      })
  }, beat)
  return () => clearInterval(timer)
}

/** A subscriber is told at most this often, in milliseconds. */
const pause = 250
/** Notices can be lost; at this pace a subscriber looks for itself, in milliseconds. */
const safetyNet = 1_000

/** Who waits for news of which exports in this process. */
export class ExportProgress {
  readonly #pools: Pools
  readonly #waiting = new Map<string, Set<() => void>>()

  constructor(pools: Pools) {
    this.#pools = pools
  }

  /** A hint that something has become of this export. */
  hear(exportId: string): void {
    for (const wake of this.#waiting.get(exportId) ?? []) wake()
  }

  /** The export as it is, then each change of it, and an end when nothing more becomes of it by itself. NOT_FOUND. */
  follow(tenant: Tenant, exportId: string): AsyncGenerator<ExportRow> {
    const stopping = new AbortController()
    const changes = this.#changes(tenant, exportId, stopping.signal)
    // A generator that waits hears of return() only when it goes on.
    const end = changes.return.bind(changes)
    changes.return = (value) => {
      stopping.abort()
      return end(value)
    }
    return changes
  }

  async *#changes(
    tenant: Tenant,
    exportId: string,
    signal: AbortSignal,
  ): AsyncGenerator<ExportRow> {
    let seen = ''
    while (!signal.aborted) {
      const news = this.#news(exportId, signal)
      const row = await withTenant(this.#pools, tenant, (db) => getExport(db, exportId))
      const status = exportStatus(row, Date.now())
      const now = `${status} ${row.progress_rows} ${row.attempts}`
      if (now !== seen) yield row
      seen = now
      if (status !== 'QUEUED' && status !== 'RUNNING') return
      await delay(pause, undefined, { signal, ref: false }).catch(() => {})
      await news
    }
  }

  /** Resolves with the next hint from now on, or when it is time to look without one. */
  #news(exportId: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(exportId) ?? new Set()
      this.#waiting.set(exportId, waiting)
      const done = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        waiting.delete(done)
        if (waiting.size === 0 && this.#waiting.get(exportId) === waiting)
          this.#waiting.delete(exportId)
        resolve()
      }
      const timer = setTimeout(done, safetyNet)
      timer.unref()
      signal.addEventListener('abort', done)
      waiting.add(done)
    })
  }
}
