import { createHash } from 'node:crypto'

// Two pages that stand before everything else: signing in, and enrolling with a link. Their script is in them, and nothing
// is loaded from anywhere.

const style = `:root{color-scheme:light dark;--page:#F5F4F1;--sheet:#FFFFFF;--line:#E8E8E5;--control:#8D8C89;--ink:#1C1C1A;--dim:#5F5F5C;--tide:#076F78;--on:#FFFFFF;--down:#9F3D36}
@media (prefers-color-scheme:dark){:root{--page:#0E100F;--sheet:#161816;--line:#2C2E2D;--control:#6B6D6B;--ink:#E9ECEA;--dim:#A9ABAA;--tide:#65C5D0;--on:#1C1C1A;--down:#FE9185}}
*{box-sizing:border-box}
[hidden]{display:none!important}
body{margin:0;min-height:100vh;background:var(--page);color:var(--ink);font:0.875rem/1.5 system-ui,sans-serif}
main{max-width:40rem;margin:0 auto;padding:12vh 1.5rem 3rem}
.sheet{background:var(--sheet);border:1px solid var(--line);border-radius:.5rem;padding:2rem}
@media (max-width:30rem){main{padding:1.5rem 0}.sheet{border-width:1px 0;border-radius:0;padding:1.5rem}}
header{color:var(--dim);font-weight:550;margin-bottom:1.25rem}
h1{font-size:1.375rem;line-height:1.3;font-weight:600;margin:0 0 .5rem}
p{margin:0 0 1rem;max-width:60ch}.dim{color:var(--dim)}
form{max-width:22.5rem;margin-top:1.5rem}
label{display:block;font-weight:550;margin-bottom:.25rem}
input{width:100%;height:2.5rem;padding:0 .75rem;margin-bottom:.25rem;font:inherit;color:inherit;background:var(--sheet);border:1px solid var(--control);border-radius:.375rem}
.field{margin-bottom:1rem}.field small{color:var(--dim)}
.field [role=alert],#general{color:var(--down);min-height:0;margin:0}
input[aria-invalid=true]{border-color:var(--down)}
button,.button{display:inline-block;height:2.5rem;line-height:2.5rem;padding:0 1.25rem;border:0;border-radius:.375rem;background:var(--tide);color:var(--on);font:inherit;line-height:2.5rem;font-weight:550;cursor:pointer;text-decoration:none}
button[disabled]{opacity:.6;cursor:default}
:focus-visible{outline:2px solid var(--tide);outline-offset:2px}
.setup{display:grid;grid-template-columns:12rem minmax(0,1fr);gap:1.5rem;align-items:center;margin-top:1.5rem}
@media (max-width:30rem){.setup{grid-template-columns:minmax(0,1fr)}}
.setup img{width:12rem;height:12rem;background:#fff;border-radius:.25rem}
code{font:0.8125rem/1.6 ui-monospace,monospace;overflow-wrap:anywhere}
ul{list-style:none;padding:1rem;margin:1rem 0;display:grid;grid-template-columns:repeat(auto-fill,minmax(9rem,1fr));gap:.25rem 1rem;border:1px solid var(--line);border-radius:.375rem}`

const shared = `const find=(id)=>document.getElementById(id)
async function ask(query,variables){
  const answer=await fetch('/admin/graphql',{method:'POST',headers:{'content-type':'application/json'},body:JSON.stringify({query,variables})})
  const {data,errors}=await answer.json()
  if(errors)throw Object.assign(new Error(errors[0].message),{field:errors[0].extensions?.field})
  return data
}
function tell(error){
  for(const input of document.querySelectorAll('input[name]')){
    const mine=error?.field===input.name
    input.setAttribute('aria-invalid',String(mine))
    find(input.name+'-problem').textContent=mine?error.message:''
  }
  const input=error?.field&&find(error.field)
  find('general').textContent=error&&!input?(error instanceof TypeError?'The server cannot be reached. Try again.':error.message):''
  if(input)input.focus()
}
function onSubmit(work){
  const form=find('form')
  form.addEventListener('submit',async(event)=>{
    event.preventDefault()
    const button=form.querySelector('button')
    button.disabled=true
    tell(null)
    try{await work(Object.fromEntries(new FormData(form)))}catch(error){tell(error)}finally{button.disabled=false}
  })
}
`

const signInScript = `${shared}onSubmit(async(given)=>{
  await ask('mutation SignIn($email:String!,$password:String!,$code:String){signIn(email:$email,password:$password,code:$code){expiresAt}}',given)
  location.assign('/admin/graphql')
})`

const enrolScript = `${shared}const token=location.hash.slice(1)
ask('query Enrolment($token:String!){enrolment(token:$token){email secret qrSvg}}',{token}).then(({enrolment})=>{
  find('who').textContent=enrolment.email
  find('username').value=enrolment.email
  find('secret').textContent=enrolment.secret.match(/.{1,4}/g).join(' ')
  find('qr').src='data:image/svg+xml,'+encodeURIComponent(enrolment.qrSvg)
  find('ready').hidden=false
  find('password').focus()
}).catch((error)=>{find('closed').textContent=error instanceof TypeError?'The server cannot be reached. Open the link again.':error.message})
onSubmit(async({password,code})=>{
  const {enrol}=await ask('mutation Enrol($token:String!,$password:String!,$code:String!){enrol(token:$token,password:$password,code:$code)}',{token,password,code})
  history.replaceState(null,'','/admin/enrol')
  for(const each of enrol){const item=document.createElement('li');const text=document.createElement('code');text.textContent=each;item.append(text);find('codes').append(item)}
  find('ready').hidden=true
  find('done').hidden=false
  find('done-title').focus()
})`

type Field = { name: string; label: string; type: string; autocomplete: string; help?: string }

function field({ name, label, type, autocomplete, help }: Field): string {
  const code = name === 'code' ? ' autocapitalize="characters" spellcheck="false"' : ''
  const note = help ? `<small>${help}</small>` : ''
  return `<div class="field"><label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" required aria-describedby="${name}-problem"${code}>
${note}<p id="${name}-problem" role="alert"></p></div>`
}

const code: Field = {
  name: 'code',
  label: 'Code of your authenticator app',
  type: 'text',
  autocomplete: 'one-time-code',
}

const signInBody = `<h1>Sign in</h1>
<p class="dim">For staff of Outbound Impact. Everything that is asked here is written down.</p>
<form id="form">
${field({ name: 'email', label: 'E-mail', type: 'email', autocomplete: 'username' })}
${field({ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' })}
${field({ ...code, help: 'Or one of your recovery codes.' })}
<p id="general" role="alert"></p>
<button>Sign in</button>
</form>`

const enrolBody = `<p id="closed" role="alert"></p>
<div id="ready" hidden>
<h1>Set up your staff account</h1>
<p class="dim">For <strong id="who"></strong>. The link works once.</p>
<div class="setup"><img id="qr" alt="The setup key as a QR code">
<div><p>Scan this with an authenticator app, or type the key:</p><code id="secret"></code></div></div>
<form id="form">
<input id="username" type="email" autocomplete="username" hidden>
${field({ name: 'password', label: 'New password', type: 'password', autocomplete: 'new-password', help: '12 characters or more; a few words together work well.' })}
${field(code)}
<p id="general" role="alert"></p>
<button>Set up</button>
</form></div>
<div id="done" hidden>
<h1 id="done-title" tabindex="-1">Keep these recovery codes</h1>
<p>Each gets you in once when your telephone is not at hand. They are shown this once.</p>
<ul id="codes"></ul>
<a class="button" href="/admin">Sign in</a>
</div>`

/** A whole page, and the policy under which it may be shown. */
export type Page = { html: string; policy: string }

function page(title: string, body: string, script: string): Page {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex"><title>${title} · Outbound Impact staff</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml"><style>${style}</style></head>
<body><main><div class="sheet"><header>Outbound Impact staff</header>
${body}
</div></main><script type="module">${script}</script></body></html>
`
  const policy = [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
  return { html, policy }
}

export const signInPage = page('Sign in', signInBody, signInScript)
export const enrolPage = page('Set up', enrolBody, enrolScript)
