import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Answer,
  aServer,
  claimsOf,
  iphone,
  joinOther,
  type Member,
  signIn,
  signUp,
  subscribe,
  type TestServer,
} from '../testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await aServer({ TRUSTED_PROXIES: '127.0.0.0/8,::1/128' })
})
afterAll(() => server.stop())

const codeOf = (answer: Answer) => answer.errors?.[0]?.extensions.code ?? 'OK'
const asked = async (as: { token: string }) =>
  (await server.send('{ me { id } }', {}, as)).data.me as { id: string } | null
const list = async (as: { token: string }) =>
  (
    await server.send(
      '{ sessions { id device city countryCode organizationName createdAt lastSeenAt isCurrent } }',
      {},
      as,
    )
  ).data.sessions
const switchTo = (as: { token: string; cookie?: string }, id: string) =>
  server.send(
    'mutation ($id: ID!) { switchOrganization(id: $id) { accessToken member { role organization { id name } } } }',
    { id },
    as,
  )

/** The refresh cookie an answer set. */
const cookieOf = (answer: Answer) => answer.cookies[0]?.split(';')[0] ?? ''

describe('The list of sessions', () => {
  it('says which device and about where, in words, and keeps no address', async () => {
    const me = await signUp(server)
    const phone = await signIn(server, me.email, {
      'user-agent': iphone,
      'x-forwarded-for': '8.8.8.8',
    })
    const sessions = await list(phone)
    expect(sessions).toHaveLength(2)
    expect(sessions[0]).toMatchObject({
      id: claimsOf(phone.token).sid,
      device: 'Safari on iOS',
      countryCode: 'US',
      isCurrent: true,
    })
    expect(sessions[1]).toMatchObject({ id: claimsOf(me.token).sid, isCurrent: false })
    const { rows } = await server.database.admin.query(
      'select row_to_json(s)::text as line from sessions s',
    )
    expect(rows.map(({ line }) => line).join()).not.toContain('8.8.8.8')
  })

  it('holds the own sessions of every organization, and nobody else’s', async () => {
    const [me, other] = [await signUp(server), await signUp(server)]
    await joinOther(server, me, other)
    const answer = await switchTo({ token: me.token }, other.organizationId)
    const sessions = await list(me)
    expect(sessions.map(({ id }: { id: string }) => id).sort()).toEqual(
      [claimsOf(me.token).sid, claimsOf(answer.data.switchOrganization.accessToken).sid].sort(),
    )
    expect(await list(other)).toHaveLength(1)
  })
})

describe('Revoking', () => {
  it('signs one session out at once, its sockets within five seconds', async () => {
    const me = await signUp(server)
    const phone = await signIn(server, me.email)
    const feed = subscribe(server.url, 'subscription { scanFeed { cursor } }', {}, phone.token)
    await feed.until((results) => results.length > 0)
    const id = claimsOf(phone.token).sid
    const revoke = 'mutation ($id: ID!) { revokeSession(id: $id) }'
    expect((await server.send(revoke, { id }, me)).data.revokeSession).toBe(id)
    const at = Date.now()
    expect(await asked(phone)).toBeNull()
    expect(await asked(me)).not.toBeNull()
    while (feed.end() === null && Date.now() - at < 8_000)
      await new Promise((resolve) => setTimeout(resolve, 20))
    expect(feed.end()).toMatchObject({ code: 4403 })
    expect(Date.now() - at).toBeLessThan(5_000)
    await feed.close()
    expect(codeOf(await server.send(revoke, { id }, me))).toBe('NOT_FOUND')
  }, 20_000)

  it('does not reach the session of a colleague', async () => {
    const [me, other] = [await signUp(server), await signUp(server)]
    await joinOther(server, other, me)
    const answer = await server.send(
      'mutation ($id: ID!) { revokeSession(id: $id) }',
      { id: claimsOf(other.token).sid },
      me,
    )
    expect(codeOf(answer)).toBe('NOT_FOUND')
    expect(await asked(other)).not.toBeNull()
  })

  it('of all the others leaves this one, in whatever organization they are', async () => {
    const [me, other] = [await signUp(server), await signUp(server)]
    await joinOther(server, me, other)
    const phone = await signIn(server, me.email)
    const there = (await switchTo({ token: phone.token }, other.organizationId)).data
      .switchOrganization.accessToken
    const answer = await server.send('mutation { revokeOtherSessions }', {}, me)
    expect(answer.data.revokeOtherSessions).toBe(2)
    expect(await asked(me)).not.toBeNull()
    expect(await asked(phone)).toBeNull()
    expect(await asked({ token: there })).toBeNull()
    expect(await asked(other)).not.toBeNull()
  })
})

describe('Switching the organization', () => {
  it('opens a session there, with the role one has there', async () => {
    const [me, other] = [await signUp(server), await signUp(server)]
    await joinOther(server, me, other, 'VIEWER')
    const { data } = await server.send(
      '{ memberships { organizationId organizationName role isCurrent canEnter } }',
      {},
      me,
    )
    expect(data.memberships).toHaveLength(2)
    expect(data.memberships[0]).toMatchObject({
      organizationId: me.organizationId,
      role: 'OWNER',
      isCurrent: true,
      canEnter: true,
    })
    expect(data.memberships[1]).toMatchObject({
      organizationId: other.organizationId,
      role: 'VIEWER',
      isCurrent: false,
    })
    const answer = await switchTo(me, other.organizationId)
    const there = answer.data.switchOrganization
    expect(there.member).toMatchObject({
      role: 'VIEWER',
      organization: { id: other.organizationId },
    })
    // The cookie is the new session's, so the one before has ended.
    expect(await asked(me)).toBeNull()
    const renewed = await server.send(
      'mutation { refreshSession { member { organization { id } } } }',
      {},
      { cookie: cookieOf(answer) },
    )
    expect(renewed.data.refreshSession.member.organization.id).toBe(other.organizationId)
  })

  it('is NOT_FOUND for one that is not theirs, byte for byte as for none', async () => {
    const [me, other] = [await signUp(server), await signUp(server)]
    const answers = await Promise.all(
      [other.organizationId, uuidv7(), 'x'].map((id) => switchTo(me, id)),
    )
    expect(answers.map(codeOf)).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND'])
    expect(answers[0]).toEqual(answers[1])
    expect(await asked(me)).not.toBeNull()
  })

  it('does not enter a suspended organization, nor one where the member is switched off', async () => {
    const [me, other] = [await signUp(server), await signUp(server)]
    const memberId = await joinOther(server, me, other)
    const { admin } = server.database
    const standing = (status: string) =>
      admin.query('update organizations set status = $1 where id = $2', [
        status,
        other.organizationId,
      ])
    await standing('SUSPENDED')
    expect(codeOf(await switchTo(me, other.organizationId))).toBe('FORBIDDEN')
    await standing('ACTIVE')
    await admin.query(`update members set status = 'DEACTIVATED' where id = $1`, [memberId])
    expect(codeOf(await switchTo(me, other.organizationId))).toBe('FORBIDDEN')
    await admin.query('update members set removed_at = now() where id = $1', [memberId])
    expect(codeOf(await switchTo(me as Member, other.organizationId))).toBe('NOT_FOUND')
  })
})
