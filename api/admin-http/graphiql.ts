import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Worker } from 'node:worker_threads'
import { brotliDecompressSync } from 'node:zlib'

// GraphiQL for staff who are signed in, from this server alone: its page, its script and its style.

/** Compressed; whoever takes no brotli gets it unpacked. */
type Part = { type: string; packed: Buffer; etag: string }
type Parts = { script: Part; style: Part }

let made: Promise<Parts> | undefined

/** Made when the first of staff opens it. */
function parts(): Promise<Parts> {
  made ??= make().catch((error: unknown) => {
    made = undefined
    throw error
  })
  return made
}

async function make(): Promise<Parts> {
  const worker = new Worker(new URL('./graphiql-parts.ts', import.meta.url))
  const [told] = (await once(worker, 'message')) as [{ script: Uint8Array; style: Uint8Array }]
  await worker.terminate()
  const part = (type: string, bytes: Uint8Array): Part => {
    const packed = Buffer.from(bytes)
    const etag = createHash('sha256').update(packed).digest('base64url').slice(0, 22)
    return { type, packed, etag: `"${etag}"` }
  }
  return {
    script: part('text/javascript; charset=utf-8', told.script),
    style: part('text/css; charset=utf-8', told.style),
  }
}

/** Gives GraphiQL's requests an access token, renewed by the cookie shortly before it ends. */
const bearer = `const plain=window.fetch.bind(window)
let token='',ends=0,renewing=null
async function renew(){
  const answer=await plain('/admin/graphql',{method:'POST',headers:{'content-type':'application/json'},body:JSON.stringify({query:'mutation RefreshSession{refreshSession{accessToken expiresAt}}'})})
  const {data}=await answer.json()
  if(!data){location.assign('/admin');throw new Error('You are signed out.')}
  token=data.refreshSession.accessToken
  ends=Date.parse(data.refreshSession.expiresAt)-30000
}
window.fetch=async(input,init={})=>{
  const url=new URL(input instanceof Request?input.url:input,location.href)
  if(url.origin!==location.origin||url.pathname!=='/admin/graphql')return plain(input,init)
  if(Date.now()>ends)await(renewing??=renew().finally(()=>{renewing=null}))
  const given=init.headers instanceof Headers?Object.fromEntries(init.headers):init.headers??{}
  const headers=Object.fromEntries(Object.entries(given).map(([name,value])=>[name,String.fromCharCode(...new TextEncoder().encode(value))]))
  return plain(input,{...init,headers:{...headers,authorization:'Bearer '+token}})
}`

const hash = createHash('sha256').update(bearer).digest('base64')
const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>GraphiQL · Outbound Impact staff</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml"><link rel="stylesheet" href="/admin/graphql/graphiql.css"></head>
<body id="body" class="no-focus-outline"><noscript>GraphiQL needs JavaScript.</noscript><div id="root"></div>
<script>${bearer}</script><script src="/admin/graphql/graphiql.js"></script></body></html>
`
// The editor sets styles on its own elements, and its workers are scripts of its script.
const policy = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${hash}'`,
  "style-src 'self' 'unsafe-inline'",
  'worker-src blob:',
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The page; whoever asks was found signed in. */
export const graphiqlPage = { html: page, policy }

/** /admin/graphql/graphiql.js and .css: what anybody can have from npm. */
export async function answerPart(
  name: 'script' | 'style',
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { type, packed, etag } = (await parts())[name]
  response.setHeader('etag', etag)
  response.setHeader('vary', 'accept-encoding')
  response.setHeader('cache-control', 'no-cache')
  response.setHeader('x-content-type-options', 'nosniff')
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304).end()
    return
  }
  const isPacked = /\bbr\b/.test(String(request.headers['accept-encoding'] ?? ''))
  const body = isPacked ? packed : brotliDecompressSync(packed)
  if (isPacked) response.setHeader('content-encoding', 'br')
  response.writeHead(200, { 'content-type': type, 'content-length': body.length })
  response.end(request.method === 'HEAD' ? undefined : body)
}
