import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withAdmin } from '../../db/connections.ts'
import { anAdmin, ask, logged, type Staff, type StaffAnswer, told } from '../admin-http/testing.ts'
import { aServer, type TestServer } from '../testing.ts'

const proof = '{ verifyAccessLog { isIntact problem line lines heads } }'

let server: TestServer
let lead: Staff
let analyst: Staff
beforeAll(async () => {
  server = await aServer({ TRUSTED_PROXIES: '127.0.0.0/8,::1/128' })
  lead = await anAdmin(server)
  analyst = await anAdmin(server, 'ANALYST')
})
afterAll(() => server.stop())

const run = (text: string, values: unknown[] = []) => server.database.admin.query(text, values)
const verify = async () => (await told(server, proof, {}, lead)).verifyAccessLog

describe('every operation', () => {
  it('leaves two lines: who, what, why, from where, and what came of it', async () => {
    const reason = 'Ticket 4711: asked by the customer – ü'
    // Headers are bytes; these are the ones of UTF-8.
    const bytes = Buffer.from(reason).toString('latin1')
    const headers = { 'x-reason': bytes, 'x-forwarded-for': '198.51.100.7' }
    const query = 'query Who($n: Int) { me { email } accessLog(first: $n) { nodes { line } } }'
    const answer = await ask(server, query, { n: 2 }, { token: lead.token, headers })
    const [line] = await logged(server)
    expect(line).toMatchObject({
      operation_id: answer.extensions.operationId,
      admin_id: lead.id,
      address: '198.51.100.7',
      reason,
      operation_name: 'Who',
      operation: expect.stringContaining('accessLog(first: $n)'),
      variables: '{"n":2}',
      outcome: 'OK',
      row_count: answer.data.accessLog.nodes.length,
      cost: answer.extensions.cost,
    })
    expect(answer.extensions).toMatchObject({ rows: line.row_count })
  })

  const refused: [string, string, string, object?][] = [
    ['nobody is signed in', '{ accessLog { nodes { line } } }', 'UNAUTHENTICATED'],
    ['it cannot be read', '{ me { ', 'INVALID'],
    ['the schema has no such field', '{ customers { passwords } }', 'INVALID'],
    ['it subscribes', 'subscription { everything }', 'INVALID'],
    ['it is too wide', `{ ${'me { id } '.repeat(21)} }`, 'INVALID'],
    ['two mutations come together', 'mutation { signOut refreshSession { expiresAt } }', 'INVALID'],
  ]
  it.each(refused)('that is refused leaves them too: %s', async (_, query, code) => {
    const answer = await ask(server, query)
    expect(answer.errors?.[0]?.extensions.code).toBe(code)
    expect(answer.data ?? null).toBeNull()
    expect((await logged(server))[0]).toMatchObject({ outcome: code, admin_id: null })
  })

  it('of an analyst or support cannot read who asked what, which is written down as well', async () => {
    for (const role of ['ANALYST', 'SUPPORT'] as const) {
      const { token, id } = await anAdmin(server, role)
      for (const query of ['{ accessLog { nodes { line } } }', proof]) {
        expect((await ask(server, query, {}, { token })).errors?.[0]?.extensions.code).toBe(
          'FORBIDDEN',
        )
        expect((await logged(server))[0]).toMatchObject({ outcome: 'FORBIDDEN', admin_id: id })
      }
    }
  })

  it('that costs too much is refused before it runs', async () => {
    const node =
      'line operationId at admin address reason operationName operation variables outcome rows cost'
    const list = (n: number) =>
      `a${n}: accessLog(first: 100) { nodes { ${node} } edges { node { ${node} } } }`
    const dear = `{ ${Array.from({ length: 15 }, (_, n) => list(n)).join(' ')} }`
    const { errors } = await ask(server, dear, {}, lead)
    expect(errors?.[0]?.extensions.code).toBe('INVALID')
    expect((await logged(server))[0]).toMatchObject({ outcome: 'INVALID', admin_id: lead.id })
  })

  it('is not done when it cannot be written down', async () => {
    await run('alter table admin_access_log rename to away')
    const answer = await ask(server, 'mutation { signOut }', {}, { token: analyst.token })
    await run('alter table away rename to admin_access_log')
    expect(answer.errors?.[0]?.extensions.code).toBe('INTERNAL_SERVER_ERROR')
    expect(answer.cookies).toEqual([])
    expect((await told(server, '{ me { email } }', {}, analyst)).me.email).toBe(analyst.email)
  })

  it('of strangers is written down up to a flood, which is not let in', async () => {
    const headers = { 'x-forwarded-for': '198.51.100.99' }
    const before = (await verify()).lines
    const answers: StaffAnswer[] = []
    for (let n = 0; n < 12; n++) {
      const some = Array.from({ length: 10 }, () => ask(server, '{ me { id } }', {}, { headers }))
      answers.push(...(await Promise.all(some)))
    }
    const kept = answers.filter(({ errors }) => !errors).length
    expect(kept).toBe(100)
    // Two lines each, and those of the question itself.
    expect((await verify()).lines - before).toBe(2 * kept + 2)
  })
})

describe('secrets', () => {
  const cases: [string, string, object][] = [
    [
      'variables',
      'mutation ($e: String!, $p: String!, $c: String) { signIn(email: $e, password: $p, code: $c) { expiresAt } }',
      { e: 'a@example.test', p: 'canary-1', c: 'canary-2' },
    ],
    [
      'literals',
      'mutation { signIn(email: "a@example.test", password: "canary-1", code: "canary-2") { expiresAt } }',
      {},
    ],
    [
      'defaults',
      'mutation ($p: String! = "canary-1") { signIn(email: "a@example.test", password: $p) { expiresAt } }',
      {},
    ],
    [
      'misspelt arguments',
      'mutation { signIn(email: "a@example.test", pasword: "canary-1") { expiresAt } }',
      {},
    ],
    ['variables nobody asked for', '{ me { email } }', { input: [{ passwordAgain: 'canary-1' }] }],
    ['what cannot be read', 'mutation { signIn(password: "canary-1" ', { p: 'canary-2' }],
    [
      'tokens of links',
      'query ($t: String!) { enrolment(token: $t) { secret } }',
      { t: 'canary-1' },
    ],
  ]
  it.each(cases)('are not written down: %s', async (_, query, variables) => {
    await ask(server, query, variables, { headers: { 'x-forwarded-for': '198.51.100.50' } })
    const [line] = await logged(server)
    expect(JSON.stringify(line)).not.toContain('canary')
    expect(line.operation + line.variables).toMatch(/removed|cannot be read/)
  })
})

describe('the log as staff read it', () => {
  it('is paged newest first, and narrowed by who asked, what came of it and when', async () => {
    const list = `query ($after: String, $admin: ID, $outcome: String, $from: DateTime) {
      accessLog(first: 3, after: $after, admin: $admin, outcome: $outcome, from: $from) {
        totalCount pageInfo { hasNextPage endCursor } nodes { line admin outcome operation }
      }
    }`
    await ask(server, '{ accessLog { nodes { line } } }', {}, analyst)
    await ask(server, '{ me { email } }', {}, analyst)
    const first = (await told(server, list, {}, lead)).accessLog
    const second = (await told(server, list, { after: first.pageInfo.endCursor }, lead)).accessLog
    const lines = [...first.nodes, ...second.nodes].map(({ line }) => line)
    expect(lines).toEqual(lines.toSorted((a, b) => b - a))
    expect(new Set(lines).size).toBe(6)
    const wanted = { admin: analyst.id, outcome: 'FORBIDDEN' }
    const narrowed = (await told(server, list, wanted, lead)).accessLog
    expect(narrowed.totalCount).toBe(1)
    expect(narrowed.nodes).toMatchObject([{ admin: analyst.email, outcome: 'FORBIDDEN' }])
    const later = new Date(Date.now() + 60_000).toISOString()
    expect((await told(server, list, { from: later }, lead)).accessLog.nodes).toEqual([])
    for (const wrong of [{ after: 'x' }, { admin: 'x' }]) {
      const { errors } = await ask(server, list, wrong, lead)
      expect(errors?.[0]?.extensions.code).toBe('INVALID')
    }
  })

  it('shows nothing else: the road of staff’s questions reads no secret and writes nothing', async () => {
    const { pools } = server.database
    for (const text of [
      'select password_hash from oi_admin_users',
      'select totp_secret_sealed from oi_admin_users',
      'select token_hash from admin_session_tokens',
      'select private_sealed from admin_signing_keys',
      'select password_hash from users',
      'select token_hash from invitations',
      'select ip_prefix from qr_scan_events',
      'select excluded_addresses from organizations',
      `insert into admin_access_log (seq) values (1)`,
      `update organizations set name = 'x'`,
      'delete from activity_log',
    ]) {
      const client = await pools.oi_admin.connect()
      const refusal = await client.query(`begin read write; ${text}`).catch((error) => error.code)
      await client.query('rollback')
      client.release()
      expect([text, refusal]).toEqual([text, '42501'])
    }
    const attempt = withAdmin(pools, (db) => db.deleteFrom('admin_access_log').execute())
    await expect(attempt).rejects.toMatchObject({ code: '25006' })
  })
})

describe('the chain', () => {
  it('holds while many are written at once, in order and without a gap', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        ask(server, '{ me { id } }', {}, n % 2 ? lead : analyst),
      ),
    )
    const found = await verify()
    expect(found).toMatchObject({ isIntact: true, problem: null, line: null })
    const { rows } = await run('select count(*), max(seq) from admin_access_log')
    expect(rows[0].count).toBe(rows[0].max)
    expect(found.lines).toBe(rows[0].max - 1)
  })

  const columns: Record<string, string> = {
    seq: 'seq + 100000',
    operation_id: 'gen_random_uuid()',
    kind: `(case kind when 'ASKED' then 'ANSWERED' else 'ASKED' end)::admin_access_kind`,
    at: `at + interval '1 microsecond'`,
    admin_id: 'gen_random_uuid()',
    address: `address || '1'`,
    reason: `coalesce(reason, '') || 'x'`,
    operation_name: `coalesce(operation_name, '') || 'x'`,
    operation: `coalesce(operation, '') || ' '`,
    variables: `coalesce(variables, '') || ' '`,
    outcome: `coalesce(outcome, '') || 'x'`,
    organizations: 'array_append(organizations, gen_random_uuid())',
    row_count: 'coalesce(row_count, 0) + 1',
    cost: 'coalesce(cost, 0) + 1',
    duration_ms: 'coalesce(duration_ms, 0) + 1',
    previous_hash: 'sha256(previous_hash)',
    hash: 'sha256(hash)',
  }
  const line = fc.integer({ min: 2, max: 90 })
  const tampering = fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.constantFrom(...Object.keys(columns)), line)
        .map(([column, at]) => [
          `update admin_access_log set ${column} = ${columns[column]} where seq = ${at}`,
        ]),
    },
    line.map((at) => [`delete from admin_access_log where seq = ${at}`]),
    line.map((at) => [
      `delete from admin_access_log where seq = ${at}`,
      `update admin_access_log set seq = -seq where seq > ${at}`,
      'update admin_access_log set seq = -seq - 1 where seq < 0',
    ]),
    fc
      .tuple(line, line)
      .filter(([a, b]) => a !== b)
      .map(([a, b]) => [
        `update admin_access_log set seq = -1 where seq = ${a}`,
        `update admin_access_log set seq = ${a} where seq = ${b}`,
        `update admin_access_log set seq = ${b} where seq = -1`,
      ]),
    line.map((at) => [`delete from admin_access_log where seq >= ${at}`]),
    line.map((at) => [
      `delete from admin_access_log where seq >= ${at}`,
      `update admin_access_head set seq = ${at} - 1, signed_seq = least(signed_seq, ${at} - 1),
         hash = (select hash from admin_access_log where seq = ${at} - 1)`,
    ]),
    line.map((at) => [
      `update admin_access_log set seq = seq + 100000 where seq > ${at}`,
      `insert into admin_access_log select ${at} + 1, gen_random_uuid(), kind, at, admin_id, address, reason, operation_name,
         operation, variables, outcome, organizations, row_count, cost, duration_ms, hash, sha256(hash) from admin_access_log where seq = ${at}`,
      `update admin_access_log set seq = seq - 99999 where seq > 100000`,
    ]),
    fc
      .constantFrom(
        'seq = seq + 1',
        'seq = seq - 1',
        'hash = sha256(hash)',
        'seal = sha256(seal)',
        'seal = null',
      )
      .map((change) => [`update admin_access_head set ${change}`]),
  )

  it('breaks visibly under a hundred tamperings of the database’s owner, and is whole without them', async () => {
    await run(`alter table admin_access_log drop constraint admin_access_log_pkey,
      drop constraint admin_access_log_seq_check, drop constraint admin_access_log_operation_id_kind_key`)
    await run('create table kept_log as select * from admin_access_log')
    await run('create table kept_head as select * from admin_access_head')
    const { admin } = server.app
    const { verifyAccessLog } = await import('./verify.ts')
    const check = () =>
      verifyAccessLog(server.database.pools, admin.services.logKey, admin.services.heads)
    const restore = () =>
      run(`truncate admin_access_log; insert into admin_access_log select * from kept_log;
        truncate admin_access_head; insert into admin_access_head select * from kept_head`)
    let found = 0
    await fc.assert(
      fc.asyncProperty(tampering, async (statements) => {
        await run(statements.join(';\n'))
        const { problem } = await check()
        await restore()
        expect(problem).not.toBeNull()
        found += 1
      }),
      { numRuns: 100 },
    )
    expect(found).toBeGreaterThanOrEqual(100)
    expect(await check()).toMatchObject({ problem: null })
  })

  it('that was set back as a whole, end and all, is betrayed by the end that was signed and kept elsewhere', async () => {
    const { admin } = server.app
    const before = await run('select * from admin_access_head')
    const { seq } = before.rows[0]
    for (let n = 0; n < 3; n++) await ask(server, '{ me { id } }', {}, lead)
    await run('update admin_access_head set signed_at = null')
    await admin.services.heads.keep()
    expect(await verify()).toMatchObject({ isIntact: true, heads: expect.any(Number) })
    await run('delete from admin_access_log where seq > $1', [seq])
    await run('update admin_access_head set seq = $1, hash = $2, seal = $3, signed_seq = 0', [
      ...[seq, before.rows[0].hash, before.rows[0].seal],
    ])
    // The operation that asks is written after the cut, and grows the log again.
    for (let n = 0; n < 6; n++) await ask(server, '{ me { id } }', {}, lead)
    expect(await verify()).toMatchObject({
      isIntact: false,
      problem: 'A line is not the one that was signed.',
    })
  })

  it('is signed once a thousand lines or an hour have passed, and not before', async () => {
    const { isDue } = await import('./heads.ts')
    const minutesAgo = (n: number) => new Date(Date.now() - n * 60_000)
    expect(isDue({ seq: 1_999, signed_seq: 1_000, signed_at: minutesAgo(59) })).toBe(false)
    expect(isDue({ seq: 2_000, signed_seq: 1_000, signed_at: minutesAgo(1) })).toBe(true)
    expect(isDue({ seq: 1_001, signed_seq: 1_000, signed_at: minutesAgo(61) })).toBe(true)
    expect(isDue({ seq: 1_000, signed_seq: 1_000, signed_at: minutesAgo(999) })).toBe(false)
    expect(isDue({ seq: 1, signed_seq: 0, signed_at: null })).toBe(true)
  })
})
