/** A mail before it is laid out: sentences, and at most one thing to press. */
export type Words = {
  subject: string
  /** What stands first, larger. */
  title: string
  paragraphs: readonly string[]
  /** Somebody else's words, set apart. */
  quote?: string
  action?: { label: string; url: string }
  /** Small, below: what to do when it was not meant. */
  note?: string
}

/** A mail as it is sent. */
export type Rendered = { subject: string; text: string; html: string }

const product = 'Outbound Impact'

/** Lays words out twice: as plain text, and as one calm column of HTML that needs no picture and no style sheet. */
export function layOut(words: Words, publicUrl: string): Rendered {
  const subject = oneLine(words.subject)
  return { subject, text: plain(words, publicUrl), html: html(words, subject, publicUrl) }
}

/** Control characters become spaces: a name must not begin a header line. */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
}

/** Lines stay lines, other control characters go. */
function lines(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/(?!\n)\p{Cc}/gu, ' ')
}

function plain(words: Words, publicUrl: string): string {
  const quoted = words.quote && lines(words.quote).replace(/^/gm, '> ')
  const action = words.action && `${words.action.label}:\n${words.action.url}`
  const parts = [oneLine(words.title), ...words.paragraphs.map(lines), quoted, action, words.note]
  return `${parts.filter(Boolean).join('\n\n')}\n\n-- \n${product}\n${publicUrl}\n`
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.codePointAt(0)};`)
}

const font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
const paragraph = `margin:0 0 16px;${font};font-size:16px;line-height:1.5`

/** Colours are said in both schemes; programs that know neither show the light one. */
const style = `:root{color-scheme:light dark}
@media (prefers-color-scheme:dark){.oi-page{background:#0E100F!important}.oi-card{background:#161816!important;border-color:#383A38!important}
.oi-text{color:#E9ECEA!important}.oi-dim{color:#A9ABAA!important}.oi-quote{border-color:#65C5D0!important}.oi-button{background:#65C5D0!important;color:#0A0B0A!important}
.oi-link{color:#65C5D0!important}}`

function html(words: Words, subject: string, publicUrl: string): string {
  const say = (text: string) => escapeHtml(lines(text)).replaceAll('\n', '<br>')
  const quote =
    words.quote &&
    `<p class="oi-text oi-quote" style="${paragraph};color:#1C1C1A;border-left:3px solid #076F78;padding:2px 0 2px 14px">${say(words.quote)}</p>`
  const action =
    words.action &&
    `<p style="margin:24px 0"><a class="oi-button" href="${escapeHtml(words.action.url)}" style="display:inline-block;background:#076F78;color:#FFFFFF;text-decoration:none;${font};font-size:16px;font-weight:600;line-height:1;padding:14px 22px;border-radius:8px">${escapeHtml(words.action.label)}</a></p>
<p class="oi-dim" style="margin:0 0 16px;${font};font-size:13px;line-height:1.5;color:#5F5F5C;word-break:break-all">Or open this address: <a class="oi-link" href="${escapeHtml(words.action.url)}" style="color:#076F78">${escapeHtml(words.action.url)}</a></p>`
  const note =
    words.note &&
    `<p class="oi-dim" style="margin:24px 0 0;${font};font-size:14px;line-height:1.5;color:#5F5F5C">${say(words.note)}</p>`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(subject)}</title><style>${style}</style></head>
<body class="oi-page" style="margin:0;padding:0;background:#F1F0ED">
<table role="presentation" class="oi-page" width="100%" cellpadding="0" cellspacing="0" style="background:#F1F0ED"><tr><td align="center" style="padding:32px 16px">
<table role="presentation" class="oi-card" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#FFFFFF;border:1px solid #E0E0DD;border-radius:12px"><tr><td align="left" style="padding:32px">
<h1 class="oi-text" style="margin:0 0 16px;${font};font-size:22px;line-height:1.3;font-weight:600;color:#1C1C1A">${escapeHtml(oneLine(words.title))}</h1>
${words.paragraphs.map((each) => `<p class="oi-text" style="${paragraph};color:#1C1C1A">${say(each)}</p>`).join('\n')}
${[quote, action, note].filter(Boolean).join('\n')}
</td></tr></table>
<p class="oi-dim" style="margin:16px 0 0;${font};font-size:13px;line-height:1.5;color:#5F5F5C"><a class="oi-link" href="${escapeHtml(publicUrl)}" style="color:#5F5F5C">${product}</a></p>
</td></tr></table>
</body></html>
`
}
