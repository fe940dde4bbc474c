import type { Readable } from 'node:stream'
import { z } from 'zod'
import { type Pools, secretOf, withMailer } from '../../db/connections.ts'
import { enqueuePlatform } from '../jobs/enqueue.ts'
import { platformTask, type Tasks } from '../jobs/tasks.ts'
import { type Attachment, type MailWords, sendMailTask, unsealWords } from '../journal/mail.ts'
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
  /** The bytes of a kept file, or null when it is gone. */
  openFile: (key: string) => Promise<Readable | null>
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
  const words = read(taken, secret)
  const file = words?.attachment ? await openAttachment(settings, words.attachment) : null
  const letter = words && write(taken, words, file, settings.publicUrl)
  if (!letter) return giveUp('its words cannot be read: SECRET_KEY or the program was another')
  try {
    await sender.send({ ...letter, messageId: taken.message_id ?? messageId })
  } catch (error) {
    if (!(error instanceof NotSent)) throw error
    if (error.isForGood || job.isLast) return giveUp(error.message)
    await withMailer(pools, (db) => noteTried(db, mail.id, error.message))
    throw error
  } finally {
    file?.stream.destroy()
  }
  await withMailer(pools, (db) => noteSent(db, mail.id))
}

/** The file of a mail while it may still go with it. A store that cannot be reached is tried again like any other failure. */
async function openAttachment(
  settings: MailSettings,
  { key, fileName: name, contentType, until }: Attachment,
): Promise<Letter['file']> {
  if (Date.now() > Date.parse(until)) return null
  const stream = await settings.openFile(key)
  return stream && { name, contentType, stream }
}

function read({ id, variables_sealed }: TakenMail, secret: Buffer): MailWords | null {
  if (!variables_sealed) return null
  try {
    return unsealWords(secret, { id, variables_sealed })
  } catch {
    return null
  }
}

/** A mail whose file was left out does not say that it is there. */
function write(
  mail: TakenMail,
  { variables, attachment }: MailWords,
  file: Letter['file'],
  publicUrl: string,
): Omit<Letter, 'messageId'> | null {
  const present = attachment ? { ...variables, isAttached: Boolean(file) } : variables
  try {
    const rendered = renderMail(mail.template, present, publicUrl)
    return { ...rendered, to: mail.recipient, name: mail.recipient_name, file }
  } catch {
    return null
  }
}
