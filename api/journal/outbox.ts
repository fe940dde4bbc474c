import { sql } from 'kysely'
import type { MailerDb } from '../../db/connections.ts'
import type { MailState } from '../../db/types.ts'

/** A mail whose turn it is. */
export type TakenMail = {
  id: string
  template: string
  recipient: string
  recipient_name: string | null
  variables_sealed: Buffer | null
  message_id: string | null
  attempts: number
}

/** Counts an attempt and names the message, before it is tried; undefined when there is nothing left to send. */
export async function takeMail(
  db: MailerDb,
  mail: { id: string; organizationId: string | null; messageId: string },
): Promise<TakenMail | undefined> {
  return db
    .updateTable('outbox')
    .set({
      attempts: sql`attempts + 1`,
      message_id: sql`coalesce(message_id, ${mail.messageId})`,
    })
    .where('id', '=', mail.id)
    .where(sql<boolean>`organization_id is not distinct from ${mail.organizationId}::uuid`)
    .where('state', '=', 'QUEUED')
    .returning([
      'id',
      'template',
      'recipient',
      'recipient_name',
      'variables_sealed',
      'message_id',
      'attempts',
    ])
    .executeTakeFirst()
}

/** It is out: what was said in it is forgotten. */
export async function noteSent(db: MailerDb, id: string): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ state: 'SENT', sent_at: sql`now()`, last_error: null, variables_sealed: null })
    .where('id', '=', id)
    .where('state', '=', 'QUEUED')
    .execute()
}

/** It will be tried again. */
export async function noteTried(db: MailerDb, id: string, reason: string): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ last_error: reason.slice(0, 500) })
    .where('id', '=', id)
    .execute()
}

/** It is given up, and what was said in it is forgotten. */
export async function noteFailed(db: MailerDb, id: string, reason: string): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ state: 'FAILED', last_error: reason.slice(0, 500), variables_sealed: null })
    .where('id', '=', id)
    .where('state', '=', 'QUEUED')
    .execute()
}

/**
 * Mails never tried whose job is gone or did nothing, because there was no SMTP_URL then: at least a minute and at most
 * three days old, the oldest first, 500 at most.
 */
export async function listUntried(
  db: MailerDb,
): Promise<{ id: string; organization_id: string | null }[]> {
  return db
    .selectFrom('outbox')
    .select(['id', 'organization_id'])
    .where('state', '=', 'QUEUED')
    .where('attempts', '=', 0)
    .where('variables_sealed', 'is not', null)
    .where(
      sql<boolean>`created_at between now() - interval '3 days' and now() - interval '1 minute'`,
    )
    .orderBy('id')
    .limit(500)
    .execute()
}

/** A mail as the outbox page shows it. */
export type KeptMail = Pick<
  TakenMail,
  'id' | 'template' | 'recipient' | 'recipient_name' | 'variables_sealed'
> & {
  state: MailState
  created_at: Date
}

/** The newest mails, 200 at most. */
export function listMails(db: MailerDb): Promise<KeptMail[]> {
  return keptMails(db).orderBy('id', 'desc').limit(200).execute()
}

export function findMail(db: MailerDb, id: string): Promise<KeptMail | undefined> {
  return keptMails(db).where('id', '=', id).executeTakeFirst()
}

function keptMails(db: MailerDb) {
  return db
    .selectFrom('outbox')
    .select([
      'id',
      'template',
      'recipient',
      'recipient_name',
      'variables_sealed',
      'state',
      'created_at',
    ])
}
