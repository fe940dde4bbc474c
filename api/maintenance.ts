import { type RawBuilder, sql } from 'kysely'
import { type KeeperDb, type Pools, withKeeper } from '../db/connections.ts'
import type { Drafts } from './export-engine/drafts.ts'
import { sweepExports } from './export-engine/sweep.ts'
import { describeError, type Logger } from './log.ts'
import type { Storage } from './storage/storage.ts'
import { sweepUploads } from './uploads/sweep.ts'

const hour = 3_600_000
/** Raw hits are kept so many months; partitions are made so many ahead. */
const keptMonths = 25
const monthsAhead = 3
/** Any number, as long as nothing else takes the same advisory lock: one process at a time keeps house. */
const lockKey = 7_310_503

/** What one transaction clears away at most where scans write too: they may wait for its rows. */
const batch = 5_000

type Step = {
  name: string
  statement: RawBuilder<unknown>
  /** Whose rights it needs, if not the keeper's own. */
  role?: string
  /** Does a part at a time, and is done when it finds nothing more. */
  isBatched?: true
}

/** What a visitor did is compared with for minutes only. */
const minutesAgo = sql`now() - interval '10 minutes'`

/** Raw user agents serve re-classification for thirty days. Two weeks past that are enough to find what an hour left. */
const isRawTooLong = sql`user_agent is not null
  and scanned_at between now() - interval '45 days' and now() - interval '30 days'`

/** In the order of their weight: the keys that make people recognizable go first. */
const steps: readonly Step[] = [
  {
    // A local day is over 10 hours before its UTC day or 12 after: 32 hours after the UTC day, and up to an hour until
    // the next round, it is over for 20 to 47 hours, wherever that is.
    name: 'visitor salts',
    statement: sql`delete from visitor_salts where local_date < (now() - interval '32 hours')::date`,
  },
  {
    name: 'person salts',
    statement: sql`delete from person_salts where day < (now() - interval '24 hours')::date`,
  },
  {
    name: 'person keys',
    statement: sql`delete from scan_persons where day < (now() - interval '6 days 22 hours')::date`,
  },
  // The time is asked for twice: a returning visitor may renew a row between the choice of it and its end.
  {
    name: 'visitor minutes',
    statement: sql`delete from visitor_minutes where minute < ${minutesAgo} and ctid = any(array(
      select ctid from visitor_minutes where minute < ${minutesAgo} limit ${batch}))`,
    isBatched: true,
  },
  {
    name: 'visitor codes',
    statement: sql`delete from visitor_codes where last_at < ${minutesAgo} and ctid = any(array(
      select ctid from visitor_codes where last_at < ${minutesAgo} limit ${batch}))`,
    isBatched: true,
  },
  {
    // By time and not by place, because the keeper may see no more of a hit than its time and its user agent.
    name: 'user agents',
    statement: sql`update qr_scan_events set user_agent = null where ${isRawTooLong} and scanned_at <= (
      select max(scanned_at) from (select scanned_at from qr_scan_events where ${isRawTooLong}
        order by scanned_at limit ${batch}) as first)`,
    isBatched: true,
  },
  {
    name: 'staff sessions',
    statement: sql`delete from admin_sessions where expires_at < now() - interval '90 days'`,
  },
  {
    // The follower counts a month anew when a hit comes later than eight days after its own (sql/functions/rollups.sql).
    name: 'rollup visitors',
    statement: sql`delete from rollup_visitors where day_at < now() - interval '8 days 1 hour'`,
  },
  {
    // Months stay: they are what scans of all time are added up from.
    name: 'rollup days',
    statement: sql`delete from scan_rollups where grain = 'DAY' and starts_at < now() - interval '3 years 1 month'`,
  },
  {
    name: 'orphan hits',
    statement: sql`delete from orphan_hits where hit_at < now() - interval '30 days'`,
  },
  {
    name: 'rejected hits',
    statement: sql`delete from scan_rejects where rejected_at < now() - interval '90 days'`,
  },
  {
    name: 'sign-in attempts',
    statement: sql`delete from sign_in_attempts where window_started_at < now() - interval '1 day'
      and coalesce(blocked_until, '-infinity') < now()`,
  },
  // What a mail says opens doors, so it stays no longer than what it opens; that it was written stays for a while.
  {
    name: 'words of mails',
    statement: sql`update outbox set variables_sealed = null
      where variables_sealed is not null and created_at < now() - interval '7 days'`,
  },
  {
    name: 'mails',
    statement: sql`delete from outbox where created_at < now() - interval '90 days'`,
  },
  {
    name: 'webhook deliveries',
    statement: sql`delete from webhook_deliveries where created_at < now() - interval '30 days'`,
  },
  {
    name: 'sessions',
    statement: sql`delete from sessions where expires_at < now() - interval '7 days'`,
  },
  {
    // A session that was not used for thirty days has ended, so its newest token is never older.
    name: 'session tokens',
    statement: sql`delete from session_tokens where created_at < now() - interval '31 days'`,
  },
  {
    name: 'one-time tokens',
    statement: sql`delete from one_time_tokens where expires_at < now() - interval '7 days'`,
  },
  // Last, because making a partition locks every scan out until its transaction ends.
  {
    name: 'partitions to come',
    statement: sql`select make_scan_partitions(now()::date, ${monthsAhead + 1})`,
    role: 'oi_owner',
  },
  {
    name: 'partitions to retire',
    statement: sql`select retire_scan_partitions((now() - make_interval(months => ${keptMonths}))::date)`,
    role: 'oi_owner',
  },
]

/** Makes what will be needed and forgets what must be forgotten, once at the start and every hour. */
export class Maintenance {
  readonly #pools: Pools
  readonly #stores: { drafts: Drafts; exportStore: Storage; uploads: Storage }
  readonly #log: Logger
  #timer: NodeJS.Timeout | undefined

  constructor(
    pools: Pools,
    stores: { drafts: Drafts; exportStore: Storage; uploads: Storage },
    log: Logger,
  ) {
    this.#pools = pools
    this.#stores = stores
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
    const onFailure = (step: string, error: unknown) =>
      this.#log.warn(
        { step, error: describeError(error) },
        'a step of maintenance failed; it is tried again in an hour',
      )
    await keepHouse(this.#pools, onFailure)
    const { drafts, exportStore, uploads } = this.#stores
    await drafts.sweep(Date.now()).catch((error) => onFailure('export drafts', error))
    await sweepExports(this.#pools, exportStore, Date.now()).catch((error) =>
      onFailure('export files', error),
    )
    await sweepUploads(this.#pools, uploads, Date.now()).catch((error) =>
      onFailure('uploaded files', error),
    )
  }
}

/**
 * One round of maintenance. Every step is a transaction of its own: the feeds stand still as long as anything writes, so
 * none may last, and what one step cannot do is not for the others to suffer. Doing it again changes nothing.
 */
export async function keepHouse(
  pools: Pools,
  onFailure: (step: string, error: unknown) => void,
): Promise<void> {
  for (const { name, statement, role, isBatched } of steps) {
    try {
      let done: bigint | null
      do {
        done = await withKeeper(pools, async (db) => {
          if (!(await isOurs(db))) return null
          if (role) await sql`set local role ${sql.id(role)}`.execute(db)
          const { numAffectedRows } = await statement.execute(db)
          return numAffectedRows ?? 0n
        })
        // Whoever has the lock goes through to the end of its own round, so this one need not.
        if (done === null) return
      } while (isBatched && done > 0n)
    } catch (error) {
      onFailure(name, error)
    }
  }
}

async function isOurs(db: KeeperDb): Promise<boolean> {
  const { rows } = await sql<{
    mine: boolean
  }>`select pg_try_advisory_xact_lock(${lockKey}) as mine`.execute(db)
  return rows[0]?.mine ?? false
}
