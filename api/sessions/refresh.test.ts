import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Answer,
  aServer,
  claimsOf,
  forget,
  type Member,
  password,
  signUp,
  type TestServer,
} from '../testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await aServer({ TRUSTED_PROXIES: '127.0.0.0/8,::1/128' })
})
afterAll(() => server.stop())

const refresh = (cookie: string) =>
  server.send('mutation { refreshSession { accessToken member { id } } }', {}, { cookie })
const codeOf = (answer: Answer) => answer.errors?.[0]?.extensions.code ?? 'OK'
const cookieOf = (answer: Answer) => answer.cookies[0]?.split(';')[0] ?? ''
const admin = (text: string, values: unknown[] = []) => server.database.admin.query(text, values)

async function asked(token: string): Promise<string | null> {
  const { data } = await server.send('{ me { id } }', {}, { token })
  return data.me?.id ?? null
}

/** The newest token of a session was made so many seconds ago. */
const age = (member: Member, seconds: number) =>
  admin(
    'update session_tokens set created_at = created_at - make_interval(secs => $2) where session_id = $1',
    [claimsOf(member.token).sid, seconds],
  )

describe('Renewing a session', () => {
  it('replaces the refresh token, and the new access token works', async () => {
    const me = await signUp(server)
    const answer = await refresh(me.cookie)
    expect(cookieOf(answer)).not.toBe(me.cookie)
    expect(answer.data.refreshSession.member.id).toBe(me.memberId)
    expect(await asked(answer.data.refreshSession.accessToken)).toBe(me.memberId)
    expect(claimsOf(answer.data.refreshSession.accessToken).sid).toBe(claimsOf(me.token).sid)
  })

  it('stores only hashes', async () => {
    const me = await signUp(server)
    const secret = me.cookie.split('_').at(-1) ?? ''
    const { rows } = await admin(
      'select row_to_json(t)::text || row_to_json(s)::text as line from session_tokens t join sessions s on s.id = t.session_id',
    )
    expect(rows.some(({ line }) => line.includes(secret))).toBe(false)
  })

  it('gives fifty uses at once the same successor', async () => {
    const me = await signUp(server)
    const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(me.cookie)))
    expect(answers.map(codeOf).filter((code) => code !== 'OK')).toEqual([])
    expect(new Set(answers.map(cookieOf)).size).toBe(1)
    const { rows } = await admin(
      'select max(generation) as tip from session_tokens where session_id = $1',
      [claimsOf(me.token).sid],
    )
    expect(rows).toEqual([{ tip: 2 }])
  })

  it('answers the token before the newest for ten seconds: an answer may get lost', async () => {
    const me = await signUp(server)
    const first = cookieOf(await refresh(me.cookie))
    await age(me, 9)
    expect(cookieOf(await refresh(me.cookie))).toBe(first)
    await age(me, 2)
    const late = await refresh(me.cookie)
    expect(codeOf(late)).toBe('UNAUTHENTICATED')
    expect(late.cookies[0]).toContain('Max-Age=0')
    expect(codeOf(await refresh(first))).toBe('UNAUTHENTICATED')
  })

  it('ends the whole family when an older token comes back, the access token at once', async () => {
    const me = await signUp(server)
    const second = cookieOf(await refresh(me.cookie))
    const third = await refresh(second)
    const token = third.data.refreshSession.accessToken
    expect(await asked(token)).toBe(me.memberId)
    expect(codeOf(await refresh(me.cookie))).toBe('UNAUTHENTICATED')
    expect(await asked(token)).toBeNull()
    expect(await asked(me.token)).toBeNull()
    expect(codeOf(await refresh(cookieOf(third)))).toBe('UNAUTHENTICATED')
    const { rows } = await admin('select revoked_reason from sessions where id = $1', [
      claimsOf(me.token).sid,
    ])
    expect(rows[0].revoked_reason).toContain('used again')
  })

  it('is not revoked by a token that somebody made up, of whatever form', async () => {
    const me = await signUp(server)
    const [name, token] = me.cookie.split('=') as [string, string]
    const [, organization, session, ...rest] = token.split('_') as [string, string, string, string]
    const secret = rest.join('_')
    const other = await signUp(server)
    const made = [
      '',
      'x',
      token.slice(0, -1),
      `refresh_${organization}_${session}_${'A'.repeat(43)}`,
      `refresh_${other.organizationId}_${session}_${secret}`,
      `refresh_${organization}_${claimsOf(other.token).sid}_${secret}`,
      `refresh_${'-'.repeat(36)}_${'-'.repeat(36)}_${secret}`,
      `refresh_${'a'.repeat(36)}_${session}_${secret}`,
      `refresh_${organization}_${session}_${secret}_${secret}`,
      `refresh_${organization}_${session}_${secret}%00`,
    ]
    for (const each of made) {
      const answer = await refresh(`${name}=${each}`)
      expect(codeOf(answer), each).toBe('UNAUTHENTICATED')
    }
    expect(await asked(me.token)).toBe(me.memberId)
    expect(codeOf(await refresh(me.cookie))).toBe('OK')
    expect(codeOf(await refresh(other.cookie))).toBe('OK')
  })

  it('is refused past its end, and for a member or an organization that may not enter', async () => {
    const states = [
      `update sessions set expires_at = now() - interval '1 second' where organization_id = $1`,
      `update members set status = 'DEACTIVATED' where organization_id = $1`,
      `update organizations set status = 'SUSPENDED' where id = $1`,
    ]
    for (const state of states) {
      const me = await signUp(server)
      await admin(state, [me.organizationId])
      expect(codeOf(await refresh(me.cookie))).toBe('UNAUTHENTICATED')
      forget(server, me.token)
      expect(await asked(me.token)).toBeNull()
    }
  })
})

describe('Signing out', () => {
  it('ends the session at once, tokens and cookie included, and says so in the log', async () => {
    const me = await signUp(server)
    const { token: stays } = { token: (await refresh((await signUp(server)).cookie)).data }
    expect(stays).toBeTruthy()
    const answer = await server.send('mutation { signOut }', {}, me)
    expect(answer.data).toEqual({ signOut: true })
    expect(answer.cookies[0]).toMatch(/^oi_refresh=; Path=\/graphql; Max-Age=0; HttpOnly/)
    expect(await asked(me.token)).toBeNull()
    expect(codeOf(await refresh(me.cookie))).toBe('UNAUTHENTICATED')
    const { rows } = await admin(
      `select count(*)::int as lines from activity_log where organization_id = $1 and action = 'SIGNED_OUT'`,
      [me.organizationId],
    )
    expect(rows).toEqual([{ lines: 1 }])
  })

  it('works by the cookie alone when the access token has run out', async () => {
    const me = await signUp(server)
    expect(
      (await server.send('mutation { signOut }', {}, { cookie: me.cookie })).data.signOut,
    ).toBe(true)
    expect(await asked(me.token)).toBeNull()
  })

  it('is true, and ends nothing, for nobody and for a made-up cookie', async () => {
    const me = await signUp(server)
    const made = `${me.cookie.slice(0, -43)}${'A'.repeat(43)}`
    for (const cookie of ['', made, `oi_refresh=refresh_${'-'.repeat(36)}_x_y`]) {
      expect((await server.send('mutation { signOut }', {}, { cookie })).data).toEqual({
        signOut: true,
      })
    }
    expect(await asked(me.token)).toBe(me.memberId)
  })
})

describe('The refresh cookie', () => {
  it('over http has no Secure and its plain name, and everything else', async () => {
    const me = await signUp(server)
    const answer = await refresh(me.cookie)
    expect(answer.cookies).toHaveLength(1)
    expect(answer.cookies[0]).toMatch(
      /^oi_refresh=refresh_\S+; Path=\/graphql; Max-Age=2592000; HttpOnly; SameSite=Strict$/,
    )
  })

  it('over https is __Secure- and Secure', async () => {
    const secure = await aServer({ PUBLIC_URL: 'https://oi.example' }, server.database)
    try {
      const me = await signUp(secure)
      const answer = await secure.send('mutation { refreshSession { expiresAt } }', {}, me)
      expect(answer.cookies[0]).toMatch(
        /^__Secure-oi_refresh=refresh_\S+; Path=\/graphql; Max-Age=2592000; HttpOnly; SameSite=Strict; Secure$/,
      )
    } finally {
      await secure.stop()
    }
  })
})

describe('A mutation that opens a session', () => {
  const one = 'signIn(email: $email, password: $password) { expiresAt }'
  const act = 'recordActivity(input: { action: "A", entityType: "b" }) { id }'
  const company: [how: string, body: string, fragments?: string][] = [
    ['beside another field', `${one} ${act}`],
    ['after another field', `${act} ${one}`],
    ['twice under aliases', `a: ${one} b: ${one}`],
    ['beside one of its kind', `${one} refreshSession { expiresAt }`],
    ['beside __typename', `__typename ${one}`],
    ['in an inline fragment beside a field', `... on Mutation { ${one} } ${act}`],
    ['in one inline fragment with a field', `... { ${one} ${act} }`],
    ['in a fragment beside a field', `...F ${act}`, `fragment F on Mutation { ${one} }`],
    [
      'in fragments of fragments',
      '...F',
      `fragment F on Mutation { ...G ${act} } fragment G on Mutation { ${one} }`,
    ],
    [
      'in two fragments',
      '...F ...G',
      `fragment F on Mutation { a: ${one} } fragment G on Mutation { b: ${one} }`,
    ],
  ]
  for (const [how, body, fragments = ''] of company) {
    it(`is refused ${how}, and nothing of it happens`, async () => {
      const me = await signUp(server)
      const { rows: before } = await admin('select count(*) from sessions')
      const answer = await server.send(
        `mutation ($email: String!, $password: String!) { ${body} } ${fragments}`,
        { email: me.email, password },
        me,
      )
      expect(answer.errors?.[0]?.extensions.code).toBe('INVALID')
      expect(answer.data ?? null).toBeNull()
      expect(answer.cookies).toEqual([])
      const { rows: after } = await admin('select count(*) from sessions')
      expect(after).toEqual(before)
    })
  }

  it('may come alone in a fragment or under an alias', async () => {
    const me = await signUp(server)
    for (const body of [`... on Mutation { mine: ${one} }`, '...F']) {
      const answer = await server.send(
        `mutation ($email: String!, $password: String!) { ${body} } ${body === '...F' ? `fragment F on Mutation { ${one} }` : ''}`,
        { email: me.email, password },
        { headers: { 'x-forwarded-for': '192.0.2.9' } },
      )
      expect(answer.errors).toBeUndefined()
    }
  })
})
