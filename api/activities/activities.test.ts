import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Answer,
  addColleague,
  aServer,
  type Member,
  signUp,
  type TestServer,
} from '../testing.ts'

let server: TestServer
let me: Member
beforeAll(async () => {
  server = await aServer()
  me = await signUp(server)
})
afterAll(() => server.stop())

const record = (input: object) =>
  server.send(
    'mutation ($input: RecordActivityInput!) { recordActivity(input: $input) { id action entityType entityId metadata memberName member { id } createdAt } }',
    { input: { action: 'PRINTED', entityType: 'poster', ...input } },
    me,
  )
const codeOf = (answer: Answer) => answer.errors?.[0]?.extensions.code ?? 'OK'

/** JSON so many levels deep, as text: to make it as a value would take the stack that is under test. */
function deep(levels: number): Promise<string> {
  const metadata = `${'['.repeat(levels)}${']'.repeat(levels)}`
  const query =
    'mutation ($input: RecordActivityInput!) { recordActivity(input: $input) { metadata } }'
  const body = `{"query":${JSON.stringify(query)},"variables":{"input":{"action":"A","entityType":"x","metadata":${metadata}}}}`
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${me.token}` }
  return fetch(`${server.url}/graphql`, { method: 'POST', headers, body }).then((answer) =>
    answer.text(),
  )
}

describe('An activity that a member records', () => {
  it('is kept as it was given, in the name of who asked', async () => {
    const metadata = { copies: 12, where: ['press', null, true], text: 'é 😀 \\u0041 "q"' }
    const entityId = me.organizationId
    const { data } = await record({ metadata, entityId })
    expect(data.recordActivity).toMatchObject({
      ...{ action: 'PRINTED', entityType: 'poster', entityId, metadata },
      member: { id: me.memberId },
    })
    const literal = await server.send(
      'mutation { recordActivity(input: { action: "A", entityType: "x", metadata: { a: [1, "b", { c: null }] } }) { metadata } }',
      {},
      me,
    )
    expect(literal.data.recordActivity.metadata).toEqual({ a: [1, 'b', { c: null }] })
  })

  const wrong: [object, string][] = [
    [{ action: 'printed' }, 'action'],
    [{ action: '' }, 'action'],
    [{ action: `A${'B'.repeat(64)}` }, 'action'],
    [{ action: 'A\n' }, 'action'],
    [{ entityType: ' ' }, 'entityType'],
    [{ entityType: 'x'.repeat(65) }, 'entityType'],
    [{ entityId: 'x' }, 'entityId'],
    [{ metadata: { text: 'x'.repeat(4_100) } }, 'metadata'],
    [{ metadata: { text: 'a\u0000b' } }, 'metadata'],
    [{ metadata: { '\u0000': 1 } }, 'metadata'],
    [{ metadata: 'half \ud800' }, 'metadata'],
  ]
  for (const [input, field] of wrong) {
    it(`is INVALID on the field ${field} for ${JSON.stringify(input).slice(0, 50)}`, async () => {
      const before = await countLines()
      expect((await record(input)).errors?.[0]?.extensions).toEqual({ code: 'INVALID', field })
      expect(await countLines()).toBe(before)
    })
  }

  it('may say a backslash and a u: only what it stands for is refused', async () => {
    expect(codeOf(await record({ metadata: { text: '\\u0000 and \\ud800' } }))).toBe('OK')
  })

  it('is refused for more levels than a reader needs, not by an overflow', async () => {
    expect(await deep(30)).not.toContain('errors')
    for (const levels of [40, 5_000, 45_000]) {
      const text = await deep(levels)
      expect(text).toContain('"code":"INVALID"')
      expect(text.length).toBeLessThan(1_000)
    }
  })

  it('is never changed after: the program has no right to', async () => {
    const client = await server.app.pools.oi_app.connect()
    try {
      for (const text of [
        'update app.activity_log set action = null',
        'delete from app.activity_log',
      ]) {
        await expect(client.query(text)).rejects.toThrow(/permission denied/)
      }
    } finally {
      client.release()
    }
  })
})

describe('A line of the log', () => {
  const list = (filter: string, as: Member = me) =>
    server.send(
      `{ organization { activities(first: 100, ${filter}) { nodes { action } totalCount } } }`,
      {},
      as,
    )
  const actions = async (filter: string) => {
    const { data } = await list(filter)
    const { nodes, totalCount } = data.organization.activities
    expect(totalCount).toBe(nodes.length)
    return nodes.map((node: { action: string }) => node.action)
  }

  it('is found by who, what, when and words, together', async () => {
    const colleague = await addColleague(server, me, 'EDITOR')
    await server.send(
      'mutation { recordActivity(input: { action: "FOLDED", entityType: "leaflet", metadata: { name: "50%_off \\\\ Autumn" } }) { id } }',
      {},
      colleague,
    )
    const start = new Date(Date.now() - 60_000).toISOString()
    expect(await actions(`memberId: "${colleague.memberId}", action: "FOLDED"`)).toEqual(['FOLDED'])
    expect(await actions('entityType: "leaflet"')).toEqual(['FOLDED'])
    expect(await actions(`entityType: "leaflet", from: "${start}"`)).toEqual(['FOLDED'])
    expect(await actions(`entityType: "leaflet", to: "${start}"`)).toEqual([])
    for (const search of ['50%_', 'autumn', '\\\\']) {
      expect(await actions(`search: "${search}", entityType: "leaflet"`)).toEqual(['FOLDED'])
    }
    for (const search of ['5_%', 'autumn%', 'winter'])
      expect(await actions(`search: "${search}", entityType: "leaflet"`)).toEqual([])
  })

  it("is not found by another organization's member, and the filter says that an id is a UUID", async () => {
    const stranger = await signUp(server)
    expect(await actions(`memberId: "${stranger.memberId}"`)).toEqual([])
    expect((await list('memberId: "x"')).errors?.[0]?.extensions).toEqual({
      code: 'INVALID',
      field: 'memberId',
    })
    expect(codeOf(await list(`search: "${'x'.repeat(201)}"`))).toBe('INVALID')
  })
})

async function countLines(): Promise<number> {
  const { data } = await server.send('{ organization { activities { totalCount } } }', {}, me)
  return data.organization.activities.totalCount
}

describe('The log', () => {
  it('takes no line of ours from a tool: an editor forges neither a share nor a new owner', async () => {
    const owner = await signUp(server)
    for (const action of ['CAMPAIGN_SHARED', 'OWNERSHIP_TRANSFERRED']) {
      const { errors } = await server.send(
        `mutation { recordActivity(input: { action: "${action}", entityType: "campaign" }) { id } }`,
        {},
        owner,
      )
      expect(errors?.[0]?.extensions).toEqual({ code: 'INVALID', field: 'action' })
    }
  })

  it('is filtered by action and by what it was done to', async () => {
    const owner = await signUp(server)
    const send = (action: string, entityType: string) =>
      server.send(
        `mutation { recordActivity(input: { action: "${action}", entityType: "${entityType}" }) { id } }`,
        {},
        owner,
      )
    await send('PRINTED', 'poster')
    await send('PRINTED', 'flyer')
    await send('HUNG', 'poster')
    const count = async (args: string) =>
      (await server.send(`{ organization { activities(${args}) { totalCount } } }`, {}, owner)).data
        .organization.activities.totalCount
    expect(await count('action: "PRINTED"')).toBe(2)
    expect(await count('entityType: "poster"')).toBe(2)
    expect(await count('action: "PRINTED", entityType: "poster"')).toBe(1)
    expect(await count('action: "%"')).toBe(0)
  })

  it('answers a text that cannot be stored in every field of the operation alike', async () => {
    const { errors } = await server.send(
      'query ($text: String) { organization { activities(action: $text) { nodes { id } } exportOptions { allowed } } }',
      { text: '\u0000' },
      me,
    )
    expect(errors?.length).toBeGreaterThan(0)
    for (const { extensions } of errors ?? []) expect(extensions.code).toBe('INVALID')
  })
})
