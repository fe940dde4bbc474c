import { sql } from 'kysely'
import type { AuthDb, DoorDb } from '../../db/connections.ts'
import { mac } from '../credentials/seal.ts'
import { Refusal } from '../graphql/errors.ts'

/** The roads that let people in. */
type CountingDb = AuthDb | DoorDb

/** What is counted: tries free of charge, within how many seconds. */
export type Throttle = { name: string; free: number; windowSeconds: number }

export const perAccount: Throttle = { name: 'account', free: 10, windowSeconds: 900 }
export const perAddress: Throttle = { name: 'address', free: 50, windowSeconds: 900 }
/** Sign-ups with a taken e-mail: each one tells that the e-mail is known. */
export const takenEmails: Throttle = { name: 'taken', free: 10, windowSeconds: 3_600 }

/** Sign-ups of any kind: judging and hashing a password costs us more than it costs whoever floods us. */
export const signUps: Throttle = { name: 'sign-up', free: 300, windowSeconds: 900 }

/** Codes of the second step, a person. */
export const perCode: Throttle = { name: 'code', free: 5, windowSeconds: 900 }

/** Longest wait, in seconds: guessing is slowed, nobody is shut out for good. */
const longest = 3_600

/** A counter's key: a keyed hash, so that neither e-mails nor addresses stand in the database. */
export function throttleKey(key: Buffer, throttle: Throttle, subject: string): Buffer {
  return mac(key, `${throttle.name} ${subject}`)
}

/**
 * Counts a try before it is made, so that tries sent together cannot all slip through. The try that spends the last free
 * one shuts the counter; RATE_LIMITED until it opens. Then one try at a time passes, each shutting it for twice as long:
 * the right password always gets its turn, and its success opens the counter again. A quiet time forgets everything.
 */
export async function countTry(
  db: CountingDb,
  key: Buffer,
  throttle: Throttle,
): Promise<Refusal | null> {
  const { free, windowSeconds } = throttle
  const isShut = sql<boolean>`counter.blocked_until > now()`
  const isStale = sql<boolean>`greatest(counter.window_started_at + make_interval(secs => ${windowSeconds}),
    counter.blocked_until + make_interval(secs => ${longest})) < now()`
  const { rows } = await sql<{ wait: number | null }>`
    insert into sign_in_attempts as counter (key, failures) values (${key}, 1)
    on conflict (key) do update set
      failures = case
        when ${isShut} then counter.failures
        when ${isStale} then 1
        else counter.failures + 1
      end,
      window_started_at = case when ${isStale} then now() else counter.window_started_at end,
      blocked_until = case
        when ${isShut} then counter.blocked_until
        when ${isStale} then null
        when counter.failures + 1 >= ${free} then now() + make_interval(secs =>
          least(${longest}, ${windowSeconds} * 2 ^ least(10, counter.failures + 1 - ${free})))
      end
    returning ceil(extract(epoch from old.blocked_until - now()))::int as wait`.execute(db)
  const wait = rows[0]?.wait ?? 0
  return wait > 0 ? tooMany(wait) : null
}

/** Whether this counter is shut now, without counting. */
export async function findWait(db: CountingDb, key: Buffer): Promise<Refusal | null> {
  const { rows } = await sql<{ wait: number }>`
    select ceil(extract(epoch from blocked_until - now()))::int as wait
    from sign_in_attempts where key = ${key} and blocked_until > now()`.execute(db)
  const wait = rows[0]?.wait
  return wait ? tooMany(wait) : null
}

function tooMany(wait: number): Refusal {
  return new Refusal('RATE_LIMITED', `Too many tries. Wait ${wait} s.`, { retryAfter: wait })
}

/** A success: the account's counter starts anew. */
export async function forgive(db: CountingDb, key: Buffer): Promise<void> {
  await db.deleteFrom('sign_in_attempts').where('key', '=', key).execute()
}

/** A success gives back the one try it counted, not those of others behind the same address. */
export async function giveBack(db: CountingDb, key: Buffer, throttle: Throttle): Promise<void> {
  await sql`update sign_in_attempts set failures = greatest(0, failures - 1),
    blocked_until = case when failures - 1 >= ${throttle.free} then blocked_until end
    where key = ${key}`.execute(db)
}
