import { sql } from 'kysely'
import { type KeeperDb, type Pools, withKeeper } from '../db/connections.ts'
import type { ExportFiles } from './export-engine/files.ts'
import { kept } from './export-engine/queries.ts'
import { describeError, type Logger } from './log.ts'

const hour = 3_600_000
/** Raw hits are kept so many months; partitions are made so many ahead. */
const keptMonths = 25
const monthsAhead = 3
/** Any number, as long as nothing else takes the same advisory lock: one process at a time keeps house. */
const lockKey = 7_310_503

/** Makes what will be needed and forgets what must be forgotten, once at the start and every hour. */
export class Maintenance {
  readonly #pools: Pools
  readonly #files: ExportFiles
  readonly #log: Logger
  #timer: NodeJS.Timeout | undefined

  constructor(pools: Pools, files: ExportFiles, log: Logger) {
    this.#pools = pools
    this.#files = files
    this.#log = log
  }

  start(): void {
    this.#timer = setInterval(() => void this.#run(), hour)
    this.#timer.unref()
    void this.#run()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async #run(): Promise<void> {
    try {
      await withKeeper(this.#pools, keepHouse)
      await this.#files.removeOlder(new Date(Date.now() - kept))
    } catch (error) {
      this.#log.warn(
        { error: describeError(error) },
        'maintenance failed; it is tried again in an hour',
      )
    }
  }
}

/** One round of maintenance; nothing when another process is at it. Running it again changes nothing. */
export async function keepHouse(db: KeeperDb): Promise<void> {
  const { rows } = await sql<{
    mine: boolean
  }>`select pg_try_advisory_xact_lock(${lockKey}) as mine`.execute(db)
  if (!rows[0]?.mine) return
  // A local day is over 10 hours before its UTC day or 12 after: 32 hours after the UTC day, and up to an hour until
  // the next round, it is over for 20 to 47 hours, wherever that is.
  await sql`delete from visitor_salts where local_date < (now() - interval '32 hours')::date`.execute(
    db,
  )
  await sql`delete from person_salts where day < (now() - interval '24 hours')::date`.execute(db)
  await sql`delete from scan_persons where day < (now() - interval '6 days 22 hours')::date`.execute(
    db,
  )
  await sql`delete from visitor_minutes where minute < now() - interval '10 minutes'`.execute(db)
  await sql`delete from visitor_codes where last_at < now() - interval '10 minutes'`.execute(db)
  // Raw user agents serve re-classification for thirty days. Two weeks past that are enough to find what an hour left.
  await sql`update qr_scan_events set user_agent = null where user_agent is not null
    and scanned_at between now() - interval '45 days' and now() - interval '30 days'`.execute(db)
  await sql`delete from orphan_hits where hit_at < now() - interval '30 days'`.execute(db)
  await sql`delete from sign_in_attempts where window_started_at < now() - interval '1 day'
    and coalesce(blocked_until, '-infinity') < now()`.execute(db)
  await sql`delete from sessions where expires_at < now() - interval '7 days'`.execute(db)
  // Last, because making a partition locks every scan out until this transaction ends.
  await sql`set local role oi_owner`.execute(db)
  await sql`select make_scan_partitions(now()::date, ${monthsAhead + 1})`.execute(db)
  await sql`select retire_scan_partitions((now() - make_interval(months => ${keptMonths}))::date)`.execute(
    db,
  )
  await sql`reset role`.execute(db)
}
