import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  type Answer,
  aServer,
  createCode,
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

const codeOf = (answer: Answer) => answer.errors?.[0]?.extensions.code ?? 'OK'
const admin = (text: string) => server.database.admin.query(text)

describe('A bug', () => {
  const secret = 'relation_that_must_not_leave'
  beforeAll(() => admin(`alter table qr_codes rename column location to ${secret}`))
  afterAll(() => admin(`alter table qr_codes rename column ${secret} to location`))

  const roads: [string, string][] = [
    ['a query', '{ organization { name qrCodes { nodes { id } } } }'],
    [
      'a mutation',
      'mutation { createQrCode(input: { name: "x", targetUrl: "https://example.com" }) { id } }',
    ],
  ]
  for (const [what, query] of roads) {
    it(`in ${what} leaves as an id whose log line holds the rest`, async () => {
      const log = vi.spyOn(server.app.log, 'error').mockImplementation(() => {})
      try {
        const answer = await server.send(query, {}, me)
        const { message, extensions } = answer.errors?.[0] ?? { message: '', extensions: {} }
        expect(extensions).toEqual({
          code: 'INTERNAL_SERVER_ERROR',
          errorId: expect.stringMatching(/^[0-9a-f]{12}$/),
        })
        const { errorId } = extensions as { errorId: string }
        expect(message).toBe(`This did not work, and we logged it. Error ${errorId}.`)
        const bytes = JSON.stringify(answer)
        expect(bytes).not.toMatch(/select |insert into|relation_that|node_modules|\.[tj]s\b/i)
        expect(log).toHaveBeenCalledTimes(1)
        const [line, name] = log.mock.calls[0] as unknown as [Record<string, unknown>, string]
        expect(name).toBe('bug')
        expect(line).toMatchObject({ errorId, error: { code: expect.stringMatching(/^42/) } })
      } finally {
        log.mockRestore()
      }
    })
  }
})

describe('A query of which a field is refused', () => {
  it('keeps what it could read', async () => {
    const answer = await server.send(
      '{ plans { id } me { id } organization { exports(first: 0) { totalCount } } }',
      {},
      me,
    )
    expect(codeOf(answer)).toBe('INVALID')
    expect(answer.data.plans).toHaveLength(3)
    expect(answer.data).toMatchObject({ me: { id: me.memberId }, organization: null })
  })
})

describe('A mutation of which a field fails', () => {
  it('rolls back whole and answers data null, whichever field it is', async () => {
    const { id } = await createCode(server, me)
    const good = 'a: recordActivity(input: { action: "KEPT", entityType: "x" }) { id }'
    const bad = 'b: updateQrCode(id: "x", input: { name: "y" }) { id }'
    const rename = `c: updateQrCode(id: "${id}", input: { name: "Renamed" }) { id }`
    for (const fields of [
      `${good} ${bad}`,
      `${bad} ${good}`,
      `${good} ${rename} ${bad}`,
      `${rename} ${bad} ${good}`,
    ]) {
      const answer = await server.send(`mutation { ${fields} }`, {}, me)
      expect(answer.data).toBeNull()
      expect(codeOf(answer)).toBe('NOT_FOUND')
    }
    const { data } = await server.send(
      `{ qrCode(id: "${id}") { name version } organization { activities(action: "KEPT") { totalCount } } }`,
      {},
      me,
    )
    expect(data.organization.activities.totalCount).toBe(0)
    expect(data.qrCode).toEqual({ name: 'Window sticker', version: 1 })
  })

  it('rolls back also when what fails is only the reading of its answer', async () => {
    const answer = await server.send(
      'mutation { recordActivity(input: { action: "KEPT", entityType: "x" }) { id member { organization { qrCodes(first: 0) { totalCount } } } } }',
      {},
      me,
    )
    expect(answer.data).toBeNull()
    expect(codeOf(answer)).toBe('INVALID')
    const { data } = await server.send(
      '{ organization { activities(action: "KEPT") { totalCount } } }',
      {},
      me,
    )
    expect(data.organization.activities.totalCount).toBe(0)
  })

  it('gives its connection back: a hundred refusals leave none behind', async () => {
    await Promise.all(
      Array.from({ length: 100 }, () => server.send('mutation { deleteQrCode(id: "x") }', {}, me)),
    )
    const { oi_app: pool } = server.app.pools
    await vi.waitFor(() => expect(pool.idleCount).toBe(pool.totalCount))
    const { rows } = await admin(
      `select count(*)::int as stuck from pg_stat_activity
       where datname = current_database() and state like 'idle in transaction%'`,
    )
    expect(rows).toEqual([{ stuck: 0 }])
  })
})

describe('A page', () => {
  const lists = ['members', 'qrCodes', 'activities', 'exports', 'scans'] as const
  for (const list of lists) {
    it(`of ${list} has 1 to 100 rows; other wishes are INVALID on the field first`, async () => {
      const query = `query ($first: Int) { organization { ${list}(first: $first) { nodes { id } } } }`
      for (const first of [0, -1, 101, 2_147_483_647, -2_147_483_648]) {
        const { errors } = await server.send(query, { first }, me)
        expect(errors?.[0]?.extensions.code).toBe('INVALID')
      }
      for (const first of [0, -1, 101]) {
        const { errors } = await server.send(query, { first }, me)
        expect(errors?.[0]?.extensions.field).toBe('first')
      }
      for (const first of [1, 100, null, undefined]) {
        expect((await server.send(query, { first }, me)).errors).toBeUndefined()
      }
    })

    it(`of ${list} starts after a cursor of ours; anything else is INVALID on the field after`, async () => {
      const query = `query ($after: String) { organization { ${list}(after: $after) { nodes { id } } } }`
      const wrong = [
        'x',
        '!!!!',
        "' or 1=1 --",
        'A'.repeat(10_000),
        '\u0000',
        'AAAAAAAAAAAAAAAAAAAAA',
        '😀',
      ]
      for (const after of wrong) {
        const { errors } = await server.send(query, { after }, me)
        expect(errors?.[0]?.extensions, after.slice(0, 20)).toEqual({
          code: 'INVALID',
          field: 'after',
        })
      }
      for (const after of ['', null, 'A'.repeat(22)]) {
        expect((await server.send(query, { after }, me)).errors).toBeUndefined()
      }
    })
  }

  it('follows the one before: all rows, each once, in order', async () => {
    const owner = await signUp(server)
    for (let n = 0; n < 7; n += 1) {
      await server.send(
        'mutation ($t: String!) { recordActivity(input: { action: "STEP", entityType: $t }) { id } }',
        { t: String(n) },
        owner,
      )
    }
    const seen: string[] = []
    let after: string | null = null
    for (let page = 0; page < 5; page += 1) {
      const { data } = await server.send(
        `query ($after: String) { organization { activities(first: 3, after: $after, action: "STEP") {
          totalCount nodes { entityType } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`,
        { after },
        owner,
      )
      const { nodes, edges, pageInfo, totalCount } = data.organization.activities
      expect(totalCount).toBe(7)
      expect(pageInfo.endCursor).toBe(edges.at(-1).cursor)
      expect(pageInfo.startCursor).toBe(edges[0].cursor)
      seen.push(...nodes.map((node: { entityType: string }) => node.entityType))
      after = pageInfo.endCursor
      if (!pageInfo.hasNextPage) break
    }
    expect(seen).toEqual(['6', '5', '4', '3', '2', '1', '0'])
  })
})

describe('A time', () => {
  const create = (expiresAt: string) =>
    server.send(
      'mutation ($at: DateTime) { createQrCode(input: { name: "t", targetUrl: "https://example.com/", expiresAt: $at }) { expiresAt } }',
      { at: expiresAt },
      me,
    )
  it('is ISO 8601 and nothing that only JavaScript reads', async () => {
    for (const text of [
      '1',
      'May',
      'tomorrow',
      '2030-13-01',
      '+275760-09-13T00:00:00Z',
      '-271821-04-20T00:00:00Z',
      '2030-02-30T25:00:00Z',
      '2030-01-01T00:00:00',
      '',
    ]) {
      expect(codeOf(await create(text)), text).toBe('INVALID')
    }
  })
  it('is answered in UTC with milliseconds', async () => {
    const { data } = await create('2030-01-01T02:00:00+02:00')
    expect(data.createQrCode.expiresAt).toBe('2030-01-01T00:00:00.000Z')
    expect((await create('9999-12-31T23:59:59Z')).data.createQrCode.expiresAt).toMatch(/^9999/)
  })
})
