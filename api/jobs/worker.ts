import { EventEmitter } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import {
  Logger as LibraryLogger,
  type LogLevel,
  type ParsedCronItem,
  parseCronItems,
  type Runner,
  run,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker'
import type { Pools } from '../../db/connections.ts'
import { jobsSchema } from '../../db/migrate.ts'
import { Presence } from './presence.ts'
import type { Tasks } from './tasks.ts'

/** What is told about a job, for the log: ids and kinds, nothing that was said in it. */
export type JobNews = { jobId: string; task: string; attempt: number; error?: unknown }

export type WorkerOptions = {
  pools: Pools
  tasks: Tasks
  /** When which task runs by itself, as crontab says it, in UTC. One process of all enqueues it. */
  cron?: readonly { task: string; match: string }[]
  onDone?: (job: JobNews) => void
  onRetry?: (job: JobNews) => void
  /** It has failed so often that it is not tried again until somebody says so. */
  onFailed?: (job: JobNews) => void
  /** The worker itself is in trouble: no database, say. It goes on by itself. */
  onTrouble?: (what: string, error?: unknown) => void
  /** Milliseconds between two looks for jobs whose time has come; new ones are announced. */
  pollInterval?: number
  /** Milliseconds between two looks for workers that are gone. */
  beat?: number
  /** Milliseconds that jobs in flight get to end when the worker stops. */
  grace?: number
}

/** So many jobs run at a time in one process. */
const concurrency = 4

/**
 * Runs background jobs inside this process. A job is done when its task returns, tried again later when it throws, and taken
 * up by another worker within seconds when this process dies.
 */
export class Worker {
  readonly #options: WorkerOptions
  readonly #grace: number
  readonly #stopping = new AbortController()
  #supervisor: Promise<void> = Promise.resolve()
  #name = ''

  constructor(options: WorkerOptions) {
    this.#options = options
    this.#grace = options.grace ?? 8_000
  }

  start(): void {
    this.#supervisor = this.#supervise()
  }

  /** Takes no more jobs, lets those in flight end, and hands back those that do not in time. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#supervisor
  }

  /** The library gives up when the database is away for long; this begins anew until it is back. */
  async #supervise(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      try {
        await this.#runOnce()
      } catch (error) {
        this.#options.onTrouble?.('background work stopped; it begins again', error)
      }
      if (!signal.aborted) await delay(1_000, undefined, { signal }).catch(() => {})
    }
  }

  async #runOnce(): Promise<void> {
    const { pools, beat = 5_000 } = this.#options
    const events = new EventEmitter() as WorkerEvents
    let presence: Presence | undefined
    // Emitted before the first job is looked for: from then on others may ask whether this worker lives.
    events.on('pool:create', ({ workerPool }) => {
      this.#name = workerPool.id
      presence = new Presence(pools, this.#name, {
        beat,
        onReleased: (names) =>
          this.#options.onTrouble?.(`jobs of workers that are gone run again: ${names.join(', ')}`),
        onError: (error) => this.#options.onTrouble?.('workers cannot be watched', error),
      })
      presence.start()
    })
    this.#tell(events)
    const runner = await run({
      pgPool: pools.oi_worker,
      schema: jobsSchema,
      taskList: this.#taskList(),
      parsedCronItems: this.#cronItems(),
      concurrency,
      pollInterval: this.#options.pollInterval ?? 5_000,
      noHandleSignals: true,
      events,
      logger: this.#logger(),
    })
    try {
      await this.#untilOver(runner)
    } finally {
      await presence?.stop()
    }
  }

  async #untilOver(runner: Runner): Promise<void> {
    const { signal } = this.#stopping
    const over = runner.promise.then(
      () => {},
      (error) => {
        if (!signal.aborted) throw error
      },
    )
    const asked = new Promise<void>((resolve) => {
      if (signal.aborted) resolve()
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
    await Promise.race([over, asked])
    if (!signal.aborted) return
    const ended = runner.stop().catch(() => {})
    const isEnded = await Promise.race([
      ended.then(() => true),
      delay(this.#grace, false, { ref: false }),
    ])
    if (isEnded) return
    const handBack = `select ${jobsSchema}.force_unlock_workers($1)`
    await this.#options.pools.oi_worker.query(handBack, [[this.#name]]).catch(() => {})
  }

  #taskList(): TaskList {
    const { pools, tasks } = this.#options
    return Object.fromEntries(
      Object.entries(tasks).map(([name, task]) => [
        name,
        async (given, { job, abortSignal }) => {
          const { organizationId = null, _cron, ...payload } = given as Record<string, unknown>
          if (organizationId !== null && typeof organizationId !== 'string')
            throw new Error('The organization of this job is not an id')
          if (organizationId !== null && task.organization === 'none')
            throw new Error('This task takes no jobs of organizations')
          await task.run(pools, organizationId, payload, {
            id: String(job.id),
            attempt: job.attempts,
            isLast: job.attempts >= job.max_attempts,
            signal: abortSignal ?? new AbortController().signal,
          })
        },
      ]),
    )
  }

  #cronItems(): ParsedCronItem[] {
    return parseCronItems(
      (this.#options.cron ?? []).map(({ task, match }) => ({
        task,
        match,
        identifier: task,
        // One waiting job is enough, however long nobody could run it.
        options: { backfillPeriod: 0, jobKey: `cron ${task}`, maxAttempts: 5 },
      })),
    )
  }

  #tell(events: WorkerEvents): void {
    const { onDone, onRetry, onFailed } = this.#options
    events.on('job:success', ({ job }) =>
      onDone?.({ jobId: String(job.id), task: job.task_identifier, attempt: job.attempts }),
    )
    events.on('job:error', ({ job, error }) => {
      const tell = job.attempts >= job.max_attempts ? onFailed : onRetry
      tell?.({ jobId: String(job.id), task: job.task_identifier, attempt: job.attempts, error })
    })
  }

  /** The library's own lines may quote what a task said; what happens to jobs is told by #tell. */
  #logger(): LibraryLogger {
    return new LibraryLogger(() => (level: `${LogLevel}`, _message, meta) => {
      if (level !== 'error' || meta?.job) return
      this.#options.onTrouble?.('the job library reports an error', meta?.error)
    })
  }
}
