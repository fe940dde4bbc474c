import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Answer,
  aServer,
  joinOther,
  type Member,
  mailsTo,
  password,
  signIn,
  signUp,
  type TestServer,
} from '../testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await aServer({ TRUSTED_PROXIES: '127.0.0.0/8,::1/128' })
})
afterAll(() => server.stop())

const fresh = 'seven-turnips-near-the-harbour'
const outcomeOf = (answer: Answer) => {
  const { code, field } = answer.errors?.[0]?.extensions ?? { code: 'OK' }
  return field ? `${code} ${field}` : code
}
let count = 0
const somewhere = () => {
  count += 1
  return { 'x-forwarded-for': `198.18.${Math.floor(count / 250)}.${count % 250}` }
}
const enter = (email: string, given: string) =>
  server.send(
    'mutation ($email: String!, $given: String!) { signIn(email: $email, password: $given) { expiresAt } }',
    { email, given },
    { headers: somewhere() },
  )
const asked = async (as: { token: string }) => (await server.send('{ me { id } }', {}, as)).data.me
const change = (as: Member, current: string, next: string) =>
  server.send(
    'mutation ($current: String!, $next: String!) { changePassword(current: $current, new: $next) }',
    { current, next },
    as,
  )
const request = (email: string, headers = somewhere()) =>
  server.send(
    'mutation ($email: String!) { requestPasswordReset(email: $email) }',
    { email },
    { headers },
  )
const reset = (token: string, given: string) =>
  server.send(
    'mutation ($token: String!, $given: String!) { resetPassword(token: $token, password: $given) }',
    { token, given },
    { headers: somewhere() },
  )
/** The tokens that were mailed to that address, the oldest first. */
async function tokensOf(email: string): Promise<string[]> {
  const mails = await mailsTo(server, email)
  return mails.flatMap(({ text }) => /\/reset#([\w-]+)/.exec(text)?.[1] ?? [])
}

describe('Changing the password', () => {
  it('ends the other sessions, keeps this one, and is mailed', async () => {
    const [me, other] = [await signUp(server), await signUp(server)]
    await joinOther(server, me, other)
    const phone = await signIn(server, me.email)
    expect(outcomeOf(await change(me, password, fresh))).toBe('OK')
    expect(await asked(me)).not.toBeNull()
    expect(await asked(phone)).toBeNull()
    expect(outcomeOf(await enter(me.email, password))).toBe('UNAUTHENTICATED')
    expect(outcomeOf(await enter(me.email, fresh))).toBe('OK')
    const mails = await mailsTo(server, me.email)
    expect(mails.map(({ template }) => template)).toEqual(['PASSWORD_CHANGED'])
    expect(await mailsTo(server, other.email)).toEqual([])
  })

  it('asks for the one of before and for a good one, and changes nothing otherwise', async () => {
    const me = await signUp(server)
    const phone = await signIn(server, me.email)
    expect(outcomeOf(await change(me, 'not-the-password-at-all', fresh))).toBe('INVALID current')
    expect(outcomeOf(await change(me, password, 'too short'))).toBe('INVALID new')
    expect(outcomeOf(await change(me, password, password))).toBe('INVALID new')
    expect(await asked(phone)).not.toBeNull()
    expect(outcomeOf(await enter(me.email, password))).toBe('OK')
  })

  it('counts wrong tries with those of signing in', async () => {
    const me = await signUp(server)
    for (let n = 0; n < 10; n += 1) await change(me, 'not-the-password-at-all', fresh)
    expect(outcomeOf(await change(me, password, fresh))).toBe('RATE_LIMITED')
    expect(outcomeOf(await enter(me.email, password))).toBe('RATE_LIMITED')
  })
})

describe('A password that was forgotten', () => {
  it('is set anew by the mailed link, once, which signs nobody in and everybody out', async () => {
    const [me, other] = [await signUp(server), await signUp(server)]
    await joinOther(server, me, other)
    expect(outcomeOf(await request(` ${me.email.toUpperCase()}`))).toBe('OK')
    const [token = ''] = await tokensOf(me.email)
    expect(outcomeOf(await reset(token, 'too short'))).toBe('INVALID password')
    const answer = await reset(token, fresh)
    expect(answer.data.resetPassword).toBe(true)
    expect(answer.cookies).toEqual([])
    expect(await asked(me)).toBeNull()
    expect(outcomeOf(await enter(me.email, password))).toBe('UNAUTHENTICATED')
    expect(outcomeOf(await enter(me.email, fresh))).toBe('OK')
    expect(outcomeOf(await reset(token, 'another-road-through-the-fens'))).toBe('INVALID token')
    expect((await mailsTo(server, me.email)).at(-1)?.template).toBe('PASSWORD_CHANGED')
    // Told in the log of every organization this person works in.
    const { data } = await server.send(
      '{ organization { activities(action: "PASSWORD_RESET") { totalCount } } }',
      {},
      other,
    )
    expect(data.organization.activities.totalCount).toBe(1)
  })

  it('is set by one of two who bring the link at the same moment', async () => {
    const me = await signUp(server)
    await request(me.email)
    const [token = ''] = await tokensOf(me.email)
    const answers = await Promise.all([fresh, `${fresh}-too`].map((each) => reset(token, each)))
    expect(answers.map(outcomeOf).sort()).toEqual(['INVALID token', 'OK'])
  })

  it('makes every other link of the person worthless, and so does changing it', async () => {
    const me = await signUp(server)
    await request(me.email)
    await request(me.email)
    const [first = '', second = ''] = await tokensOf(me.email)
    expect(outcomeOf(await reset(second, fresh))).toBe('OK')
    expect(outcomeOf(await reset(first, `${fresh}-too`))).toBe('INVALID token')
    const other = await signUp(server)
    await request(other.email)
    expect(outcomeOf(await change(other, password, fresh))).toBe('OK')
    const [third = ''] = await tokensOf(other.email)
    expect(outcomeOf(await reset(third, `${fresh}-too`))).toBe('INVALID token')
  })

  it('is not set by a link that is half an hour old, nor by one that is made up', async () => {
    const me = await signUp(server)
    await request(me.email)
    const [token = ''] = await tokensOf(me.email)
    await server.database.admin.query('update one_time_tokens set expires_at = now()')
    const forged = [token, 'x', `${token.slice(0, -43)}${'A'.repeat(43)}`]
    for (const each of forged) expect(outcomeOf(await reset(each, fresh))).toBe('INVALID token')
    const { rows } = await server.database.admin.query(
      'select row_to_json(t)::text as line from one_time_tokens t',
    )
    expect(rows.map(({ line }) => line).join()).not.toContain(token.slice(-43))
  })

  it('lets in somebody whom guessing has shut out', async () => {
    const me = await signUp(server)
    for (let n = 0; n < 11; n += 1) await enter(me.email, 'not-the-password-at-all')
    expect(outcomeOf(await enter(me.email, password))).toBe('RATE_LIMITED')
    await request(me.email)
    const [token = ''] = await tokensOf(me.email)
    await reset(token, fresh)
    expect(outcomeOf(await enter(me.email, fresh))).toBe('OK')
  })

  it('tells by neither answer nor time whether the address has an account', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => signUp(server)))
    const timed = async (email: string) => {
      const at = performance.now()
      const answer = await request(email)
      return { answer: JSON.stringify(answer), took: performance.now() - at }
    }
    const known: { answer: string; took: number }[] = []
    const unknown: typeof known = []
    for (const [n, { email }] of people.entries()) {
      known.push(await timed(email))
      unknown.push(await timed(`nobody-${n}@example.test`))
    }
    expect(new Set([...known, ...unknown].map(({ answer }) => answer)).size).toBe(1)
    const median = (list: typeof known) =>
      list.map(({ took }) => took).sort((a, b) => a - b)[2] ?? 0
    expect(Math.abs(median(known) - median(unknown))).toBeLessThan(40)
  }, 30_000)

  it('does not fill a mailbox: three mails in a quarter of an hour, and twenty tries an address', async () => {
    const me = await signUp(server)
    for (let n = 0; n < 5; n += 1) expect(outcomeOf(await request(me.email))).toBe('OK')
    expect(await tokensOf(me.email)).toHaveLength(3)
    const here = somewhere()
    const answers = await Promise.all(
      Array.from({ length: 22 }, (_, n) => request(`nobody-${n}@example.test`, here)),
    )
    expect(answers.map(outcomeOf).filter((code) => code === 'OK')).toHaveLength(20)
    expect(outcomeOf(await request(me.email, here))).toBe('RATE_LIMITED')
  }, 30_000)
})
