import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Answer,
  addColleague,
  aServer,
  password,
  setPlan,
  signUp,
  signUpMutation,
  type TestServer,
} from '../testing.ts'

let server: TestServer
let count = 0
beforeAll(async () => {
  server = await aServer({ TRUSTED_PROXIES: '127.0.0.0/8,::1/128' })
})
afterAll(() => server.stop())

function wish(given: Record<string, unknown> = {}): Record<string, unknown> {
  count += 1
  const email = `founder-${count}@example.test`
  const names = { companyName: 'Bakery', fullName: 'Ada Baker' }
  return { ...names, companyEmail: email, email, password, ...given }
}

const found = (input: object, address = '203.0.113.1') =>
  server.send(signUpMutation, { input }, { headers: { 'x-forwarded-for': address } })

/** How many rows each table that a sign-up writes has. */
async function rowCounts(): Promise<unknown> {
  const tables = [
    'users',
    'organizations',
    'members',
    'organization_usage',
    'subscription_movements',
    'sessions',
    'session_tokens',
    'activity_log',
  ]
  const counts = tables.map((table) => `(select count(*)::int from ${table}) as ${table}`)
  const { rows } = await server.database.admin.query(`select ${counts.join(', ')}`)
  return rows[0]
}

describe('Signing up', () => {
  it('founds an organization, its owner and a session, and says so in the log', async () => {
    const { data, cookies } = await found(wish({ timezone: 'Europe/Amsterdam' }))
    const { member, accessToken } = data.signUp
    expect(member.role).toBe('OWNER')
    expect(member.organization).toMatchObject({ name: 'Bakery', timezone: 'Europe/Amsterdam' })
    expect(cookies[0]).toMatch(/^oi_refresh=refresh_/)
    const answer = await server.send(
      '{ me { id } organization { stats { members qrCodes } usage { resource used } activities { nodes { action } } } }',
      {},
      { token: accessToken },
    )
    expect(answer.data.me.id).toBe(member.id)
    expect(answer.data.organization.stats).toEqual({ members: 1, qrCodes: 0 })
    expect(answer.data.organization.usage).toHaveLength(5)
    expect(answer.data.organization.activities.nodes).toEqual([{ action: 'ORGANIZATION_CREATED' }])
  })

  it('trims names and takes an e-mail in any case for the same one', async () => {
    const first = wish({ email: '  Mixed.Case@Example.TEST ', companyName: '  Spaced  ' })
    expect((await found(first)).data.signUp.member.organization.name).toBe('Spaced')
    const again = await found(wish({ email: 'mixed.case@example.test' }))
    expect(again.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', field: 'email' })
  })

  it('starts on the default plan whatever is asked for, and remembers the wish', async () => {
    const { data } = await server.send('{ plans { id isDefault } }')
    const [standard, other] = [
      data.plans.find((plan: { isDefault: boolean }) => plan.isDefault),
      data.plans.find((plan: { isDefault: boolean }) => !plan.isDefault),
    ]
    const answer = await found(wish({ requestedPlan: other.id }))
    expect(answer.data.signUp.member.organization.plan.id).toBe(standard.id)
    const token = answer.data.signUp.accessToken
    const after = await server.send('{ organization { requestedPlan { id } } }', {}, { token })
    expect(after.data.organization.requestedPlan.id).toBe(other.id)
  })

  for (const field of ['role', 'plan', 'planId', 'organization', 'organizationId', 'status']) {
    it(`knows no input field ${field}: the schema refuses it`, async () => {
      const before = await rowCounts()
      const answer = await found(wish({ [field]: 'OWNER' }))
      expect(answer.errors?.[0]?.extensions.code).toBe('INVALID')
      expect(answer.data ?? null).toBeNull()
      expect(await rowCounts()).toEqual(before)
    })
  }
})

const refusals: [field: string, given: Record<string, unknown>, message: string][] = [
  ['companyName', { companyName: '  ' }, 'Give your company a name.'],
  ['companyName', { companyName: 'x'.repeat(201) }, 'Use at most 200 characters.'],
  ['companyEmail', { companyEmail: 'nobody' }, 'Enter an e-mail address like name@example.com.'],
  ['fullName', { fullName: '' }, 'Tell us your name.'],
  ['fullName', { fullName: 'x'.repeat(201) }, 'Use at most 200 characters.'],
  ['email', { email: 'a@b' }, 'Enter an e-mail address like name@example.com.'],
  ['email', { email: `${'x'.repeat(320)}@example.test` }, 'Use at most 320 characters.'],
  ['phone', { phone: '1'.repeat(51) }, 'Use at most 50 characters.'],
  ['billingAddress', { billingAddress: 'x'.repeat(1_001) }, 'Use at most 1,000 characters.'],
  ['requestedPlan', { requestedPlan: 'platinum' }, 'There is no such plan.'],
  ['timezone', { timezone: 'Mars/Olympus' }, 'Use a time zone name like Europe/Amsterdam.'],
  ['timezone', { timezone: '+02:00' }, 'Use a time zone name like Europe/Amsterdam.'],
  ['password', { password: 'short' }, 'Use 12 characters or more; a few words together work well.'],
  ['password', { password: 'x'.repeat(257) }, 'Use at most 256 characters.'],
  [
    'password',
    { password: 'password1234' },
    'This password is easy to guess. Put a few words together that do not belong together.',
  ],
  [
    'password',
    { password: 'AdaBaker2026', fullName: 'AdaBaker' },
    'This password is easy to guess. Put a few words together that do not belong together.',
  ],
]

describe('A sign-up that is refused', () => {
  for (const [field, given, message] of refusals) {
    it(`names the field ${field}: ${message}`, async () => {
      const before = await rowCounts()
      const { data, errors, cookies } = await found(wish(given))
      expect({ data, message: errors?.[0]?.message, ...errors?.[0]?.extensions }).toEqual({
        data: null,
        message,
        code: 'INVALID',
        field,
      })
      expect(cookies).toEqual([])
      // Nothing was written, not even half.
      expect(await rowCounts()).toEqual(before)
    })
  }

  it('is INVALID, not an error of ours, when a text holds a NUL', async () => {
    const before = await rowCounts()
    const { errors } = await found(wish({ companyName: 'Bak\u0000ery' }))
    expect(errors?.[0]?.extensions.code).toBe('INVALID')
    expect(await rowCounts()).toEqual(before)
  })

  it('is CONFLICT on the field email for a taken one, and leaves nothing', async () => {
    const first = wish()
    await found(first)
    const before = await rowCounts()
    const { errors, cookies } = await found({ ...wish(), email: first.email }, '203.0.113.2')
    expect(errors?.[0]?.extensions).toEqual({ code: 'CONFLICT', field: 'email' })
    expect(cookies).toEqual([])
    expect(await rowCounts()).toEqual(before)
  })

  it('is RATE_LIMITED after ten taken e-mails from one address in an hour, also when they come at once', async () => {
    const first = wish()
    await found(first)
    const tries = await Promise.all(
      Array.from({ length: 14 }, () => found({ ...wish(), email: first.email }, '203.0.113.3')),
    )
    const codes = tries.map(({ errors }) => errors?.[0]?.extensions.code)
    expect(codes.filter((code) => code === 'CONFLICT')).toHaveLength(10)
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(4)
    const after = await found({ ...wish(), email: first.email }, '203.0.113.3')
    expect(after.errors?.[0]?.extensions).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfter: expect.any(Number),
    })
    // Somebody else at another address is not held up.
    expect((await found(wish(), '203.0.113.4')).errors).toBeUndefined()
  }, 60_000)
})

describe('Two sign-ups of one e-mail at the same moment', () => {
  it('give one organization and one CONFLICT', async () => {
    const before = (await rowCounts()) as Record<string, number>
    const email = 'twin@example.test'
    const answers = await Promise.all(
      [1, 2, 3, 4].map((n) => found(wish({ email }), `203.0.113.${10 + n}`)),
    )
    const codes = answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'OK').sort()
    expect(codes).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'OK'])
    const after = (await rowCounts()) as Record<string, number>
    expect(after.organizations).toBe((before.organizations ?? 0) + 1)
    expect(after.users).toBe((before.users ?? 0) + 1)
  })
})

describe('Somebody whose last organization they left', () => {
  const signInMutation = `mutation ($email: String!, $password: String!, $organizationId: ID) {
    signIn(email: $email, password: $password, organizationId: $organizationId) { member { id } } }`
  const enter = (email: string, given: string, organizationId?: string) =>
    server.send(signInMutation, { email, password: given, organizationId })
  const refusalOf = ({ errors }: Answer) => ({
    code: errors?.[0]?.extensions.code,
    message: errors?.[0]?.message,
  })

  async function aHomeless() {
    const owner = await signUp(server)
    await setPlan(server, owner, 3)
    const colleague = await addColleague(server, owner, 'EDITOR')
    await server.send('mutation { leaveOrganization }', {}, colleague)
    return { owner, email: colleague.email }
  }

  it('is told so after the right password, and nobody else is', async () => {
    const { owner, email } = await aHomeless()
    expect(refusalOf(await enter(email, password))).toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringMatching(/belong to no organization any more/),
    })
    const wrong = refusalOf(await enter(email, 'not-the-password'))
    expect(wrong).toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(refusalOf(await enter('nobody@example.test', password))).toEqual(wrong)
    expect(refusalOf(await enter(email, password, owner.organizationId))).toEqual(wrong)
  })

  it('founds one of their own with the password of the account, once, and keeps the account', async () => {
    const { owner, email } = await aHomeless()
    const stranger = await found(wish({ email, password: 'seven-tulips-on-a-barge' }))
    expect(refusalOf(stranger)).toMatchObject({ code: 'CONFLICT' })
    const input = wish({ email, fullName: 'Ada Again', companyName: 'Her Own' })
    const answers = await Promise.all([found(input), found(input)])
    const entered = answers.filter(({ errors }) => !errors)
    expect(entered).toHaveLength(1)
    expect(entered[0]?.data.signUp.member).toMatchObject({
      role: 'OWNER',
      organization: { name: 'Her Own' },
    })
    const { rows } = await server.database.admin.query(
      `select users.name, members.organization_id = $2 as is_old, removed_at is null as is_live
       from users join members on members.user_id = users.id where users.email = $1 order by is_old`,
      [email, owner.organizationId],
    )
    expect(rows).toEqual([
      { name: 'Ada Again', is_old: false, is_live: true },
      { name: 'Ada Again', is_old: true, is_live: false },
    ])
    expect(refusalOf(await found(wish({ email })))).toMatchObject({ code: 'CONFLICT' })
  })

  it('brings the code too, where they sign in by two steps', async () => {
    const { email } = await aHomeless()
    const { rows } = await server.database.admin.query('select id from users where email = $1', [
      email,
    ])
    await server.database.admin.query(
      `insert into user_totp (user_id, secret_sealed, confirmed_at) values ($1, $2, now())`,
      [rows[0]?.id, Buffer.alloc(60, 1)],
    )
    const { errors } = await found(wish({ email }))
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED', field: 'code' })
  })
})

describe('A time zone that sign-up takes', () => {
  it('is one that the database knows too: exports and days are cut by it', async () => {
    const { rows } = await server.database.admin.query('select name from pg_timezone_names')
    const known = new Set(rows.map(({ name }) => name))
    expect(Intl.supportedValuesOf('timeZone').filter((zone) => !known.has(zone))).toEqual([])
  })
})
