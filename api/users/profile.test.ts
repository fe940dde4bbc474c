import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addColleague, aServer, type Member, signUp, type TestServer } from '../testing.ts'

let server: TestServer
let owner: Member
beforeAll(async () => {
  server = await aServer()
  owner = await signUp(server)
})
afterAll(() => server.stop())

const rename = (name: string, as: Member) =>
  server.send(
    'mutation ($name: String!) { updateProfile(input: { name: $name }) { name } }',
    { name },
    as,
  )
const rows = async (text: string, values: unknown[]) =>
  (await server.database.admin.query(text, values)).rows

describe("A person's name", () => {
  it('is changed in every organization they belong to, and in no colleague', async () => {
    const elsewhere = await signUp(server)
    const person = await addColleague(server, owner, 'VIEWER')
    const [{ user_id }] = await rows('select user_id from members where id = $1', [person.memberId])
    await rows(
      `insert into members (organization_id, id, user_id, name, email, role)
       values ($1, $2, $3, 'Old', 'old@example.test', 'EDITOR')`,
      [elsewhere.organizationId, uuidv7(), user_id],
    )
    const { data } = await rename(' Anna\u200B de  Vries ', person)
    expect(data.updateProfile.name).toBe('Anna de Vries')
    expect(await rows('select distinct name from members where user_id = $1', [user_id])).toEqual([
      { name: 'Anna de Vries' },
    ])
    expect(await rows('select name from users where id = $1', [user_id])).toEqual([
      { name: 'Anna de Vries' },
    ])
    const others = await rows(
      `select count(*)::int as named from members where name = 'Anna de Vries' and user_id <> $1`,
      [user_id],
    )
    expect(others).toEqual([{ named: 0 }])
  })

  it('stands in the log as it was before and after', async () => {
    const person = await addColleague(server, owner, 'EDITOR')
    await server.send(
      'mutation { recordActivity(input: { action: "BEFORE", entityType: "test" }) { id } }',
      {},
      person,
    )
    await rename('Berend Botje', person)
    await server.send(
      'mutation { recordActivity(input: { action: "AFTER", entityType: "test" }) { id } }',
      {},
      person,
    )
    const { data } = await server.send(
      `{ organization { activities(first: 3, memberId: "${person.memberId}") { nodes { action memberName metadata } } } }`,
      {},
      owner,
    )
    const [after, renamed, before] = data.organization.activities.nodes
    expect(after).toMatchObject({ action: 'AFTER', memberName: 'Berend Botje' })
    expect(renamed).toMatchObject({
      action: 'PROFILE_UPDATED',
      memberName: 'Berend Botje',
      metadata: { name: 'Berend Botje', before: before.memberName },
    })
    expect(before.action).toBe('BEFORE')
  })

  it('is not nothing', async () => {
    for (const name of ['', ' ', '\u202E', 'x'.repeat(201)]) {
      const { errors } = await rename(name, owner)
      expect(errors?.[0]?.extensions).toEqual({ code: 'INVALID', field: 'name' })
    }
  })
})
