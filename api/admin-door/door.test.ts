import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withDoor } from '../../db/connections.ts'
import type { AdminRole } from '../../db/types.ts'
import { anAdmin, ask, codeOf, logged, type Staff, told } from '../admin-http/testing.ts'
import { signAccess } from '../credentials/token.ts'
import { aServer, type Member, password, signUp, type TestServer } from '../testing.ts'
import { inviteAdmin, staffTwoStepKey } from './enrol.ts'

const signIn = `mutation ($email: String!, $password: String!, $code: String) {
  signIn(email: $email, password: $password, code: $code) { accessToken expiresAt admin { email role } }
}`
const refresh = 'mutation { refreshSession { accessToken admin { email } } }'
const me = '{ me { email role } }'
const enrol = `mutation ($token: String!, $password: String!, $code: String!) {
  enrol(token: $token, password: $password, code: $code)
}`
const setup = 'query ($token: String!) { enrolment(token: $token) { email secret uri qrSvg } }'

let server: TestServer
let customer: Member
beforeAll(async () => {
  server = await aServer({ TRUSTED_PROXIES: '127.0.0.0/8,::1/128' })
  customer = await signUp(server)
})
afterAll(() => server.stop())

let count = 0
function invite(email = `staff-${++count}@example.test`, role?: AdminRole): Promise<string> {
  const key = staffTwoStepKey(server.config.secretKey)
  return withDoor(server.database.pools, (db) => inviteAdmin(db, key, { email, role }))
}

const cookieOf = (cookies: readonly string[]) => cookies[0]?.split(';')[0] ?? ''
const codesOf = (answer: { errors?: { extensions: { code: string } }[] }) =>
  answer.errors?.map((each) => each.extensions.code)

/** From an address of its own, so that no test spends another's tries. */
const from = (last: number) => ({ headers: { 'x-forwarded-for': `198.51.100.${last}` } })

/** Somebody with a password and an authenticator, set by their link. */
async function enrolled() {
  const token = await invite()
  const { enrolment } = await told(server, setup, { token }, {})
  const given = { token, password, code: codeOf(enrolment.secret, -1) }
  const { enrol: recovery } = await told(server, enrol, given, {})
  return { email: enrolment.email as string, secret: enrolment.secret as string, recovery, token }
}

describe('an enrolment link', () => {
  it('sets a password and an authenticator once, gives ten recovery codes, and opens nothing by itself', async () => {
    const token = await invite('first@example.test')
    expect(token).toMatch(/^enrol_/)
    const { enrolment } = await told(server, setup, { token }, {})
    expect(enrolment).toMatchObject({
      email: 'first@example.test',
      uri: expect.stringContaining('otpauth://totp/'),
      qrSvg: expect.stringContaining('<svg'),
    })
    const given = { token, password, code: codeOf(enrolment.secret, -1) }
    const weak = await ask(server, enrol, { ...given, password: 'outbound2026' }, {})
    expect(weak.errors?.[0]?.extensions).toMatchObject({ code: 'INVALID', field: 'password' })
    const wrong = await ask(server, enrol, { ...given, code: '000000' }, {})
    expect(wrong.errors?.[0]?.extensions).toMatchObject({ code: 'INVALID', field: 'code' })
    const { enrol: codes } = await told(server, enrol, given, {})
    expect(new Set(codes).size).toBe(10)
    expect(codesOf(await ask(server, enrol, given))).toEqual(['NOT_FOUND'])
    expect(codesOf(await ask(server, setup, { token }))).toEqual(['NOT_FOUND'])
  })

  it('works for one of two who use it at once', async () => {
    const token = await invite()
    const { enrolment } = await told(server, setup, { token }, {})
    const given = { token, password, code: codeOf(enrolment.secret) }
    const both = await Promise.all([ask(server, enrol, given), ask(server, enrol, given)])
    expect(both.map(codesOf).toSorted()).toEqual([['NOT_FOUND'], undefined])
  })

  it('is worth nothing once it is replaced, a day old, or somebody’s who was shut out', async () => {
    const email = 'again@example.test'
    const [old, fresh] = [await invite(email), await invite(email)]
    expect(codesOf(await ask(server, setup, { token: old }))).toEqual(['NOT_FOUND'])
    expect((await ask(server, setup, { token: fresh })).errors).toBeUndefined()
    const change = (text: string) => server.database.admin.query(text, [email])
    await change(`update admin_enrolments set expires_at = now() where admin_id = (
      select id from oi_admin_users where email = $1)`)
    expect(codesOf(await ask(server, setup, { token: fresh }))).toEqual(['NOT_FOUND'])
    const last = await invite(email)
    await change(`update oi_admin_users set status = 'DISABLED' where email = $1`)
    expect(codesOf(await ask(server, setup, { token: last }))).toEqual(['NOT_FOUND'])
  })

  it('makes the first of all a super admin, and later ones analysts', async () => {
    const { rows } = await server.database.admin.query(
      `select role from oi_admin_users order by id limit 2`,
    )
    expect(rows.map(({ role }) => role)).toEqual(['SUPER_ADMIN', 'ANALYST'])
  })
})

describe('signing in', () => {
  it('takes the password and a code, each code once, and gives a short token and a cookie for /admin', async () => {
    const { email, secret } = await enrolled()
    const given = { email: email.toUpperCase(), password, code: codeOf(secret) }
    const answer = await ask(server, signIn, given)
    expect(answer.data.signIn.admin).toEqual({ email, role: 'ANALYST' })
    expect(answer.cookies[0]).toMatch(/Path=\/admin; Max-Age=43200; HttpOnly; SameSite=Strict/)
    const lives = new Date(answer.data.signIn.expiresAt).getTime() - Date.now()
    expect(lives).toBeLessThanOrEqual(600_000)
    const token = answer.data.signIn.accessToken
    expect((await told(server, me, {}, { token })).me.email).toBe(email)
    const replayed = await ask(server, signIn, given)
    expect(replayed.errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED', field: 'code' })
  })

  it('never works without a code, nor with one of another minute; a recovery code works once', async () => {
    const { email, secret, recovery } = await enrolled()
    const tries = [undefined, '', '123456', codeOf(secret, -4), codeOf(secret, 4)]
    for (const code of tries) {
      const { errors } = await ask(server, signIn, { email, password, code })
      expect(errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED', field: 'code' })
    }
    const once = { email, password, code: recovery[3] }
    expect((await ask(server, signIn, once)).errors).toBeUndefined()
    expect(codesOf(await ask(server, signIn, once))).toEqual(['UNAUTHENTICATED'])
  })

  it('tells nobody whether an account is known, enrolled or shut', async () => {
    await invite('invited@example.test')
    const { email } = await enrolled()
    const shut = await enrolled()
    await server.database.admin.query(
      `update oi_admin_users set status = 'DISABLED' where email = $1`,
      [shut.email],
    )
    const wrong = { password: 'wrong password entirely', code: '123456' }
    const emails = [email, shut.email, 'nobody@example.test', 'invited@example.test']
    const answers = await Promise.all(
      emails.map((each) => ask(server, signIn, { ...wrong, email: each })),
    )
    const texts = answers.map(({ errors }) => JSON.stringify(errors))
    expect(new Set(texts).size).toBe(1)
    expect(codesOf(await ask(server, signIn, { ...shut, password, code: '1' }))).toEqual([
      'UNAUTHENTICATED',
    ])
  })

  it('is slowed after ten wrong passwords an account, also from many addresses at once', async () => {
    const email = 'guessed@example.test'
    const tries = Array.from({ length: 16 }, (_, n) =>
      ask(server, signIn, { email, password: 'x', code: '1' }, from(n + 1)),
    )
    const codes = (await Promise.all(tries)).flatMap((each) => codesOf(each) ?? [])
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(6)
  })

  it('is slowed after five wrong codes, even with the right password', async () => {
    const { email, secret } = await enrolled()
    for (let n = 0; n < 5; n++)
      await ask(server, signIn, { email, password, code: '000000' }, from(40))
    const right = await ask(server, signIn, { email, password, code: codeOf(secret) }, from(41))
    expect(codesOf(right)).toEqual(['RATE_LIMITED'])
    expect(right.errors?.[0]?.extensions.retryAfter).toBeGreaterThan(800)
  })
})

describe('a session of staff', () => {
  it('is renewed by its cookie, once a cookie; an older one ends it', async () => {
    const staff = await anAdmin(server)
    const first = await ask(server, refresh, {}, { cookie: staff.cookie })
    expect(first.data.refreshSession.admin.email).toBe(staff.email)
    const again = await ask(server, refresh, {}, { cookie: staff.cookie })
    expect(again.cookies).toEqual(first.cookies)
    const second = await ask(server, refresh, {}, { cookie: cookieOf(first.cookies) })
    expect(second.errors).toBeUndefined()
    const stolen = await ask(server, refresh, {}, { cookie: staff.cookie })
    expect(codesOf(stolen)).toEqual(['UNAUTHENTICATED'])
    const { token } = staff
    expect((await told(server, me, {}, { token })).me).toBeNull()
    const newest = await ask(server, refresh, {}, { cookie: cookieOf(second.cookies) })
    expect(codesOf(newest)).toEqual(['UNAUTHENTICATED'])
  })

  const endings: Record<string, (staff: Staff) => Promise<unknown>> = {
    'it is signed out': ({ token }) => ask(server, 'mutation { signOut }', {}, { token }),
    'an hour passes without use': ({ sessionId }) =>
      server.database.admin.query('update admin_sessions set expires_at = now() where id = $1', [
        sessionId,
      ]),
    'twelve hours are over': ({ sessionId }) =>
      server.database.admin.query('update admin_sessions set ends_at = now() where id = $1', [
        sessionId,
      ]),
    'its holder is shut out': ({ id }) =>
      server.database.admin.query(`update oi_admin_users set status = 'DISABLED' where id = $1`, [
        id,
      ]),
  }
  it.each(Object.keys(endings))('ends at once when %s', async (ending) => {
    const staff = await anAdmin(server)
    expect((await told(server, me, {}, staff)).me.email).toBe(staff.email)
    await endings[ending]?.(staff)
    expect((await told(server, me, {}, { token: staff.token })).me).toBeNull()
    const renewed = await ask(server, refresh, {}, { cookie: staff.cookie })
    expect(codesOf(renewed)).toEqual(['UNAUTHENTICATED'])
  })
})

describe('a token of one building', () => {
  it('is nothing in the other', async () => {
    const staff = await anAdmin(server)
    expect((await told(server, me, {}, { token: customer.token })).me).toBeNull()
    expect((await server.send('{ me { id } }', {}, { token: staff.token })).data.me).toBeNull()
    const cookies = await Promise.all([
      ask(server, refresh, {}, { cookie: customer.cookie }),
      server.send('mutation { refreshSession { expiresAt } }', {}, { cookie: staff.cookie }),
    ])
    expect(cookies.map(codesOf)).toEqual([['UNAUTHENTICATED'], ['UNAUTHENTICATED']])
  })

  it('is nothing when its key, audience or issuer is the other’s, or its end has come', async () => {
    const staff = await anAdmin(server)
    const { staffKeys } = server.app.admin.services
    const { keys: customerKeys } = server.app.services
    const claims = { sub: staff.id, sid: staff.sessionId }
    const [own, other] = [(await staffKeys.keys()).signer, (await customerKeys.keys()).signer]
    const forged = await Promise.all([
      signAccess(other, staffKeys.audience, claims, Date.now()),
      signAccess(own, customerKeys.audience, claims, Date.now()),
      signAccess(own, { ...staffKeys.audience, issuer: 'http://elsewhere' }, claims, Date.now()),
      signAccess(own, staffKeys.audience, claims, Date.now() - 3_600_000),
      signAccess(own, staffKeys.audience, { ...claims, sub: customer.memberId }, Date.now()),
    ])
    for (const { token } of forged) expect((await told(server, me, {}, { token })).me).toBeNull()
    const { token } = await signAccess(own, staffKeys.audience, claims, Date.now())
    expect((await told(server, me, {}, { token })).me.email).toBe(staff.email)
  })
})

describe('an allow-list of addresses', () => {
  it('refuses everybody else with a name and a line in the log, and never the machine itself', async () => {
    const staff = await anAdmin(server)
    const environment = {
      ADMIN_ADDRESSES: '203.0.113.0/24',
      TRUSTED_PROXIES: '127.0.0.0/8,::1/128',
    }
    const listed = await aServer(environment, server.database)
    try {
      const as = (address: string) => ({
        token: staff.token,
        headers: { 'x-forwarded-for': address },
      })
      expect((await told(listed, me, {}, as('203.0.113.9'))).me.email).toBe(staff.email)
      const outside = await ask(listed, me, {}, as('203.0.114.9'))
      expect(codesOf(outside)).toEqual(['FORBIDDEN'])
      expect((await logged(listed))[0]).toMatchObject({
        outcome: 'FORBIDDEN',
        address: '203.0.114.9',
        admin_id: null,
      })
      expect((await told(listed, me, {}, { token: staff.token })).me.email).toBe(staff.email)
    } finally {
      await listed.stop()
    }
  })
})
