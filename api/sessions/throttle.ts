import { sql } from 'kysely'
import type { AuthDb } from '../../db/connections.ts'
import { mac } from '../credentials/seal.ts'
import { Refusal } from '../graphql/errors.ts'

/** What is counted: tries free of charge, within how many seconds. */
export type Throttle = { name: string; free: number; windowSeconds: number }

export const perAccount: Throttle = { name: 'account', free: 10, windowSeconds: 900 }
export const perAddress: Throttle = { name: 'address', free: 50, windowSeconds: 900 }
/** Sign-ups with a taken e-mail: each one tells that the e-mail is known. */
export const takenEmails: Throttle = { name: 'taken', free: 10, windowSeconds: 3_600 }

/** Longest wait, in seconds: guessing is slowed, nobody is shut out for good. */
const longest = 3_600

/** A counter's key: a keyed hash, so that neither e-mails nor addresses stand in the database. */
export function throttleKey(key: Buffer, throttle: Throttle, subject: string): Buffer {
  return mac(key, `${throttle.name} ${subject}`)
}

/**
 * Counts a try before it is made, so that tries sent together cannot all slip through; RATE_LIMITED once the free ones
 * are spent, each further try doubling the wait. A success gives its try back with forgive().
 */
export async function countTry(
  db: AuthDb,
  key: Buffer,
  throttle: Throttle,
): Promise<Refusal | null> {
  const { rows } = await sql<{ wait: number }>`
    insert into sign_in_attempts as counter (key, failures) values (${key}, 1)
    on conflict (key) do update set
      failures = case
        when counter.blocked_until > now() then counter.failures
        when counter.window_started_at + make_interval(secs => ${throttle.windowSeconds}) < now()
          and counter.blocked_until is null then 1
        else counter.failures + 1
      end,
      window_started_at = case
        when counter.window_started_at + make_interval(secs => ${throttle.windowSeconds}) < now() then now()
        else counter.window_started_at
      end,
      blocked_until = case
        when counter.blocked_until > now() then counter.blocked_until
        when counter.window_started_at + make_interval(secs => ${throttle.windowSeconds}) < now()
          and counter.blocked_until is null then null
        when counter.failures + 1 > ${throttle.free} then now() + make_interval(secs =>
          least(${longest}, ${throttle.windowSeconds} * 2 ^ least(10, counter.failures - ${throttle.free})))
      end
    returning greatest(0, ceil(extract(epoch from blocked_until - now())))::int as wait`.execute(db)
  const wait = rows[0]?.wait ?? 0
  if (!wait) return null
  return new Refusal('RATE_LIMITED', `Too many tries. Wait ${wait} s.`, { retryAfter: wait })
}

/** Whether this counter is shut now, without counting. */
export async function findWait(db: AuthDb, key: Buffer): Promise<Refusal | null> {
  const { rows } = await sql<{ wait: number }>`
    select ceil(extract(epoch from blocked_until - now()))::int as wait
    from sign_in_attempts where key = ${key} and blocked_until > now()`.execute(db)
  const wait = rows[0]?.wait
  return wait
    ? new Refusal('RATE_LIMITED', `Too many tries. Wait ${wait} s.`, { retryAfter: wait })
    : null
}

/** A success: the account's counter starts anew. */
export async function forgive(db: AuthDb, key: Buffer): Promise<void> {
  await db.deleteFrom('sign_in_attempts').where('key', '=', key).execute()
}

/** A success gives back the one try it counted, not those of others behind the same address. */
export async function giveBack(db: AuthDb, key: Buffer): Promise<void> {
  await db
    .updateTable('sign_in_attempts')
    .set((eb) => ({ failures: sql<number>`greatest(0, ${eb.ref('failures')} - 1)` }))
    .where('key', '=', key)
    .execute()
}
