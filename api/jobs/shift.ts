import { EventEmitter } from 'node:events'
import {
  Logger as LibraryLogger,
  type LogLevel,
  type ParsedCronItem,
  type Runner,
  run,
  type TaskList,
  type WorkerEvents,
  type WorkerPool,
} from 'graphile-worker'
import type pg from 'pg'
import { jobsSchema } from '../../db/migrate.ts'

const day = 86_400_000
/**
 * So long after a job, in milliseconds, its lane is looked at again: the library writes the end of a job without waiting for it
 * and asks for the next at once, which does not find what stands behind the job in its lane. The poll would, seconds later.
 */
const laneOpens = [30, 300]

export type ShiftOptions = {
  pool: pg.Pool
  tasks: TaskList
  cron: ParsedCronItem[]
  /** So many jobs run at a time. */
  places: number
  pollInterval: number
  /** Adds what is to be heard of the jobs. */
  listen(events: WorkerEvents): void
  /** Its name, by which its jobs are locked; before it takes the first. */
  onNamed(name: string): void
  onTrouble(what: string, error?: unknown): void
}

/**
 * One run of the library under one name. A shift that could not hear whether it was given a job may have been given one: it
 * is over, takes no more, and who begins the next one lets its name go as soon as the jobs it knows of have ended.
 */
export class Shift {
  /** Resolves when no more can be expected of it. */
  readonly isOver: Promise<void>
  readonly #runner: Runner
  #ended: Promise<void> | undefined

  /** Throws when the database does not answer. */
  static async begin(options: ShiftOptions): Promise<Shift> {
    const events = new EventEmitter() as WorkerEvents
    let over = () => {}
    const isOver = new Promise<void>((resolve) => {
      over = resolve
    })
    events.on('pool:create', ({ workerPool }) => {
      events.on('job:complete', ({ job }) => {
        if (job.job_queue_id !== null) lookAgain(workerPool)
      })
      options.onNamed(workerPool.id)
    })
    events.on('worker:getJob:error', over)
    events.on('pool:fatalError', over)
    options.listen(events)
    const runner = await run({
      pgPool: options.pool,
      schema: jobsSchema,
      taskList: options.tasks,
      parsedCronItems: options.cron,
      concurrency: options.places,
      pollInterval: options.pollInterval,
      noHandleSignals: true,
      events,
      logger: logger(options.onTrouble),
      preset: {
        worker: {
          // Without them a job's end that cannot be written is a rejection nobody handles, which ends the process.
          completeJobBatchDelay: 0,
          failJobBatchDelay: 0,
          // Who stops the worker decides how long jobs get (worker.ts).
          gracefulShutdownAbortTimeout: day,
        },
      },
    })
    runner.promise.then(over, (error) => {
      options.onTrouble('the job library has stopped', error)
      over()
    })
    return new Shift(runner, isOver)
  }

  private constructor(runner: Runner, isOver: Promise<void>) {
    this.#runner = runner
    this.isOver = isOver
  }

  /** Takes no more jobs; resolves when those in flight have ended. */
  end(): Promise<void> {
    this.#ended ??= this.#runner
      .stop()
      // It has stopped by itself.
      .catch(() => this.#runner.promise.catch(() => {}))
    return this.#ended
  }
}

function lookAgain(pool: WorkerPool): void {
  for (const wait of laneOpens) {
    const look = () => {
      try {
        pool.nudge(1)
      } catch {
        // The shift is over; the next one looks by itself.
      }
    }
    setTimeout(look, wait).unref()
  }
}

/** The library's own lines may quote what a task said; what happens to jobs is heard through events. */
function logger(onTrouble: (what: string, error?: unknown) => void): LibraryLogger {
  return new LibraryLogger(() => (level: `${LogLevel}`, _message, meta) => {
    if (level !== 'error' || meta?.job) return
    onTrouble('the job library reports an error', meta?.error)
  })
}
