import type { Readable } from 'node:stream'
import { createTransport, type Transporter } from 'nodemailer'
import { oneLine, type Rendered } from './layout.ts'

/** A mail with its addresses, ready to go. */
export type Letter = Rendered & {
  to: string
  name: string | null
  /** With its angle brackets; the same each time this mail is tried. */
  messageId: string
  file?: { name: string; contentType: string; stream: Readable } | null
}

/** Why a mail did not go out, in words without addresses. */
export class NotSent extends Error {
  /** Trying again would be answered the same. */
  readonly isForGood: boolean

  constructor(reason: string, isForGood: boolean) {
    super(reason)
    this.isForGood = isForGood
  }
}

/** Hands mails to an SMTP server. */
export class Sender {
  readonly #transport: Transporter
  readonly #from: string

  /** `smtpUrl` was checked by config.ts. */
  constructor(smtpUrl: string, from: string) {
    const url = new URL(smtpUrl)
    const isSecure = url.protocol === 'smtps:'
    const isHere = /^(localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname)
    this.#from = from
    this.#transport = createTransport({
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port) || (isSecure ? 465 : 587),
      secure: isSecure,
      // A password travels inside TLS, or does not leave this machine.
      requireTLS: !isSecure && Boolean(url.username) && !isHere,
      ...(url.username && {
        auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
      }),
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
      dnsTimeout: 10_000,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
  }

  /** Resolves when the server has taken the mail; throws NotSent. */
  async send(letter: Letter): Promise<void> {
    const to = { name: oneLine(letter.name ?? ''), address: letter.to }
    try {
      await this.#transport.sendMail({
        from: this.#from,
        to,
        subject: letter.subject,
        text: letter.text,
        html: letter.html,
        messageId: letter.messageId,
        attachments: letter.file ? [attached(letter.file)] : [],
        // Nobody's answering machine shall answer (RFC 3834).
        headers: { 'Auto-Submitted': 'auto-generated' },
      })
    } catch (error) {
      throw describe(error)
    }
  }

  close(): void {
    this.#transport.close()
  }
}

function attached({ name, contentType, stream }: NonNullable<Letter['file']>) {
  return { filename: name, contentType, content: stream }
}

/** A server's sentence may quote addresses, so only its numbers are kept. */
function describe(error: unknown): NotSent {
  const { responseCode, command, code, response } = error as {
    responseCode?: number
    command?: string
    code?: string
    response?: string
  }
  if (!responseCode) return new NotSent(`no answer (${code ?? 'unknown'})`, false)
  const enhanced = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(response ?? '')?.[0]
  const said = [responseCode, enhanced, command && `to ${command}`].filter(Boolean).join(' ')
  // What the server has against this mail is final; what it has against us (greeting, password, sender) can be mended.
  const isAboutMail = /^(RCPT TO|DATA|BDAT)/.test(command ?? '')
  return new NotSent(`the server answered ${said}`, responseCode >= 500 && isAboutMail)
}
