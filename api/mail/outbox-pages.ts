import { createHash } from 'node:crypto'
import { escapeHtml } from './layout.ts'

/** A mail of the outbox with its words, or without them when it has forgotten them. */
export type ShownMail = {
  id: string
  to: string
  name: string | null
  state: 'QUEUED' | 'SENT' | 'FAILED'
  at: Date
  words: { subject: string; text: string } | null
}

const style = `:root{color-scheme:light dark;--page:#F1F0ED;--card:#FFFFFF;--line:#E0E0DD;--ink:#1C1C1A;--dim:#5F5F5C;--tide:#076F78}
@media (prefers-color-scheme:dark){:root{--page:#0E100F;--card:#161816;--line:#383A38;--ink:#E9ECEA;--dim:#A9ABAA;--tide:#65C5D0}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:0.9375rem/1.5 system-ui,sans-serif}
main{max-width:72rem;margin:0 auto;padding:2rem 1rem 3rem}
h1{font-size:1.375rem;line-height:1.3;margin:0 0 .25rem;overflow-wrap:anywhere}
h2{font-size:.875rem;margin:0 0 .5rem}
p{margin:0}a{color:var(--tide)}a:focus-visible,iframe:focus-visible,pre:focus-visible{outline:2px solid var(--tide);outline-offset:2px}
.dim{color:var(--dim)}.intro{margin-bottom:1.5rem;max-width:44rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:.75rem}
ul{list-style:none;margin:0;padding:0}li+li{border-top:1px solid var(--line)}
li a{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:.125rem 1rem;padding:.875rem 1rem;color:inherit;text-decoration:none}
li a:hover .subject{text-decoration:underline}
.subject{font-weight:600;overflow-wrap:anywhere}.to{grid-column:1;color:var(--dim);overflow-wrap:anywhere}
.when{grid-column:2;grid-row:1;color:var(--dim);white-space:nowrap;font-variant-numeric:tabular-nums}.state{grid-column:2;grid-row:2;text-align:right;color:var(--dim)}
.empty{padding:2.5rem 1.5rem;text-align:center}
dl{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.125rem 1rem;margin:.75rem 0 1.5rem}dt{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}
.both{display:grid;grid-template-columns:minmax(0,1fr);gap:1.5rem}
@media (min-width:60rem){.both{grid-template-columns:minmax(0,3fr) minmax(0,2fr)}}
iframe{display:block;width:100%;height:36rem;border:1px solid var(--line);border-radius:.75rem;background:var(--card)}
pre{margin:0;padding:1rem;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere;font:0.8125rem/1.6 ui-monospace,monospace;max-height:36rem}
@media (max-width:30rem){li a{grid-template-columns:minmax(0,1fr)}.when,.state{grid-column:1;grid-row:auto;text-align:left;order:1}}`

const styleHash = createHash('sha256').update(style).digest('base64')

/** Nothing runs on these pages, and nothing is loaded but the mail in its frame and the icon. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; img-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

/** The mail itself: a document of nowhere in particular, whose links open in a tab of their own. */
export const mailPolicy =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

const states = { QUEUED: '', SENT: 'sent', FAILED: 'could not be sent' }

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${escapeHtml(title)} · Outbound Impact</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml"><style>${style}</style></head>
<body><main>
${content}
</main></body></html>
`
}

/** The mails, newest first. */
export function listPage(mails: readonly ShownMail[]): string {
  const rows = mails.map(
    (
      mail,
    ) => `<li><a href="/outbox/${mail.id}"><span class="subject">${escapeHtml(subjectOf(mail))}</span>
<span class="when">${time(mail.at)}</span><span class="to">${escapeHtml(recipientOf(mail))}</span><span class="state">${states[mail.state]}</span></a></li>`,
  )
  const list =
    rows.length > 0
      ? `<ul class="card">${rows.join('\n')}</ul>`
      : `<div class="card empty"><p>No mail yet.</p><p class="dim">Invite a colleague or reset a password, and reload this page.</p></div>`
  return page(
    'Outbox',
    `<h1>Outbox</h1>
<p class="dim intro">There is no SMTP server (SMTP_URL), so mails are kept here instead of being sent. Only this machine can open this page.</p>
${list}`,
  )
}

/** One mail: as a page in a frame, and its text beside it. */
export function mailPage(mail: ShownMail): string {
  const subject = subjectOf(mail)
  const content = mail.words
    ? `<div class="both"><section><h2>Page</h2><iframe sandbox="allow-popups allow-popups-to-escape-sandbox" src="/outbox/${mail.id}/page" title="The mail as a page"></iframe></section>
<section><h2>Text</h2><pre class="card" tabindex="0">${escapeHtml(mail.words.text)}</pre></section></div>`
    : '<div class="card empty"><p>What was said in it has been forgotten.</p><p class="dim">Mails keep their words until they are sent, and for a week at most.</p></div>'
  return page(
    subject,
    `<p><a href="/outbox">Outbox</a></p>
<h1>${escapeHtml(subject)}</h1>
<dl><dt>To</dt><dd>${escapeHtml(recipientOf(mail))}</dd><dt>Written</dt><dd>${time(mail.at)}</dd></dl>
${content}`,
  )
}

/** The mail's own HTML, its links leading out of the frame. */
export function framedMail(html: string): string {
  return html.replace('<head>', '<head><base target="_blank">')
}

function subjectOf(mail: ShownMail): string {
  return mail.words?.subject ?? 'A mail whose words are forgotten'
}

function recipientOf({ name, to }: ShownMail): string {
  return name ? `${name} <${to}>` : to
}

function time(at: Date): string {
  const iso = at.toISOString()
  const text = at.toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  })
  return `<time datetime="${iso}">${text} UTC</time>`
}
