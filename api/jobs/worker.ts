import { setTimeout as delay } from 'node:timers/promises'
import {
  type ParsedCronItem,
  parseCronItems,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker'
import type { Pools } from '../../db/connections.ts'
import { jobsSchema } from '../../db/migrate.ts'
import { Presence } from './presence.ts'
import { Shift } from './shift.ts'
import type { Tasks } from './tasks.ts'

/** What is told about a job, for the log: ids and kinds, nothing that was said in it. */
export type JobNews = { jobId: string; task: string; attempt: number; error?: unknown }

export type WorkerOptions = {
  pools: Pools
  tasks: Tasks
  /** When which task runs by itself, as crontab says it, in UTC. One process of all enqueues it. */
  cron?: readonly { task: string; match: string }[]
  /** So many jobs run at a time in this worker. */
  places?: number
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
  /** Milliseconds that jobs in flight get to end when the worker stops; their signal is aborted after half of it. */
  grace?: number
}

const longestPause = 10_000

/** A shift's name on the lock that says it lives, and what still runs under it. */
type Turn = { name: string; presence: Presence | undefined; ended: Promise<void> }

/**
 * Runs background jobs inside this process. A job is done when its task returns, tried again later when it throws, and taken
 * up by another worker within seconds when this process dies. Every job may run twice.
 */
export class Worker {
  readonly #options: WorkerOptions
  readonly #grace: number
  readonly #stopping = new AbortController()
  /** For the jobs: aborted when they must come to an end. */
  readonly #hurry = new AbortController()
  readonly #turns = new Set<Turn>()
  #supervisor: Promise<void> = Promise.resolve()

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
    const hurry = setTimeout(() => this.#hurry.abort(), this.#grace / 2)
    const late = delay(this.#grace, undefined, { ref: false })
    await Promise.race([this.#supervisor, late])
    await Promise.race([Promise.all([...this.#turns].map(({ ended }) => ended)), late])
    clearTimeout(hurry)
    const left = [...this.#turns]
    if (left.length > 0) {
      const handBack = {
        text: `select ${jobsSchema}.force_unlock_workers($1)`,
        values: [left.map(({ name }) => name)],
        // Where the database is silent, others take the jobs up anyhow: this shift's lock ends with its connection.
        query_timeout: 2_000,
      }
      await this.#options.pools.oi_worker.query(handBack).catch(() => {})
    }
    await Promise.all(left.map(async ({ presence }) => presence?.stop()))
  }

  /** One shift after the other, the next one beginning while the jobs of the last may still run. */
  async #supervise(): Promise<void> {
    const { signal } = this.#stopping
    const stopped = new Promise<void>((resolve) =>
      signal.addEventListener('abort', () => resolve()),
    )
    let pause = 500
    while (!signal.aborted) {
      const turn: Turn = { name: '', presence: undefined, ended: Promise.resolve() }
      try {
        const shift = await Shift.begin(this.#shiftOptions(turn))
        pause = 500
        await Promise.race([shift.isOver, stopped])
        this.#turns.add(turn)
        turn.ended = shift.end().then(async () => {
          await turn.presence?.stop()
          this.#turns.delete(turn)
        })
      } catch (error) {
        this.#options.onTrouble?.('background work cannot begin; it is tried again', error)
        await turn.presence?.stop()
        pause = Math.min(pause * 2, longestPause)
      }
      if (!signal.aborted) await delay(pause, undefined, { signal }).catch(() => {})
    }
  }

  #shiftOptions(turn: Turn) {
    const { pools, places = 4, beat = 5_000, pollInterval = 5_000 } = this.#options
    const onTrouble = (what: string, error?: unknown) => this.#options.onTrouble?.(what, error)
    return {
      pool: pools.oi_worker,
      tasks: this.#taskList(),
      cron: this.#cronItems(),
      places,
      pollInterval,
      onTrouble,
      listen: (events: WorkerEvents) => this.#tell(events),
      onNamed(name: string) {
        turn.name = name
        turn.presence = new Presence(pools, name, {
          beat,
          onReleased: (names) =>
            onTrouble(`the jobs of workers that are gone run again: ${names.join(', ')}`),
          onError: (error) => onTrouble('workers cannot be watched', error),
        })
        turn.presence.start()
      },
    }
  }

  #taskList(): TaskList {
    const { pools, tasks } = this.#options
    return Object.fromEntries(
      Object.entries(tasks).map(([name, task]) => [
        name,
        async (given, { job }) => {
          const { organizationId = null, _cron, ...payload } = given as Record<string, unknown>
          if (organizationId !== null && typeof organizationId !== 'string')
            throw new Error('The organization of this job is not an id')
          if (organizationId !== null && task.organization === 'none')
            throw new Error('This task takes no jobs of organizations')
          await task.run(pools, organizationId, payload, {
            id: String(job.id),
            attempt: job.attempts,
            isLast: job.attempts >= job.max_attempts,
            signal: this.#hurry.signal,
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
}
