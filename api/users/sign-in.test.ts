import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Answer,
  aServer,
  forget,
  joinOther,
  password,
  signUp,
  type TestServer,
} from '../testing.ts'

const wrong = 'not-the-password-at-all'

let server: TestServer
beforeAll(async () => {
  server = await aServer({ TRUSTED_PROXIES: '127.0.0.0/8,::1/128' })
})
afterAll(() => server.stop())

function enter(
  email: string,
  given: string,
  address: string,
  organizationId?: string,
): Promise<Answer> {
  return server.send(
    `mutation ($email: String!, $password: String!, $organizationId: ID) {
      signIn(email: $email, password: $password, organizationId: $organizationId) {
        accessToken member { id organization { id status } } } }`,
    { email, password: given, organizationId },
    { headers: { 'x-forwarded-for': address } },
  )
}

const codeOf = (answer: Answer) => answer.errors?.[0]?.extensions.code ?? 'OK'
const admin = (text: string, values: unknown[]) => server.database.admin.query(text, values)

/** Lets the given seconds pass for every counter. */
const letPass = (seconds: number) =>
  admin(
    `update sign_in_attempts set blocked_until = blocked_until - make_interval(secs => $1),
     window_started_at = window_started_at - make_interval(secs => $1)`,
    [seconds],
  )

describe('Signing in', () => {
  it('opens a session in the organization, and leaves a line in its log', async () => {
    const me = await signUp(server)
    const answer = await enter(` ${me.email.toUpperCase()} `, password, '203.0.113.1')
    expect(answer.data.signIn.member.organization.id).toBe(me.organizationId)
    const { data } = await server.send(
      '{ organization { activities(action: "SIGNED_IN") { totalCount } } }',
      {},
      { token: answer.data.signIn.accessToken },
    )
    expect(data.organization.activities.totalCount).toBe(1)
  })

  it('answers an unknown e-mail and a wrong password with the same bytes', async () => {
    const me = await signUp(server)
    const raw = async (email: string, address: string) => {
      const query =
        'mutation ($email: String!, $password: String!) { signIn(email: $email, password: $password) { expiresAt } }'
      const body = JSON.stringify({ query, variables: { email, password: wrong } })
      const headers = { 'content-type': 'application/json', 'x-forwarded-for': address }
      const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body })
      return `${response.status} ${JSON.stringify(response.headers.getSetCookie())} ${await response.text()}`
    }
    const known = await raw(me.email, '203.0.113.2')
    expect(await raw('nobody@example.test', '203.0.113.3')).toBe(known)
    expect(known).toContain('UNAUTHENTICATED')
  })

  it('lets PAST_DUE in and keeps SUSPENDED and CLOSED out', async () => {
    const me = await signUp(server)
    for (const [status, code] of [
      ['PAST_DUE', 'OK'],
      ['SUSPENDED', 'FORBIDDEN'],
      ['CLOSED', 'FORBIDDEN'],
      ['ACTIVE', 'OK'],
    ]) {
      await admin('update organizations set status = $1 where id = $2', [status, me.organizationId])
      expect(codeOf(await enter(me.email, password, '203.0.113.4'))).toBe(code)
    }
  })

  it('tells about a suspension only to who knows the password', async () => {
    const me = await signUp(server)
    await admin(`update organizations set status = 'SUSPENDED' where id = $1`, [me.organizationId])
    expect(codeOf(await enter(me.email, wrong, '203.0.113.5'))).toBe('UNAUTHENTICATED')
  })

  it('does not open the organization of somebody else, nor tell that it exists', async () => {
    const [me, other] = [await signUp(server), await signUp(server)]
    for (const id of [other.organizationId, 'x', me.memberId]) {
      expect(codeOf(await enter(me.email, password, '203.0.113.6', id))).toBe('UNAUTHENTICATED')
    }
  })

  it('enters the organization used last, and the one that is named', async () => {
    const [first, second] = [await signUp(server), await signUp(server)]
    await joinOther(server, first, second)
    const byName = await enter(first.email, password, '203.0.113.7', second.organizationId)
    expect(byName.data.signIn.member.organization.id).toBe(second.organizationId)
    const lastUsed = await enter(first.email, password, '203.0.113.7')
    expect(lastUsed.data.signIn.member.organization.id).toBe(second.organizationId)
    await admin(`update organizations set status = 'CLOSED' where id = $1`, [second.organizationId])
    const open = await enter(first.email, password, '203.0.113.7')
    expect(open.data.signIn.member.organization.id).toBe(first.organizationId)
  })

  it('is an answer, not an error of ours, for a text that the database cannot hold', async () => {
    expect(codeOf(await enter('a\u0000@example.test', password, '203.0.113.8'))).toMatch(
      /^(INVALID|UNAUTHENTICATED)$/,
    )
  })
})

describe('Guessing', () => {
  it('gets ten tries at one account, however many come at once and from wherever', async () => {
    const me = await signUp(server)
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => enter(me.email, wrong, `198.51.100.${n + 1}`)),
    )
    const codes = answers.map(codeOf)
    expect(codes.filter((code) => code === 'UNAUTHENTICATED')).toHaveLength(10)
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(40)
    // The right password waits as well: the answer to a guess must not tell that it was right.
    const right = await enter(me.email, password, '198.51.100.200')
    expect(right.errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED' })
    expect(right.errors?.[0]?.extensions.retryAfter).toBeGreaterThan(800)
  })

  it('gets fifty tries from one address, over all accounts', async () => {
    const codes: string[] = []
    // Ten at a time: more would meet a busy database on a busy machine, which is RATE_LIMITED too.
    for (let n = 0; n < 60; n += 10) {
      const ten = Array.from({ length: 10 }, (_, m) => `guess-${n + m}@example.test`)
      const answers = await Promise.all(ten.map((email) => enter(email, wrong, '192.0.2.1')))
      codes.push(...answers.map(codeOf))
    }
    expect(codes.filter((code) => code === 'UNAUTHENTICATED')).toHaveLength(50)
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(10)
  }, 30_000)

  it('never shuts anybody out for good: after the wait the right password enters', async () => {
    const me = await signUp(server)
    for (let n = 0; n < 11; n += 1) await enter(me.email, wrong, '192.0.2.20')
    expect(codeOf(await enter(me.email, password, '192.0.2.20'))).toBe('RATE_LIMITED')
    await letPass(901)
    expect(codeOf(await enter(me.email, password, '192.0.2.20'))).toBe('OK')
    // And all tries are there again.
    for (let n = 0; n < 9; n += 1) {
      expect(codeOf(await enter(me.email, wrong, '192.0.2.20'))).toBe('UNAUTHENTICATED')
    }
    expect(codeOf(await enter(me.email, password, '192.0.2.20'))).toBe('OK')
  })

  it('waits twice as long after each wrong try past the free ones, an hour at most', async () => {
    const me = await signUp(server)
    for (let n = 0; n < 10; n += 1) await enter(me.email, wrong, '192.0.2.30')
    const waits: number[] = []
    for (let n = 0; n < 4; n += 1) {
      const refused = await enter(me.email, wrong, '192.0.2.31')
      const wait = refused.errors?.[0]?.extensions.retryAfter as number
      waits.push(Math.round(wait / 10) * 10)
      await letPass(wait + 1)
      expect(codeOf(await enter(me.email, wrong, '192.0.2.31'))).toBe('UNAUTHENTICATED')
    }
    expect(waits).toEqual([900, 1_800, 3_600, 3_600])
  })

  it('does not hold up an office: successes give their tries back', async () => {
    const me = await signUp(server)
    for (let n = 0; n < 55; n += 1) {
      expect(codeOf(await enter(me.email, password, '192.0.2.40'))).toBe('OK')
    }
  }, 30_000)

  it('keeps neither e-mails nor addresses in its counters', async () => {
    const { rows } = await admin('select row_to_json(a)::text as line from sign_in_attempts a', [])
    expect(rows.length).toBeGreaterThan(3)
    for (const { line } of rows) expect(line).not.toMatch(/example|192\.0|198\.51/)
  })
})

describe('A member who was removed or whose organization was shut', () => {
  it('is signed out within five seconds, without a new token', async () => {
    const me = await signUp(server)
    const asked = async () => (await server.send('{ me { id } }', {}, me)).data.me
    expect(await asked()).not.toBeNull()
    await admin(`update members set status = 'DEACTIVATED' where id = $1`, [me.memberId])
    const changedAt = Date.now()
    while ((await asked()) !== null) {
      if (Date.now() - changedAt > 8_000) break
    }
    expect(await asked()).toBeNull()
    expect(Date.now() - changedAt).toBeLessThan(5_500)
    expect(codeOf(await enter(me.email, password, '192.0.2.50'))).toBe('FORBIDDEN')
    await admin(`update members set status = 'ACTIVE' where id = $1`, [me.memberId])
    forget(server, me.token)
    expect(await asked()).not.toBeNull()
  }, 20_000)
})
