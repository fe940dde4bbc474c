import { v7 as uuidv7 } from 'uuid'
import { type AuthDb, secretOf, type TenantDb } from '../../db/connections.ts'
import { deriveKey, seal, unseal } from '../credentials/seal.ts'
import { enqueue, enqueuePlatform } from '../jobs/enqueue.ts'

/** Every mail the product writes, and what each says; api/mail/templates.ts turns one into words. Times are ISO 8601. */
export type MailVariables = {
  INVITATION: {
    organizationName: string
    inviterName: string
    /** In words: editor, viewer … */
    role: string
    url: string
    expiresAt: string
  }
  PASSWORD_RESET: { url: string; minutes: number }
  PASSWORD_CHANGED: { at: string; device: string }
  EMAIL_CHANGED: { newEmail: string; at: string }
  MEMBER_REMOVED: { organizationName: string }
  OWNERSHIP_TRANSFERRED: { organizationName: string; by: string }
  CAMPAIGN_SHARED: { campaignName: string; fromName: string; message: string; url: string }
  /** `schedule` is the name of what ordered it, empty when a person did. */
  EXPORT_READY: { fileName: string; schedule: string; url: string; isAttached: boolean }
  EXPORT_FAILED: { fileName: string; schedule: string; url: string; reason: string }
  SCHEDULE_PAUSED: { organizationName: string; schedule: string; reason: string; url: string }
  WEBHOOK_DISABLED: { organizationName: string; host: string; reason: string; url: string }
}
export type MailTemplate = keyof MailVariables

/** A kept file that goes with a mail: it is read when the mail is sent, and left out after `until` or when it is gone. */
export type Attachment = { key: string; fileName: string; contentType: string; until: string }

/** A mail to write. `name` is the recipient's, when it is known. */
export type Mail = {
  [T in MailTemplate]: {
    to: string
    name?: string | null
    template: T
    variables: MailVariables[T]
    attachment?: Attachment | null
  }
}[MailTemplate]

/** The task that sends one; its payload names the mail. */
export const sendMailTask = 'send_mail'

/**
 * Puts a mail and the job that sends it into the caller's transaction, and returns the mail's id. It goes out after the commit;
 * rolled back, there was none. On a tenant road it is the organization's; on the auth road it is the organization's that the
 * transaction has entered, or, without organizationId, nobody's (what concerns a person and not a tenant).
 */
export async function queueMail(
  db: TenantDb,
  mail: Mail & { organizationId: string },
): Promise<string>
export async function queueMail(
  db: AuthDb,
  mail: Mail & { organizationId?: string | null },
): Promise<string>
export async function queueMail(
  db: TenantDb | AuthDb,
  mail: Mail & { organizationId?: string | null },
): Promise<string> {
  const id = uuidv7()
  const organizationId = mail.organizationId ?? null
  await db
    .insertInto('outbox')
    .values({
      id,
      organization_id: organizationId,
      template: mail.template,
      recipient: mail.to,
      recipient_name: mail.name ?? null,
      variables_sealed: sealWords(secretOf(db), id, mail),
    })
    .execute()
  if (organizationId) await enqueue(db, sendMailTask, { mailId: id }, id)
  else await enqueuePlatform(db as AuthDb, sendMailTask, { mailId: id }, id)
  return id
}

/** What a mail says, and what goes with it. */
export type MailWords = {
  variables: Record<string, string | number | boolean>
  attachment: Attachment | null
}

function sealWords(secret: Buffer, id: string, { variables, attachment = null }: Mail): Buffer {
  return seal(deriveKey(secret, 'outbox'), JSON.stringify({ id, variables, attachment }))
}

/** Throws when SECRET_KEY is another than it was sealed with, or when it is another mail's. */
export function unsealWords(
  secret: Buffer,
  mail: { id: string; variables_sealed: Buffer },
): MailWords {
  const opened = JSON.parse(unseal(deriveKey(secret, 'outbox'), mail.variables_sealed))
  if (opened.id !== mail.id) throw new Error('These are the words of another mail')
  return { variables: opened.variables, attachment: opened.attachment ?? null }
}

/** The same without what goes with it. */
export function unsealVariables(
  secret: Buffer,
  mail: { id: string; variables_sealed: Buffer },
): MailWords['variables'] {
  return unsealWords(secret, mail).variables
}
