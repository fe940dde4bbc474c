import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Answer,
  addColleague,
  aServer,
  forget,
  type Member,
  mailsTo,
  password,
  setPlan,
  signIn,
  signUp,
  type TestServer,
} from '../testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await aServer({ TRUSTED_PROXIES: '127.0.0.0/8,::1/128' })
})
afterAll(() => server.stop())

const codeOf = (answer: Answer) => answer.errors?.[0]?.extensions.code ?? 'OK'
const outcomeOf = (answer: Answer) => {
  const { code, field } = answer.errors?.[0]?.extensions ?? { code: 'OK' }
  return field ? `${code} ${field}` : code
}
const admin = (text: string, values: unknown[] = []) => server.database.admin.query(text, values)

let count = 0
function anAddress(): string {
  count += 1
  return `guest-${process.pid}-${count}@example.test`
}

const invite = (as: Member, email: string, role = 'EDITOR', name?: string) =>
  server.send(
    `mutation ($input: InviteMemberInput!) { inviteMember(input: $input) {
      id email name role state sentAt expiresAt invitedBy { id } } }`,
    { input: { email, role, name } },
    as,
  )
const resend = (as: Member, id: string) =>
  server.send('mutation ($id: ID!) { resendInvitation(id: $id) { id state } }', { id }, as)
const revoke = (as: Member, id: string) =>
  server.send('mutation ($id: ID!) { revokeInvitation(id: $id) { id state } }', { id }, as)
const preview = (token: string, as = {}) =>
  server.send(
    `query ($token: String!) { invitation(token: $token) {
      organizationName inviterName email name role state hasAccount isSignedIn } }`,
    { token },
    as,
  )
const accept = (token: string, input: object = {}, as = {}) =>
  server.send(
    `mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) {
      accessToken member { id name email role organization { id } } } }`,
    { input: { token, ...input } },
    as,
  )
const someone = { name: 'Gwen Guest', password }

/** The token of the newest mail to that address: it is nowhere else. */
async function tokenFor(email: string): Promise<string> {
  const mail = (await mailsTo(server, email)).at(-1)
  return /\/invite#([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? ''
}

/** Lets a minute pass for every invitation: nothing was sent just now. */
const letPass = () => admin(`update invitations set sent_at = sent_at - interval '2 minutes'`)

async function anOwner(rank = 3): Promise<Member> {
  const owner = await signUp(server)
  await setPlan(server, owner, rank)
  return owner
}

async function membersOf(member: Member): Promise<{ email: string; role: string }[]> {
  const { rows } = await admin(
    `select email, role from members where organization_id = $1 and status = 'ACTIVE'`,
    [member.organizationId],
  )
  return rows
}

describe('An invitation', () => {
  it('is mailed to its address, and makes somebody new a member who is signed in', async () => {
    const owner = await anOwner()
    const email = anAddress()
    const { data } = await invite(owner, ` ${email.toUpperCase()} `, 'VIEWER', 'Gwen')
    expect(data.inviteMember).toMatchObject({
      email,
      name: 'Gwen',
      role: 'VIEWER',
      state: 'PENDING',
      invitedBy: { id: owner.memberId },
    })
    const days =
      (Date.parse(data.inviteMember.expiresAt) - Date.parse(data.inviteMember.sentAt)) / 86_400_000
    expect(days).toBeCloseTo(7, 3)
    const token = await tokenFor(email)
    expect((await preview(token)).data.invitation).toMatchObject({
      email,
      name: 'Gwen',
      role: 'VIEWER',
      state: 'PENDING',
      hasAccount: false,
      isSignedIn: false,
    })
    expect(outcomeOf(await accept(token, { name: 'Gwen', password: 'short' }))).toBe(
      'INVALID password',
    )
    const answer = await accept(token, someone)
    expect(answer.data.acceptInvitation.member).toMatchObject({
      name: 'Gwen Guest',
      email,
      role: 'VIEWER',
      organization: { id: owner.organizationId },
    })
    expect(answer.cookies[0]).toContain('refresh')
    const again = await signIn(server, email)
    expect((await server.send('{ me { role } }', {}, again)).data.me.role).toBe('VIEWER')
    const lines = await admin(
      'select action from activity_log where organization_id = $1 order by id desc limit 4',
      [owner.organizationId],
    )
    expect(lines.rows.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['INVITATION_SENT', 'MEMBER_JOINED']),
    )
  })

  it('makes somebody with an account a member by their password, not by any other', async () => {
    const [owner, guest] = [await anOwner(), await signUp(server)]
    await invite(owner, guest.email)
    const token = await tokenFor(guest.email)
    expect((await preview(token)).data.invitation.hasAccount).toBe(true)
    expect(outcomeOf(await accept(token))).toBe('INVALID password')
    const wrong = { name: 'Gwen', password: 'not-the-password-at-all' }
    expect(outcomeOf(await accept(token, wrong))).toBe('INVALID password')
    const answer = await accept(token, { password })
    expect(answer.data.acceptInvitation.member.organization.id).toBe(owner.organizationId)
    const own = await server.send('{ memberships { organizationId } }', {}, guest)
    expect(own.data.memberships).toHaveLength(2)
  })

  it('asks nothing more of who is signed in as that person, and is nothing to anybody else', async () => {
    const [owner, guest, other] = [await anOwner(), await signUp(server), await signUp(server)]
    await invite(owner, guest.email)
    const token = await tokenFor(guest.email)
    expect((await preview(token, guest)).data.invitation.isSignedIn).toBe(true)
    expect((await preview(token, other)).data.invitation.isSignedIn).toBe(false)
    expect(outcomeOf(await accept(token, {}, other))).toBe('INVALID password')
    const answer = await accept(token, {}, guest)
    expect(answer.data.acceptInvitation.member.email).toBe(guest.email)
  })

  it('is good once, also for two who bring it at the same moment', async () => {
    const owner = await anOwner()
    const email = anAddress()
    await invite(owner, email)
    const token = await tokenFor(email)
    const answers = await Promise.all([1, 2, 3].map(() => accept(token, someone)))
    expect(answers.map(codeOf).sort()).toEqual(['CONFLICT', 'CONFLICT', 'OK'])
    expect((await membersOf(owner)).filter((each) => each.email === email)).toHaveLength(1)
    expect(codeOf(await accept(token, { password }))).toBe('CONFLICT')
    const known = await signUp(server)
    await invite(owner, known.email)
    const second = await tokenFor(known.email)
    const both = await Promise.all([1, 2].map(() => accept(second, { password })))
    expect(both.map(codeOf).sort()).toEqual(['CONFLICT', 'OK'])
  })

  it('ends after seven days, when it is revoked, and when it is sent again', async () => {
    const owner = await anOwner()
    const [expired, revoked, renewed] = [anAddress(), anAddress(), anAddress()]
    const ids: string[] = []
    const tokens: string[] = []
    for (const email of [expired, revoked, renewed]) {
      ids.push((await invite(owner, email)).data.inviteMember.id)
      tokens.push(await tokenFor(email))
    }
    await admin(`update invitations set expires_at = now() where id = $1`, [ids[0]])
    const late = await accept(tokens[0] ?? '', someone)
    expect(late.errors?.[0]?.message).toMatch(/^This invitation has expired. Ask Company \d+ for/)
    expect((await revoke(owner, ids[1] ?? '')).data.revokeInvitation.state).toBe('REVOKED')
    expect(codeOf(await accept(tokens[1] ?? '', someone))).toBe('CONFLICT')
    expect(codeOf(await resend(owner, ids[1] ?? ''))).toBe('CONFLICT')
    expect(codeOf(await resend(owner, ids[2] ?? ''))).toBe('RATE_LIMITED')
    await letPass()
    expect(codeOf(await resend(owner, ids[2] ?? ''))).toBe('OK')
    expect(codeOf(await accept(tokens[2] ?? '', someone))).toBe('NOT_FOUND')
    expect(codeOf(await accept(await tokenFor(renewed), someone))).toBe('OK')
    expect(codeOf(await revoke(owner, ids[2] ?? ''))).toBe('CONFLICT')
    // An expired one comes to life again when it is sent again.
    await letPass()
    expect((await resend(owner, ids[0] ?? '')).data.resendInvitation.state).toBe('PENDING')
    expect(codeOf(await accept(await tokenFor(expired), someone))).toBe('OK')
  })

  it('is found by its own token only', async () => {
    const [owner, other] = [await anOwner(), await anOwner()]
    const email = anAddress()
    await invite(owner, email)
    const token = await tokenFor(email)
    const [, , id] = token.split('_')
    const secret = 'A'.repeat(43)
    const forged = [
      'x',
      token.slice(0, -1),
      token.replace('invite', 'reset'),
      token.replace(owner.organizationId, other.organizationId),
      `invite_${owner.organizationId}_${id}_${secret}`,
      `invite_${owner.organizationId}_${uuidv7()}_${token.slice(-43)}`,
    ]
    const answers = await Promise.all(forged.map((each) => preview(each)))
    expect(answers.map(codeOf)).toEqual(forged.map(() => 'NOT_FOUND'))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    const taken = await Promise.all(forged.map((each) => accept(each, someone)))
    expect(taken.map(codeOf)).toEqual(forged.map(() => 'NOT_FOUND'))
  })

  it('has its token in the mail and nowhere in the database', async () => {
    const owner = await anOwner()
    const email = anAddress()
    await invite(owner, email)
    const secret = (await tokenFor(email)).slice(-43)
    for (const table of ['invitations', 'activity_log', 'outbox']) {
      const { rows } = await admin(`select row_to_json(t)::text as line from ${table} t`)
      expect(rows.map(({ line }) => line).join()).not.toContain(secret)
    }
  })
})

describe('Inviting', () => {
  it('answers alike for an address with an account and one without', async () => {
    const [owner, known] = [await anOwner(), await signUp(server)]
    const shape = ({ data }: Answer) => ({
      ...data.inviteMember,
      id: '',
      email: '',
      sentAt: '',
      expiresAt: '',
    })
    const unknown = shape(await invite(owner, anAddress()))
    expect(shape(await invite(owner, known.email))).toEqual(unknown)
    expect((await mailsTo(server, known.email)).at(-1)?.subject).toContain('Company')
  })

  it('is refused for somebody in the team, and for what is no address', async () => {
    const owner = await anOwner()
    const editor = await addColleague(server, owner, 'EDITOR')
    expect(outcomeOf(await invite(owner, editor.email))).toBe('CONFLICT email')
    await admin(`update members set status = 'DEACTIVATED' where id = $1`, [editor.memberId])
    expect(outcomeOf(await invite(owner, editor.email))).toBe('CONFLICT email')
    expect(outcomeOf(await invite(owner, 'not an address'))).toBe('INVALID email')
    expect(outcomeOf(await invite(owner, anAddress(), 'VIEWER', 'x'.repeat(201)))).toBe(
      'INVALID name',
    )
  })

  it('the same address twice is one invitation; a double click is one mail', async () => {
    const owner = await anOwner()
    const email = anAddress()
    const answers = await Promise.all([1, 2, 3, 4].map(() => invite(owner, email)))
    expect(new Set(answers.map(({ data }) => data.inviteMember.id)).size).toBe(1)
    expect(await mailsTo(server, email)).toHaveLength(1)
    const changed = await invite(owner, email, 'VIEWER')
    expect(changed.data.inviteMember).toMatchObject({
      id: answers[0]?.data.inviteMember.id,
      role: 'VIEWER',
    })
    // The minute is everybody's: the link that is on its way is good for the new role.
    expect(await mailsTo(server, email)).toHaveLength(1)
    const answer = await accept(await tokenFor(email), someone)
    expect(answer.data.acceptInvitation.member.role).toBe('VIEWER')
  })

  it('is mailed at most three hundred times a day, whether for the first time or again', async () => {
    const owner = await anOwner()
    const { data } = await invite(owner, anAddress())
    await letPass()
    expect(codeOf(await resend(owner, data.inviteMember.id))).toBe('OK')
    await admin(
      `insert into activity_log (organization_id, id, member_id, member_name, action, entity_type)
       select $1, gen_random_uuid(), $2, 'O', 'INVITATION_RESENT', 'invitation' from generate_series(1, 298)`,
      [owner.organizationId, owner.memberId],
    )
    await letPass()
    expect(codeOf(await resend(owner, data.inviteMember.id))).toBe('RATE_LIMITED')
    expect(codeOf(await invite(owner, data.inviteMember.email, 'VIEWER'))).toBe('RATE_LIMITED')
    expect(codeOf(await invite(owner, anAddress()))).toBe('RATE_LIMITED')
    expect(await mailsTo(server, data.inviteMember.email)).toHaveLength(2)
  })

  it('brings back somebody who was removed: the same member, in the new role', async () => {
    const owner = await anOwner()
    const editor = await addColleague(server, owner, 'EDITOR')
    await server.send(
      'mutation ($id: ID!) { removeMember(id: $id) }',
      { id: editor.memberId },
      owner,
    )
    expect(codeOf(await invite(owner, editor.email, 'VIEWER'))).toBe('OK')
    const answer = await accept(await tokenFor(editor.email), { password })
    expect(answer.data.acceptInvitation.member).toMatchObject({
      id: editor.memberId,
      role: 'VIEWER',
    })
    const token = answer.data.acceptInvitation.accessToken
    expect((await server.send('{ me { role } }', {}, { token })).data.me.role).toBe('VIEWER')
    // The sessions of before stay ended.
    forget(server, editor.token)
    expect((await server.send('{ me { role } }', {}, editor)).data.me).toBeNull()
  })

  it('is for owners, and for admins as far as no owner is invited', async () => {
    const owner = await anOwner()
    const second = await addColleague(server, owner, 'ADMIN')
    const { data } = await invite(owner, anAddress(), 'OWNER')
    expect(codeOf(await invite(second, anAddress(), 'ADMIN'))).toBe('OK')
    expect(codeOf(await invite(second, anAddress(), 'OWNER'))).toBe('FORBIDDEN')
    expect(codeOf(await invite(second, data.inviteMember.email, 'VIEWER'))).toBe('FORBIDDEN')
    expect(codeOf(await revoke(second, data.inviteMember.id))).toBe('FORBIDDEN')
    await letPass()
    expect(codeOf(await resend(second, data.inviteMember.id))).toBe('FORBIDDEN')
  })

  it('lists what is pending or has expired, and the rest when asked for all', async () => {
    const owner = await anOwner()
    const ids: string[] = []
    for (let n = 0; n < 3; n += 1) ids.push((await invite(owner, anAddress())).data.inviteMember.id)
    await revoke(owner, ids[0] ?? '')
    await admin('update invitations set expires_at = now() where id = $1', [ids[1]])
    const list = async (all: boolean) =>
      (
        await server.send(
          'query ($all: Boolean) { organization { invitations(all: $all) { totalCount nodes { state } } } }',
          { all },
          owner,
        )
      ).data.organization.invitations
    expect(await list(false)).toEqual({
      totalCount: 2,
      nodes: [{ state: 'PENDING' }, { state: 'EXPIRED' }],
    })
    expect((await list(true)).totalCount).toBe(3)
  })
})

describe('Seats', () => {
  it('are never more than the plan has, however many are invited at once', async () => {
    const owner = await anOwner(1)
    const answers = await Promise.all(Array.from({ length: 50 }, () => invite(owner, anAddress())))
    expect(answers.map(codeOf).filter((code) => code === 'OK')).toHaveLength(2)
    const refused = answers.find((answer) => codeOf(answer) === 'LIMIT_REACHED')
    expect(refused?.errors?.[0]?.extensions).toMatchObject({ resource: 'SEATS', limit: 3 })
    expect(refused?.errors?.[0]?.extensions.requiredPlan).toMatchObject({ id: expect.any(String) })
    // One that has expired or was revoked holds none.
    const sent = answers.filter((answer) => codeOf(answer) === 'OK')
    await revoke(owner, sent[0]?.data.inviteMember.id)
    expect(codeOf(await invite(owner, anAddress()))).toBe('OK')
    await admin('update invitations set expires_at = now() where id = $1', [
      sent[1]?.data.inviteMember.id,
    ])
    expect(codeOf(await invite(owner, anAddress()))).toBe('OK')
    await letPass()
    expect(codeOf(await resend(owner, sent[1]?.data.inviteMember.id))).toBe('LIMIT_REACHED')
  }, 30_000)

  it('are never more than the plan has, however many accept at once', async () => {
    const owner = await anOwner(3)
    const emails = Array.from({ length: 12 }, anAddress)
    for (const email of emails) await invite(owner, email)
    const tokens = await Promise.all(emails.map(tokenFor))
    // A smaller plan since they were invited.
    await setPlan(server, owner, 1)
    const answers = await Promise.all(tokens.map((token) => accept(token, someone)))
    expect(answers.map(codeOf).filter((code) => code === 'OK')).toHaveLength(2)
    expect(answers.map(codeOf).filter((code) => code === 'LIMIT_REACHED')).toHaveLength(10)
    expect(await membersOf(owner)).toHaveLength(3)
    const { rows } = await admin(
      `select used::int from organization_usage where organization_id = $1 and resource = 'SEATS'`,
      [owner.organizationId],
    )
    expect(rows[0].used).toBe(3)
  }, 60_000)
})
