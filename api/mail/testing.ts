import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

/** A mail as a server took it. */
export type Arrived = {
  envelope: { from: string; to: string[] }
  /** Names in lower case, values unfolded and decoded. */
  headers: Record<string, string>
  text: string
  html: string
  attachments: { name: string; type: string; content: Buffer }[]
}

/** A real SMTP server on a free port of this machine. */
export type SmtpServer = {
  url: string
  all: Arrived[]
  /** What has arrived for an address. */
  to(address: string): Arrived[]
  /** Answers the next recipients like that, one answer each. */
  refuseNext(...codes: number[]): void
  /** Takes mails and does not say so until what is returned is called. */
  holdBack(): () => void
  close(): Promise<void>
}

export async function anSmtpServer(options: SMTPServerOptions = {}): Promise<SmtpServer> {
  const all: Arrived[] = []
  const refusals: number[] = []
  let held = Promise.resolve()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo(_address, _session, callback) {
      const code = refusals.shift()
      if (!code) return callback()
      callback(Object.assign(new Error('not now, or never'), { responseCode: code }))
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        all.push({
          ...parse(Buffer.concat(chunks).toString('latin1')),
          envelope: {
            from: mailFrom ? mailFrom.address : '',
            to: rcptTo.map(({ address }) => address),
          },
        })
        void held.then(() => callback())
      })
    },
    ...options,
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `smtp://127.0.0.1:${port}`,
    all,
    to: (wanted) => all.filter(({ envelope }) => envelope.to.includes(wanted)),
    holdBack() {
      let letGo = () => {}
      held = new Promise((resolve) => {
        letGo = resolve
      })
      return letGo
    },
    refuseNext: (...codes) => void refusals.push(...codes),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** As much of MIME as our own mails use: two alternatives, files, quoted-printable or base64, encoded words. */
function parse(raw: string): Omit<Arrived, 'envelope'> {
  const headers = headersOf(split(raw)[0])
  const parts = partsOf(raw)
  if (parts.length < 2) throw new Error('not a mail with two parts')
  const read = (type: string) => {
    const part = parts.find((each) => headersOf(split(each)[0])['content-type']?.startsWith(type))
    if (part === undefined) throw new Error(`no part is ${type}`)
    const [partHead, content] = split(part)
    return decode(content, headersOf(partHead)['content-transfer-encoding'] ?? '7bit')
  }
  return { headers, text: read('text/plain'), html: read('text/html'), attachments: filesOf(parts) }
}

/** The parts that are no parts again, in order. */
function partsOf(raw: string): string[] {
  const [head, body] = split(raw)
  const boundary = /boundary="?([^";]+)"?/.exec(headersOf(head)['content-type'] ?? '')?.[1]
  if (!boundary) return [raw]
  return body
    .split(`--${boundary}`)
    .slice(1, -1)
    .flatMap((part) => partsOf(part.replace(/^\r\n/, '')))
}

function filesOf(parts: readonly string[]): Arrived['attachments'] {
  return parts.flatMap((part) => {
    const [head, content] = split(part)
    const { 'content-disposition': disposition = '', 'content-type': type = '' } = headersOf(head)
    const name = /^attachment;.*filename="?([^";]+)"?/.exec(disposition)?.[1]
    return name ? [{ name, type, content: Buffer.from(content, 'base64') }] : []
  })
}

function split(text: string): [string, string] {
  const at = text.indexOf('\r\n\r\n')
  return [text.slice(0, at), text.slice(at + 4)]
}

function headersOf(head: string): Record<string, string> {
  const unfolded = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')
  return Object.fromEntries(
    unfolded.map((line) => {
      const at = line.indexOf(':')
      return [line.slice(0, at).toLowerCase(), words(line.slice(at + 1).trim())]
    }),
  )
}

/** Encoded words, those that follow one another joined as bytes first. */
function words(value: string): string {
  return value
    .replace(/\?=\s+=\?utf-8\?([bq])\?/gi, (_match, kind) => `?==?UTF-8?${kind}?`)
    .replace(/(?:=\?utf-8\?[bq]\?[^?]*\?=)+/gi, (run) => {
      const parts = [...run.matchAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi)]
      return Buffer.concat(
        parts.map(([, kind = '', text = '']) =>
          kind.toLowerCase() === 'b'
            ? Buffer.from(text, 'base64')
            : bytesOf(text.replaceAll('_', ' ')),
        ),
      ).toString('utf8')
    })
}

function decode(content: string, encoding: string): string {
  const text =
    encoding === 'base64'
      ? Buffer.from(content, 'base64').toString('utf8')
      : encoding === 'quoted-printable'
        ? bytesOf(content.replace(/=\r\n/g, '')).toString('utf8')
        : content
  return text.replaceAll('\r\n', '\n')
}

function bytesOf(quoted: string): Buffer {
  const raw = quoted.replace(/=([0-9A-F]{2})/gi, (_match, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return Buffer.from(raw, 'latin1')
}
