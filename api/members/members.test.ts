import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Answer,
  addColleague,
  aServer,
  createCode,
  type Member,
  setPlan,
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
const messageOf = (answer: Answer) => answer.errors?.[0]?.message
const admin = (text: string, values: unknown[] = []) => server.database.admin.query(text, values)

const update = (as: Member, member: Member, input: object) =>
  server.send(
    'mutation ($id: ID!, $input: UpdateMemberInput!) { updateMember(id: $id, input: $input) { id role status version } }',
    { id: member.memberId, input },
    as,
  )
const remove = (as: Member, member: Member) =>
  server.send('mutation ($id: ID!) { removeMember(id: $id) }', { id: member.memberId }, as)
const leave = (as: Member) => server.send('mutation { leaveOrganization }', {}, as)
const transfer = (as: Member, member: Member) =>
  server.send(
    'mutation ($id: ID!) { transferOwnership(memberId: $id) { id role } }',
    { id: member.memberId },
    as,
  )

/** An owner on a plan with room, and their colleagues. */
async function aTeam() {
  const owner = await signUp(server)
  await setPlan(server, owner, 3)
  const [second, editor, viewer] = [
    await addColleague(server, owner, 'ADMIN'),
    await addColleague(server, owner, 'EDITOR'),
    await addColleague(server, owner, 'VIEWER'),
  ]
  await countSeats(owner)
  return { owner, admin: second, editor, viewer }
}

/** Colleagues were put into the database past the counted row. */
const countSeats = (member: Member) =>
  admin(
    `update organization_usage set used = (select count(*) from members
       where organization_id = $1 and status = 'ACTIVE')
     where organization_id = $1 and resource = 'SEATS'`,
    [member.organizationId],
  )

async function seats(member: Member): Promise<number> {
  const { rows } = await admin(
    `select used::int from organization_usage where organization_id = $1 and resource = 'SEATS'`,
    [member.organizationId],
  )
  return rows[0].used
}

async function owners(member: Member): Promise<string[]> {
  const { rows } = await admin(
    `select id from members where organization_id = $1 and role = 'OWNER' and status = 'ACTIVE'`,
    [member.organizationId],
  )
  return rows.map(({ id }) => id)
}

async function linesOf(member: Member): Promise<string[]> {
  const { rows } = await admin(
    'select action, member_name from activity_log where organization_id = $1 order by id desc',
    [member.organizationId],
  )
  return rows.map(({ action }) => action)
}

const asked = async (member: Member) =>
  (await server.send('{ me { id role } }', {}, member)).data.me as { role: string } | null

describe('Changing a role', () => {
  it('holds from the next request on, and leaves a line', async () => {
    const { owner, editor } = await aTeam()
    expect(await asked(editor)).toMatchObject({ role: 'EDITOR' })
    const { data } = await update(owner, editor, { role: 'VIEWER' })
    expect(data.updateMember).toMatchObject({ role: 'VIEWER', status: 'ACTIVE', version: 2 })
    expect(await asked(editor)).toMatchObject({ role: 'VIEWER' })
    const refused = await server.send(
      'mutation { createQrCode(input: { name: "A", targetUrl: "https://example.com/" }) { id } }',
      {},
      editor,
    )
    expect(codeOf(refused)).toBe('FORBIDDEN')
    expect((await linesOf(owner))[0]).toBe('MEMBER_ROLE_CHANGED')
  })

  it('is for owners, and for admins as far as no owner is meant or made', async () => {
    const team = await aTeam()
    const other = await addColleague(server, team.owner, 'ADMIN')
    expect(codeOf(await update(team.editor, team.viewer, { role: 'EDITOR' }))).toBe('FORBIDDEN')
    expect(codeOf(await update(team.viewer, team.viewer, { role: 'EDITOR' }))).toBe('FORBIDDEN')
    expect(codeOf(await update(team.admin, team.owner, { role: 'VIEWER' }))).toBe('FORBIDDEN')
    expect(codeOf(await update(team.admin, team.editor, { role: 'OWNER' }))).toBe('FORBIDDEN')
    expect(codeOf(await update(team.admin, team.admin, { role: 'OWNER' }))).toBe('FORBIDDEN')
    expect(codeOf(await remove(team.admin, team.owner))).toBe('FORBIDDEN')
    expect(codeOf(await update(team.admin, team.editor, { role: 'ADMIN' }))).toBe('OK')
    expect(codeOf(await update(team.admin, other, { role: 'VIEWER' }))).toBe('OK')
    expect(codeOf(await update(team.owner, team.admin, { role: 'OWNER' }))).toBe('OK')
    expect(await owners(team.owner)).toHaveLength(2)
  })

  it('changes nothing, and writes nothing, when it is so already', async () => {
    const { owner, editor } = await aTeam()
    const before = await linesOf(owner)
    const { data } = await update(owner, editor, { role: 'EDITOR', status: 'ACTIVE' })
    expect(data.updateMember.version).toBe(1)
    expect(await linesOf(owner)).toEqual(before)
  })

  it('is refused over a version that has passed', async () => {
    const { owner, admin: second, editor } = await aTeam()
    expect(codeOf(await update(owner, editor, { role: 'VIEWER', version: 1 }))).toBe('OK')
    expect(codeOf(await update(second, editor, { role: 'ADMIN', version: 1 }))).toBe('CONFLICT')
    expect(codeOf(await update(second, editor, { role: 'ADMIN', version: 2 }))).toBe('OK')
  })

  it('judges by the role of this moment, not by the one a session remembers', async () => {
    const { owner, admin: second, editor } = await aTeam()
    expect(await asked(second)).toMatchObject({ role: 'ADMIN' })
    // Another process did it: this one believes what it read for a few seconds more.
    await admin(`update members set role = 'VIEWER' where id = $1`, [second.memberId])
    expect(codeOf(await update(second, editor, { role: 'ADMIN' }))).toBe('FORBIDDEN')
    await admin(`update members set role = 'ADMIN' where id = $1`, [owner.memberId])
    expect(codeOf(await transfer(owner, editor))).toBe('FORBIDDEN')
  })
})

describe('A removed member', () => {
  it('is signed out at once, and what they did keeps their name', async () => {
    const { owner, editor } = await aTeam()
    const { id } = await createCode(server, editor, { name: 'Poster' })
    const taken = await seats(owner)
    expect(codeOf(await remove(owner, editor))).toBe('OK')
    expect(await asked(editor)).toBeNull()
    const renewed = await server.send('mutation { refreshSession { expiresAt } }', {}, editor)
    expect(codeOf(renewed)).toBe('UNAUTHENTICATED')
    await expect(signIn(server, editor.email)).rejects.toThrow('You belong to no organization')
    expect(await seats(owner)).toBe(taken - 1)
    const { data } = await server.send(
      `query ($id: ID!) { qrCode(id: $id) { createdBy { id name removedAt } }
        organization { members { totalCount nodes { id } }
          activities(action: "QR_CODE_CREATED") { nodes { memberName } } } }`,
      { id },
      owner,
    )
    expect(data.qrCode.createdBy).toMatchObject({ id: editor.memberId })
    expect(data.qrCode.createdBy.removedAt).not.toBeNull()
    expect(data.organization.activities.nodes[0].memberName).toBe(data.qrCode.createdBy.name)
    expect(data.organization.members.nodes).not.toContainEqual({ id: editor.memberId })
    expect(data.organization.members.totalCount).toBe(3)
    expect(codeOf(await remove(owner, editor))).toBe('NOT_FOUND')
    expect(codeOf(await update(owner, editor, { role: 'ADMIN' }))).toBe('NOT_FOUND')
  })

  it('has every socket closed within five seconds', async () => {
    const { owner, viewer } = await aTeam()
    const feed = subscribe(
      server.url,
      'subscription { scanFeed { cursor } }',
      {},
      viewer.token as string,
    )
    await feed.until((results) => results.length > 0)
    expect(codeOf(await remove(owner, viewer))).toBe('OK')
    const removedAt = Date.now()
    while (feed.end() === null && Date.now() - removedAt < 8_000)
      await new Promise((resolve) => setTimeout(resolve, 20))
    expect(feed.end()).toMatchObject({ code: 4403 })
    expect(Date.now() - removedAt).toBeLessThan(5_000)
    await feed.close()
  }, 20_000)
})

describe('A deactivated member', () => {
  it('is signed out and frees a seat; reactivated, the old sessions stay ended', async () => {
    const { owner, editor } = await aTeam()
    const taken = await seats(owner)
    expect(codeOf(await update(owner, editor, { status: 'DEACTIVATED' }))).toBe('OK')
    expect(await asked(editor)).toBeNull()
    expect(await seats(owner)).toBe(taken - 1)
    await expect(signIn(server, editor.email)).rejects.toThrow('switched off')
    expect(codeOf(await update(owner, editor, { status: 'ACTIVE' }))).toBe('OK')
    expect(await seats(owner)).toBe(taken)
    expect(await asked(editor)).toBeNull()
    const again = await signIn(server, editor.email)
    expect((await server.send('{ me { id } }', {}, again)).data.me).not.toBeNull()
  })

  it('comes back only when a seat is free, also when many come back at once', async () => {
    const owner = await signUp(server)
    const colleagues: Member[] = []
    for (let n = 0; n < 6; n += 1) colleagues.push(await addColleague(server, owner, 'VIEWER'))
    await admin(
      `update members set status = 'DEACTIVATED' where organization_id = $1 and role <> 'OWNER'`,
      [owner.organizationId],
    )
    const answers = await Promise.all(
      colleagues.map((colleague) => update(owner, colleague, { status: 'ACTIVE' })),
    )
    expect(answers.map(codeOf).filter((code) => code === 'OK')).toHaveLength(2)
    const refused = answers.find((answer) => codeOf(answer) === 'LIMIT_REACHED')
    expect(refused?.errors?.[0]?.extensions).toMatchObject({ resource: 'SEATS', limit: 3 })
    expect(refused?.errors?.[0]?.extensions.requiredPlan).not.toBeNull()
    expect(await seats(owner)).toBe(3)
  })

  it('is not somebody who switched themselves off', async () => {
    const { owner, admin: second } = await aTeam()
    expect(codeOf(await update(owner, owner, { status: 'DEACTIVATED' }))).toBe('INVALID')
    expect(codeOf(await remove(second, second))).toBe('INVALID')
  })
})

describe('An organization', () => {
  it('keeps an owner, whatever its only owner asks for', async () => {
    const { owner, admin: second } = await aTeam()
    const refused = await update(owner, owner, { role: 'ADMIN' })
    expect([codeOf(refused), messageOf(refused)]).toEqual([
      'CONFLICT',
      'An organization needs an owner. Make somebody else an owner first.',
    ])
    expect(codeOf(await leave(owner))).toBe('CONFLICT')
    expect(codeOf(await transfer(owner, owner))).toBe('INVALID')
    expect(await owners(owner)).toEqual([owner.memberId])
    expect(codeOf(await transfer(owner, second))).toBe('OK')
    expect(await owners(owner)).toEqual([second.memberId])
    expect(await asked(owner)).toMatchObject({ role: 'ADMIN' })
    expect(codeOf(await leave(owner))).toBe('OK')
    expect(await asked(owner)).toBeNull()
    expect((await linesOf(owner)).slice(0, 2)).toEqual(['MEMBER_LEFT', 'OWNERSHIP_TRANSFERRED'])
  })

  it('keeps an owner when two of them turn on one another at the same moment', async () => {
    const acts = [
      [remove, remove],
      [(as: Member, other: Member) => update(as, other, { role: 'VIEWER' }), remove],
      [(as: Member) => leave(as), (as: Member) => leave(as)],
      [
        (as: Member) => update(as, as, { role: 'EDITOR' }),
        (as: Member) => update(as, as, { role: 'VIEWER' }),
      ],
    ] as const
    for (const [one, two] of acts) {
      const { owner, admin: second } = await aTeam()
      await update(owner, second, { role: 'OWNER' })
      const answers = await Promise.all([one(owner, second), two(second, owner)])
      expect(answers.map(codeOf).filter((code) => code === 'OK')).toHaveLength(1)
      expect(await owners(owner)).toHaveLength(1)
    }
  })

  it('does not hand itself to a deactivated member', async () => {
    const { owner, editor } = await aTeam()
    await update(owner, editor, { status: 'DEACTIVATED' })
    expect(codeOf(await transfer(owner, editor))).toBe('CONFLICT')
  })
})
