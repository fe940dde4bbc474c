import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, aServer, type Member, password, signUp, type TestServer } from '../testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await aServer({ TRUSTED_PROXIES: '127.0.0.0/8,::1/128' })
})
afterAll(() => server.stop())

const outcomeOf = (answer: Answer) => {
  const { code, field } = answer.errors?.[0]?.extensions ?? { code: 'OK' }
  return field ? `${code} ${field}` : code
}

let count = 0
/** A new address each time: guessing is counted per address too, and this is not about that. */
const somewhere = () => {
  count += 1
  return { headers: { 'x-forwarded-for': `203.0.${Math.floor(count / 250)}.${count % 250}` } }
}

const enter = (email: string, code?: string, given = password) =>
  server.send(
    `mutation ($email: String!, $password: String!, $code: String) {
      signIn(email: $email, password: $password, code: $code) { accessToken } }`,
    { email, password: given, code },
    somewhere(),
  )

/** The app on the telephone: its code now, or some steps of thirty seconds away. */
function appOf(secret: string): (steps?: number) => string {
  const totp = new TOTP({ secret: Secret.fromBase32(secret) })
  return (steps = 0) => totp.generate({ timestamp: Date.now() + steps * 30_000 })
}

/** The server has seen no code yet: a test needs more of them than a minute has. */
const forgetStep = (member: Member) =>
  server.database.admin.query(
    'update user_totp set last_step = 0 where user_id = (select id from users where email = $1)',
    [member.email],
  )

async function aSecuredMember() {
  const member = await signUp(server)
  const started = await server.send(
    'mutation ($password: String!) { startTwoStep(password: $password) { secret uri qrSvg } }',
    { password },
    member,
  )
  const { secret } = started.data.startTwoStep
  const app = appOf(secret)
  const confirmed = await server.send(
    'mutation ($code: String!) { confirmTwoStep(code: $code) }',
    { code: app() },
    member,
  )
  await forgetStep(member)
  return {
    member,
    app,
    started: started.data.startTwoStep as { secret: string; uri: string; qrSvg: string },
    recovery: confirmed.data.confirmTwoStep as string[],
  }
}

const standing = async (member: Member) =>
  (await server.send('{ twoStep { isOn recoveryCodesLeft } }', {}, member)).data.twoStep

describe('Two-step sign-in', () => {
  it('is set up with the password and a first code, and answers with ten recovery codes', async () => {
    const member = await signUp(server)
    const start = (given: string) =>
      server.send(
        'mutation ($given: String!) { startTwoStep(password: $given) { secret } }',
        { given },
        member,
      )
    expect(outcomeOf(await start('not-the-password-at-all'))).toBe('INVALID password')
    const confirm = (code: string) =>
      server.send('mutation ($code: String!) { confirmTwoStep(code: $code) }', { code }, member)
    expect(outcomeOf(await confirm('123456'))).toBe('CONFLICT')
    const app = appOf((await start(password)).data.startTwoStep.secret)
    // Not asked for before it is confirmed.
    expect(outcomeOf(await enter(member.email))).toBe('OK')
    expect(await standing(member)).toEqual({ isOn: false, recoveryCodesLeft: 0 })
    expect(outcomeOf(await confirm(app(-5)))).toBe('INVALID code')
    const codes = (await confirm(app())).data.confirmTwoStep as string[]
    expect(new Set(codes).size).toBe(10)
    expect(await standing(member)).toEqual({ isOn: true, recoveryCodesLeft: 10 })
    expect(outcomeOf(await start(password))).toBe('CONFLICT')
  })

  it('shows the secret as a picture and a link that apps understand', async () => {
    const { member, started } = await aSecuredMember()
    expect(started.qrSvg).toMatch(/^<svg[\s\S]*<\/svg>$/)
    const uri = new URL(started.uri)
    expect(uri.protocol).toBe('otpauth:')
    expect(uri.searchParams.get('secret')).toBe(started.secret)
    expect(decodeURIComponent(uri.pathname)).toContain(member.email)
  })

  it('asks for the code after the right password only', async () => {
    const { member, app } = await aSecuredMember()
    expect(outcomeOf(await enter(member.email, undefined, 'not-the-password-at-all'))).toBe(
      'UNAUTHENTICATED',
    )
    expect(outcomeOf(await enter(member.email, app(), 'not-the-password-at-all'))).toBe(
      'UNAUTHENTICATED',
    )
    expect(outcomeOf(await enter(member.email))).toBe('UNAUTHENTICATED code')
    expect(outcomeOf(await enter(member.email, app()))).toBe('OK')
  })

  it('takes the code of the step before and after, and none further away', async () => {
    const { member, app } = await aSecuredMember()
    for (const steps of [-1, 1]) {
      await forgetStep(member)
      expect(outcomeOf(await enter(member.email, app(steps)))).toBe('OK')
    }
    await forgetStep(member)
    for (const steps of [-3, 3])
      expect(outcomeOf(await enter(member.email, app(steps)))).toBe('UNAUTHENTICATED code')
  })

  it('takes a code once, also from two who bring it at the same moment', async () => {
    const { member, app } = await aSecuredMember()
    const code = app()
    const answers = await Promise.all([1, 2, 3].map(() => enter(member.email, code)))
    expect(answers.map(outcomeOf).sort()).toEqual([
      'OK',
      'UNAUTHENTICATED code',
      'UNAUTHENTICATED code',
    ])
    expect(outcomeOf(await enter(member.email, code))).toBe('UNAUTHENTICATED code')
    // Nor an older one, once a newer was used.
    expect(outcomeOf(await enter(member.email, app(-1)))).toBe('UNAUTHENTICATED code')
  })

  it('gives five tries in fifteen minutes, then also the right code waits', async () => {
    const { member, app } = await aSecuredMember()
    const outcomes: string[] = []
    for (let n = 0; n < 6; n += 1) outcomes.push(outcomeOf(await enter(member.email, '000000')))
    expect(outcomes).toEqual([...Array(5).fill('UNAUTHENTICATED code'), 'RATE_LIMITED'])
    expect(outcomeOf(await enter(member.email, app()))).toBe('RATE_LIMITED')
  })

  it('takes a recovery code once, however it is written', async () => {
    const { member, recovery } = await aSecuredMember()
    const [first = '', second = ''] = recovery
    expect(outcomeOf(await enter(member.email, first))).toBe('OK')
    expect(outcomeOf(await enter(member.email, first))).toBe('UNAUTHENTICATED code')
    const loose = second.toLowerCase().replace('-', ' ')
    const answers = await Promise.all([1, 2].map(() => enter(member.email, loose)))
    expect(answers.map(outcomeOf).sort()).toEqual(['OK', 'UNAUTHENTICATED code'])
    expect(await standing(member)).toMatchObject({ recoveryCodesLeft: 8 })
  })

  it('makes new recovery codes and voids the old ones', async () => {
    const { member, app, recovery } = await aSecuredMember()
    const renew = (given: string, code: string) =>
      server.send(
        'mutation ($given: String!, $code: String!) { regenerateRecoveryCodes(password: $given, code: $code) }',
        { given, code },
        member,
      )
    expect(outcomeOf(await renew('not-the-password-at-all', app()))).toBe('INVALID password')
    expect(outcomeOf(await renew(password, '000000'))).toBe('INVALID code')
    const fresh = (await renew(password, app())).data.regenerateRecoveryCodes as string[]
    expect(fresh).toHaveLength(10)
    expect(outcomeOf(await enter(member.email, recovery[0]))).toBe('UNAUTHENTICATED code')
    expect(outcomeOf(await enter(member.email, fresh[0]))).toBe('OK')
  })

  it('is turned off with password and code, not with one of them', async () => {
    const { member, app } = await aSecuredMember()
    const disable = (given: string, code: string) =>
      server.send(
        'mutation ($given: String!, $code: String!) { disableTwoStep(password: $given, code: $code) }',
        { given, code },
        member,
      )
    expect(outcomeOf(await disable('not-the-password-at-all', app()))).toBe('INVALID password')
    expect(outcomeOf(await disable(password, ' '))).toBe('INVALID code')
    expect(outcomeOf(await disable(password, app()))).toBe('OK')
    expect(await standing(member)).toEqual({ isOn: false, recoveryCodesLeft: 0 })
    expect(outcomeOf(await enter(member.email))).toBe('OK')
    expect(outcomeOf(await disable(password, app()))).toBe('CONFLICT')
  })

  it('keeps neither secret nor recovery codes readable, and leaves lines in the log', async () => {
    const { member, started, recovery } = await aSecuredMember()
    const { rows } = await server.database.admin.query(
      `select row_to_json(t)::text as line from user_totp t
       union all select row_to_json(c)::text from recovery_codes c
       union all select row_to_json(a)::text from activity_log a`,
    )
    const stored = rows.map(({ line }) => line).join()
    const bytes = Buffer.from(started.secret).toString('hex')
    for (const secret of [started.secret, bytes, ...recovery]) expect(stored).not.toContain(secret)
    const { data } = await server.send(
      '{ organization { activities(action: "TWO_STEP_TURNED_ON") { totalCount } } }',
      {},
      member,
    )
    expect(data.organization.activities.totalCount).toBe(1)
  })
})
