import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from 'graphql-ws'
import { v7 as uuidv7 } from 'uuid'
import { WebSocket } from 'ws'
import { aDatabase, type TestDatabase, testSecret } from '../db/testing.ts'
import { type App, openApp } from './app.ts'
import { type Config, readConfig } from './config.ts'
import { unsealVariables } from './journal/mail.ts'
import { openLog } from './log.ts'
import type { Rendered } from './mail/layout.ts'
import { renderMail } from './mail/templates.ts'
import { startServer } from './server.ts'
import type { Reach } from './webhooks/reach.ts'

/** A real server on a free port, over a database of its own. */
export type TestServer = {
  url: string
  app: App
  config: Config
  database: TestDatabase
  /** Sends an operation; `data` and `errors` as they came, and the cookies that were set. */
  send(query: string, variables?: object, as?: Caller): Promise<Answer>
  stop(): Promise<void>
}

export type Caller = {
  token?: string | undefined
  cookie?: string
  headers?: Record<string, string>
}
export type Refused = {
  message: string
  path?: string[]
  extensions: { code: string; [name: string]: unknown }
}
// biome-ignore lint/suspicious/noExplicitAny: answers are read by path in assertions
export type Answer = { status: number; data: any; errors?: Refused[]; cookies: string[] }

/**
 * `database`: continue on one that is there (a restart); otherwise a fresh one that stop() drops. `reach`: where webhooks may
 * go, if not to the public internet only.
 */
export async function aServer(
  environment: Record<string, string> = {},
  database?: TestDatabase,
  port = 0,
  reach?: Reach,
): Promise<TestServer> {
  const own = database ?? (await aDatabase())
  const dataDir = environment.DATA_DIR ?? mkdtempSync(join(tmpdir(), 'oi-data-'))
  const base = {
    SECRET_KEY: testSecret.toString('base64'),
    DATA_DIR: dataDir,
    PORT: String(port),
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'fatal',
    DEMO: '0',
  }
  const settings = { PUBLIC_URL: 'http://localhost:4000', ...base, ...environment }
  const config = readConfig(settings, true)
  const app = await openApp(config, own, openLog(config.logLevel), reach)
  const running = await startServer(app)
  const url = `http://127.0.0.1:${running.port}`
  return {
    url,
    app,
    config,
    database: own,
    send: (query, variables, as) => send(url, query, variables, as),
    async stop() {
      await running.stop()
      if (!database) await own.drop()
      if (!environment.DATA_DIR) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function send(
  url: string,
  query: string,
  variables: object = {},
  as: Caller = {},
): Promise<Answer> {
  const headers: Record<string, string> = { 'content-type': 'application/json', ...as.headers }
  if (as.token) headers.authorization = `Bearer ${as.token}`
  if (as.cookie) headers.cookie = as.cookie
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query, variables }),
  })
  const body = (await response.json()) as Pick<Answer, 'data' | 'errors'>
  return { status: response.status, cookies: response.headers.getSetCookie(), ...body }
}

export const signUpMutation = `mutation ($input: SignUpInput!) {
  signUp(input: $input) { accessToken expiresAt member { id role organization { id name timezone plan { id } } } }
}`

let count = 0

/** A new organization with its owner, signed up the way everybody does. */
export async function signUp(
  server: TestServer,
  given: Record<string, unknown> = {},
): Promise<Member> {
  count += 1
  const email = `owner-${process.pid}-${Date.now()}-${count}@example.test`
  const input = {
    companyName: `Company ${count}`,
    companyEmail: email,
    fullName: `Owner ${count}`,
    email,
    password,
    ...given,
  }
  const answer = await server.send(signUpMutation, { input })
  if (answer.errors) throw new Error(JSON.stringify(answer.errors))
  const { accessToken, member } = answer.data.signUp
  const cookie = answer.cookies[0]?.split(';')[0] ?? ''
  return {
    token: accessToken,
    cookie,
    email,
    memberId: member.id,
    organizationId: member.organization.id,
  }
}
export type Member = {
  token: string
  cookie: string
  email: string
  memberId: string
  organizationId: string
}

/** Twelve characters and more, and not easy to guess. */
export const password = 'crimson-otter-weaves-baskets'

/** Creates a code by the API. */
export async function createCode(
  server: TestServer,
  member: Caller,
  input: Record<string, unknown> = {},
) {
  const answer = await server.send(
    `mutation ($input: CreateQrCodeInput!) { createQrCode(input: $input) { id name slug scanUrl svgUrl pngUrl status version } }`,
    { input: { name: 'Window sticker', targetUrl: 'https://example.com/menu', ...input } },
    member,
  )
  if (answer.errors) throw new Error(JSON.stringify(answer.errors))
  return answer.data.createQrCode as {
    id: string
    name: string
    slug: string
    scanUrl: string
    version: number
  }
}

/** Creates a campaign by the API. */
export async function createCampaign(
  server: TestServer,
  member: Caller,
  input: Record<string, unknown> = {},
) {
  const answer = await server.send(
    'mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { id name version } }',
    { input: { name: 'Autumn menu', ...input } },
    member,
  )
  if (answer.errors) throw new Error(JSON.stringify(answer.errors))
  return answer.data.createCampaign as { id: string; name: string; version: number }
}

/** An iPhone, as it introduces itself. */
export const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1'

/** Requests a code's address as a phone would; the redirect is not followed. */
export function scan(
  server: TestServer,
  slug: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Response> {
  return fetch(`${server.url}/s/${slug}`, {
    method,
    redirect: 'manual',
    headers: { 'user-agent': iphone, ...headers },
  })
}

/** A subscription over a real websocket: results are collected, until() waits for a condition on them. */
export function subscribe(
  url: string,
  query: string,
  variables: Record<string, unknown>,
  token: string | undefined,
): Subscribed {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: token === undefined ? {} : { accessToken: token },
    retryAttempts: 0,
  })
  const results: Answer['data'][] = []
  let ended: unknown = null
  let wake = () => {}
  client.subscribe<Answer['data']>(
    { query, variables },
    {
      next(result) {
        results.push(result)
        wake()
      },
      error(error) {
        ended = error
        wake()
      },
      complete() {
        ended ??= 'complete'
        wake()
      },
    },
  )
  return {
    results,
    end: () => ended,
    async until(condition, timeout = 10_000) {
      const deadline = Date.now() + timeout
      while (!condition(results) && Date.now() < deadline) {
        if (ended) break
        await new Promise<void>((resolve) => {
          wake = resolve
          setTimeout(resolve, 50)
        })
      }
      if (!condition(results))
        throw new Error(
          `not within ${timeout} ms; ended: ${JSON.stringify(ended)}; ${JSON.stringify(results)}`,
        )
    },
    async close() {
      await client.dispose()
    },
  }
}
export type Subscribed = {
  results: Answer['data'][]
  /** Why the subscription ended; null while it is open. */
  end(): unknown
  until(condition: (results: Answer['data'][]) => boolean, timeout?: number): Promise<void>
  close(): Promise<void>
}

/** A colleague in that member's organization, signed in with the same password in a role of their own. */
export async function addColleague(
  server: TestServer,
  owner: Member,
  role: 'ADMIN' | 'EDITOR' | 'VIEWER',
): Promise<Member> {
  count += 1
  const [userId, memberId] = [uuidv7(), uuidv7()]
  const email = `colleague-${process.pid}-${Date.now()}-${count}@example.test`
  const { admin } = server.database
  await admin.query(
    `insert into users (id, email, name, password_hash)
     select $1, $2, $3, password_hash from users where email = $4`,
    [userId, email, `Colleague ${count}`, owner.email],
  )
  await admin.query(
    `insert into members (organization_id, id, user_id, name, email, role) values ($1, $2, $3, $4, $5, $6)`,
    [owner.organizationId, memberId, userId, `Colleague ${count}`, email, role],
  )
  const session = await signIn(server, email)
  return { ...session, email, memberId, organizationId: owner.organizationId }
}

/** Makes somebody who has an account a member of another organization as well. */
export async function joinOther(
  server: TestServer,
  member: Member,
  other: Member,
  role = 'EDITOR',
): Promise<string> {
  const memberId = uuidv7()
  await server.database.admin.query(
    `insert into members (organization_id, id, user_id, name, email, role)
     select $1, $2, id, name, email, $4::member_role from users where email = $3`,
    [other.organizationId, memberId, member.email, role],
  )
  return memberId
}

/** A new session for somebody who has an account. */
export async function signIn(
  server: TestServer,
  email: string,
  headers: Record<string, string> = {},
): Promise<{ token: string; cookie: string }> {
  const answer = await server.send(
    `mutation ($email: String!, $password: String!) { signIn(email: $email, password: $password) { accessToken } }`,
    { email, password },
    { headers },
  )
  if (answer.errors) throw new Error(JSON.stringify(answer.errors))
  return {
    token: answer.data.signIn.accessToken,
    cookie: answer.cookies[0]?.split(';')[0] ?? '',
  }
}

export type KeptMail = Rendered & { id: string; template: string; name: string | null }

/**
 * The mails to an address as they would be delivered, the oldest first: those in the outbox that nobody has sent (a server
 * without SMTP_URL sends none, and one that was sent has forgotten its words).
 */
export async function mailsTo(server: TestServer, address: string): Promise<KeptMail[]> {
  const { rows } = await server.database.admin.query<{
    id: string
    template: string
    name: string | null
    variables_sealed: Buffer
  }>(
    `select id, template, recipient_name as name, variables_sealed from outbox
     where recipient = $1 and variables_sealed is not null order by id`,
    [address],
  )
  const { secretKey, publicUrl } = server.config
  return rows.map(({ variables_sealed, ...mail }) => ({
    ...mail,
    ...renderMail(
      mail.template,
      unsealVariables(secretKey, { id: mail.id, variables_sealed }),
      publicUrl,
    ),
  }))
}

/** What a token says, unchecked. */
export function claimsOf(token: string): { sid: string; sub: string; org: string; exp: number } {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}

/** The standing of a session was changed in the database: the next request sees it. */
export function forget(server: TestServer, token: string): void {
  server.app.services.viewers.forget(claimsOf(token).sid)
}

/** Moves an organization to the plan of that rank, past billing. */
export async function setPlan(server: TestServer, member: Member, rank: number): Promise<void> {
  await server.database.admin.query(
    'update organizations set plan_id = (select id from plans where rank = $1) where id = $2',
    [rank, member.organizationId],
  )
}
