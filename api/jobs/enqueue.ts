import { sql } from 'kysely'
import type { AuthDb, KeeperDb, MailerDb, TenantDb } from '../../db/connections.ts'

/** What a job is told. Ids and choices; never a secret, for a failed job is kept and listed. */
export type Payload = Readonly<Record<string, string | number | boolean | null>>

/**
 * Enqueues work for the organization this transaction was opened for (its id joins the payload as organizationId), to run
 * once the transaction has committed, or at `runAt`; rolled back, it never was. While a job of this task with the same key waits, it is
 * replaced by this one. Jobs of one task and organization run one after the other.
 */
export async function enqueue(
  db: TenantDb | AuthDb,
  task: string,
  payload: Payload,
  key: string | null = null,
  runAt: Date | null = null,
): Promise<void> {
  await sql`select app.enqueue(${task}, ${JSON.stringify(payload)}::json, ${key}, ${runAt}::timestamptz)`.execute(
    db,
  )
}

/** The same for work that is no organization's, or, from a road that reaches any, for the one named by organizationId. */
export async function enqueuePlatform(
  db: AuthDb | KeeperDb | MailerDb,
  task: string,
  payload: Payload,
  key: string | null = null,
): Promise<void> {
  await sql`select app.enqueue_platform(${task}, ${JSON.stringify(payload)}::json, ${key})`.execute(
    db,
  )
}
