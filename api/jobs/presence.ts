import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { type Pools, sayGoodbye } from '../../db/connections.ts'

/** Any number, as long as nothing else takes advisory locks of this class. */
const lockClass = 7_310_504

/** Everybody whom a job or a lane waits for and whose lock nobody holds. */
const absent = `
  select distinct locked_by as name
  from (select locked_by from graphile_worker._private_jobs where locked_by is not null
    union all select locked_by from graphile_worker._private_job_queues where locked_by is not null) as held
  where not exists (select from pg_locks
    where locktype = 'advisory' and classid = ${lockClass} and objid = hashtext(locked_by)::oid and objsubid = 2
      and database = (select oid from pg_database where datname = current_database()))`

/**
 * Knows which workers live. Each holds a lock as long as its connection stands, which ends with its process, however that
 * ends. Who was gone twice in a row has its jobs taken from it, and they run again here or elsewhere; the library alone would
 * wait four hours.
 */
export class Presence {
  readonly #pools: Pools
  readonly #name: string
  readonly #beat: number
  readonly #onReleased: (names: string[]) => void
  readonly #onError: (error: unknown) => void
  readonly #stopping = new AbortController()
  #loop: Promise<void> = Promise.resolve()
  #missing = new Set<string>()

  constructor(
    pools: Pools,
    name: string,
    options: {
      beat: number
      onReleased: (names: string[]) => void
      onError: (error: unknown) => void
    },
  ) {
    this.#pools = pools
    this.#name = name
    this.#beat = options.beat
    this.#onReleased = options.onReleased
    this.#onError = options.onError
  }

  start(): void {
    this.#loop = this.#run()
  }

  /** From here on this worker counts as gone. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#loop
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      let client: pg.Client | undefined
      try {
        client = await this.#pools.workerSession()
        await client.query('select pg_advisory_lock($1, hashtext($2))', [lockClass, this.#name])
        // Whoever was missing before may have lost its connection with the same server as we did.
        this.#missing = new Set()
        while (!signal.aborted) {
          await this.#look(client)
          await delay(this.#beat, undefined, { signal }).catch(() => {})
        }
      } catch (error) {
        if (!signal.aborted) this.#onError(error)
        await delay(1_000, undefined, { signal }).catch(() => {})
      } finally {
        if (client) await sayGoodbye(client)
      }
    }
  }

  async #look(client: pg.Client): Promise<void> {
    const { rows } = await client.query<{ name: string }>(absent)
    const names = rows.map(({ name }) => name)
    const gone = names.filter((name) => this.#missing.has(name))
    this.#missing = new Set(names)
    if (gone.length === 0) return
    await client.query('select graphile_worker.force_unlock_workers($1)', [gone])
    // The library announces new jobs only; this wakes it for released ones.
    await client.query(`select pg_notify('jobs:insert', '{"count":4}')`)
    this.#onReleased(gone)
  }
}
