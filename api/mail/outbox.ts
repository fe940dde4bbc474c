import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Pools, secretOf, withMailer } from '../../db/connections.ts'
import { unsealVariables } from '../journal/mail.ts'
import { findMail, type KeptMail, listMails } from '../journal/outbox.ts'
import type { Rendered } from './layout.ts'
import {
  framedMail,
  listPage,
  mailPage,
  mailPolicy,
  pagePolicy,
  type ShownMail,
} from './outbox-pages.ts'
import { renderMail } from './templates.ts'

const address =
  /^\/outbox(?:\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(\/page)?)?$/

/**
 * GET /outbox, /outbox/{id} and /outbox/{id}/page: the mails that nobody sends. Whoever may open it can use the links of
 * everybody; who that is decides the roof (server.ts). Answers false for what is not there.
 */
export async function answerOutbox(
  { pools, publicUrl }: { pools: Pools; publicUrl: string },
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<boolean> {
  const [found, id, isFramed] = address.exec(url.pathname) ?? []
  if (found === undefined) return false
  if (id === undefined) {
    const mails = await readMails(pools, publicUrl, (db) => listMails(db))
    send(request, response, listPage(mails.map(({ shown }) => shown)), pagePolicy)
    return true
  }
  const [mail] = await readMails(pools, publicUrl, async (db) => {
    const row = await findMail(db, id)
    return row ? [row] : []
  })
  if (!mail) return false
  if (!isFramed) send(request, response, mailPage(mail.shown), pagePolicy)
  else if (mail.rendered) send(request, response, framedMail(mail.rendered.html), mailPolicy)
  return !isFramed || mail.rendered !== null
}

async function readMails(
  pools: Pools,
  publicUrl: string,
  read: (db: Parameters<typeof listMails>[0]) => Promise<KeptMail[]>,
): Promise<{ shown: ShownMail; rendered: Rendered | null }[]> {
  const [rows, secret] = await withMailer(pools, async (db) => [await read(db), secretOf(db)])
  return rows.map((row) => {
    const rendered = render(row, secret, publicUrl)
    const { id, recipient: to, recipient_name: name, state, created_at: at } = row
    const words = rendered && { subject: rendered.subject, text: rendered.text }
    return { shown: { id, to, name, state, at, words }, rendered }
  })
}

function render(row: KeptMail, secret: Buffer, publicUrl: string): Rendered | null {
  const { id, variables_sealed } = row
  if (!variables_sealed) return null
  try {
    return renderMail(row.template, unsealVariables(secret, { id, variables_sealed }), publicUrl)
  } catch {
    return null
  }
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  html: string,
  policy: string,
): void {
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(html),
    'content-security-policy': policy,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
  })
  response.end(request.method === 'HEAD' ? undefined : html)
}
