import { z } from 'zod'
import { type Pools, secretOf, withMailer } from '../../db/connections.ts'
import { enqueuePlatform } from '../jobs/enqueue.ts'
import { platformTask, type Tasks } from '../jobs/tasks.ts'
import { sendMailTask, unsealVariables } from '../journal/mail.ts'
import {
  listUntried,
  noteFailed,
  noteSent,
  noteTried,
  type TakenMail,
  takeMail,
} from '../journal/outbox.ts'
import { type Letter, NotSent, type Sender } from './sender.ts'
import { renderMail } from './templates.ts'

export type MailSettings = {
  /** Null without SMTP_URL: mails stay in the outbox. */
  sender: Sender | null
  publicUrl: string
  /** A mail is given up; `reason` names no address. */
  onGivenUp?: (mailId: string, reason: string) => void
}

/** Every five minutes. */
export const mailCron = [{ task: 'send_waiting_mails', match: '*/5 * * * *' }]

/** Sending one mail, and looking for those that nobody sends. */
export function mailTasks(settings: MailSettings): Tasks {
  return {
    [sendMailTask]: platformTask(
      z.object({ mailId: z.uuid() }),
      async ({ pools, organizationId }, { mailId }, job) => {
        if (settings.sender)
          await sendMail(settings, settings.sender, pools, { id: mailId, organizationId }, job)
      },
      { organization: 'optional' },
    ),
    send_waiting_mails: platformTask(z.object({}), async ({ pools }) => {
      if (!settings.sender) return
      await withMailer(pools, async (db) => {
        for (const { id, organization_id } of await listUntried(db)) {
          const payload = {
            mailId: id,
            ...(organization_id && { organizationId: organization_id }),
          }
          await enqueuePlatform(db, sendMailTask, payload, id)
        }
      })
    }),
  }
}

/**
 * No transaction is open while the server is talked to. Killed between the server's yes and ours, the mail goes out a second time
 * with the same Message-ID.
 */
async function sendMail(
  settings: MailSettings,
  sender: Sender,
  pools: Pools,
  mail: { id: string; organizationId: string | null },
  job: { isLast: boolean },
): Promise<void> {
  const messageId = `<${mail.id}@${new URL(settings.publicUrl).hostname}>`
  const giveUp = async (reason: string) => {
    await withMailer(pools, (db) => noteFailed(db, mail.id, reason))
    settings.onGivenUp?.(mail.id, reason)
  }
  const [taken, secret] = await withMailer(pools, async (db) => [
    await takeMail(db, { ...mail, messageId }),
    secretOf(db),
  ])
  if (!taken) return
  const letter = write(taken, secret, settings.publicUrl)
  if (!letter) return giveUp('its words cannot be read: SECRET_KEY or the program was another')
  try {
    await sender.send({ ...letter, messageId: taken.message_id ?? messageId })
  } catch (error) {
    if (!(error instanceof NotSent)) throw error
    if (error.isForGood || job.isLast) return giveUp(error.message)
    await withMailer(pools, (db) => noteTried(db, mail.id, error.message))
    throw error
  }
  await withMailer(pools, (db) => noteSent(db, mail.id))
}

function write(
  mail: TakenMail,
  secret: Buffer,
  publicUrl: string,
): Omit<Letter, 'messageId'> | null {
  const { id, variables_sealed } = mail
  if (!variables_sealed) return null
  try {
    const variables = unsealVariables(secret, { id, variables_sealed })
    const rendered = renderMail(mail.template, variables, publicUrl)
    return { ...rendered, to: mail.recipient, name: mail.recipient_name }
  } catch {
    return null
  }
}
