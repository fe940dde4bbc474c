import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Answer,
  aServer,
  createCode,
  type Member,
  setPlan,
  signUp,
  type TestServer,
} from '../testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await aServer()
})
afterAll(() => server.stop())

const admin = (text: string, values: unknown[] = []) => server.database.admin.query(text, values)
const codeOf = (answer: Answer) => answer.errors?.[0]?.extensions.code ?? 'OK'

function create(member: Member): Promise<Answer> {
  return server.send(
    'mutation { createQrCode(input: { name: "Door", targetUrl: "https://example.com/" }) { id } }',
    {},
    member,
  )
}

const remove = (member: Member, id: string) =>
  server.send('mutation ($id: ID!) { deleteQrCode(id: $id) }', { id }, member)
const restore = (member: Member, id: string) =>
  server.send('mutation ($id: ID!) { restoreQrCode(id: $id) { id } }', { id }, member)
const change = (member: Member, id: string, input: object) =>
  server.send(
    'mutation ($id: ID!, $input: UpdateQrCodeInput!) { updateQrCode(id: $id, input: $input) { id status } }',
    { id, input },
    member,
  )

/** What is counted, and what is there. */
async function used(member: Member): Promise<{ counted: number; there: number }> {
  const { rows } = await admin(
    `select used as counted,
       (select count(*)::int from qr_codes where organization_id = $1 and deleted_at is null) as there
     from organization_usage where organization_id = $1 and resource = 'QR_CODES'`,
    [member.organizationId],
  )
  return { counted: Number(rows[0].counted), there: rows[0].there }
}

const setTerms = (member: Member, limits: object) =>
  admin(
    `insert into organization_terms (organization_id, limits) values ($1, $2)
     on conflict (organization_id) do update set limits = excluded.limits`,
    [member.organizationId, JSON.stringify(limits)],
  )

describe('A plan of five codes', () => {
  for (const parallel of [12, 50]) {
    it(`gives exactly five to ${parallel} creations at once, and tells the others what would help`, async () => {
      const me = await signUp(server)
      const answers = await Promise.all(Array.from({ length: parallel }, () => create(me)))
      expect(answers.filter((answer) => codeOf(answer) === 'OK')).toHaveLength(5)
      const refused = answers.flatMap(({ errors }) => errors ?? [])
      expect(refused).toHaveLength(parallel - 5)
      const { data } = await server.send('{ plans { id name rank } }')
      const { id, name } = data.plans.find((plan: { rank: number }) => plan.rank === 2)
      for (const { extensions, message } of refused) {
        expect(extensions).toEqual({
          code: 'LIMIT_REACHED',
          resource: 'QR_CODES',
          limit: 5,
          requiredPlan: { id, name },
        })
        expect(message).toContain(name)
      }
      expect(await used(me)).toEqual({ counted: 5, there: 5 })
    })
  }

  it('frees a place by deleting, and takes one by restoring', async () => {
    const me = await signUp(server)
    const ids: string[] = []
    for (let n = 0; n < 5; n += 1) ids.push((await createCode(server, me)).id)
    const [first = ''] = ids
    expect(codeOf(await create(me))).toBe('LIMIT_REACHED')
    expect(codeOf(await remove(me, first))).toBe('OK')
    const fresh = await create(me)
    expect(codeOf(fresh)).toBe('OK')
    expect(codeOf(await restore(me, first))).toBe('LIMIT_REACHED')
    expect(codeOf(await remove(me, fresh.data.createQrCode.id))).toBe('OK')
    expect(codeOf(await restore(me, first))).toBe('OK')
    expect(await used(me)).toEqual({ counted: 5, there: 5 })
  })

  it('counts a code once, however many delete and restore it at once', async () => {
    const me = await signUp(server)
    const { id } = await createCode(server, me)
    await createCode(server, me)
    const deleted = (await Promise.all(Array.from({ length: 8 }, () => remove(me, id)))).map(codeOf)
    expect(deleted.filter((code) => code === 'OK')).toHaveLength(1)
    expect(await used(me)).toEqual({ counted: 1, there: 1 })
    await Promise.all(Array.from({ length: 8 }, () => restore(me, id)))
    expect(await used(me)).toEqual({ counted: 2, there: 2 })
    const storm = Array.from({ length: 40 }, (_, n) => (n % 2 ? remove(me, id) : restore(me, id)))
    const codes = new Set((await Promise.all(storm)).map(codeOf))
    expect([...codes].filter((code) => !['OK', 'NOT_FOUND', 'CONFLICT'].includes(code))).toEqual([])
    const after = await used(me)
    expect(after.counted).toBe(after.there)
  })

  it('gives a place back when the mutation that took it fails in another field', async () => {
    const me = await signUp(server)
    const answer = await server.send(
      `mutation {
        a: createQrCode(input: { name: "Door", targetUrl: "https://example.com/" }) { id }
        b: createQrCode(input: { name: "", targetUrl: "https://example.com/" }) { id } }`,
      {},
      me,
    )
    expect(answer.data).toBeNull()
    expect(await used(me)).toEqual({ counted: 0, there: 0 })
  })

  it('lets nothing of a mutation stand that passes the limit halfway', async () => {
    const me = await signUp(server)
    const fields = Array.from(
      { length: 6 },
      (_, n) =>
        `c${n}: createQrCode(input: { name: "Door", targetUrl: "https://example.com/" }) { id }`,
    )
    const answer = await server.send(`mutation { ${fields.join(' ')} }`, {}, me)
    expect(codeOf(answer)).toBe('LIMIT_REACHED')
    expect(answer.data).toBeNull()
    expect(await used(me)).toEqual({ counted: 0, there: 0 })
  })
})

describe("An organization's own terms", () => {
  it('come before the plan: more, fewer, and without end', async () => {
    const me = await signUp(server)
    await setTerms(me, { QR_CODES: 2 })
    const answers = await Promise.all(Array.from({ length: 6 }, () => create(me)))
    expect(answers.filter((answer) => codeOf(answer) === 'OK')).toHaveLength(2)
    await setTerms(me, { QR_CODES: 7 })
    const more = await Promise.all(Array.from({ length: 8 }, () => create(me)))
    expect(more.filter((answer) => codeOf(answer) === 'OK')).toHaveLength(5)
    await setTerms(me, { QR_CODES: null })
    expect(codeOf(await create(me))).toBe('OK')
    const { data } = await server.send('{ organization { usage { resource used max } } }', {}, me)
    expect(data.organization.usage).toContainEqual({ resource: 'QR_CODES', used: 8, max: null })
  })

  it('that are silent about a resource leave it to the plan', async () => {
    const me = await signUp(server)
    await setTerms(me, { SEATS: 50 })
    const answers = await Promise.all(Array.from({ length: 7 }, () => create(me)))
    expect(answers.filter((answer) => codeOf(answer) === 'OK')).toHaveLength(5)
  })
})

describe('A limit that is missing', () => {
  it('is a mistake that raises, not a plan without end', async () => {
    const me = await signUp(server)
    const { rows } = await admin(
      `delete from plan_limits where resource = 'QR_CODES'
       and plan_id = (select plan_id from organizations where id = $1) returning plan_id, max`,
      [me.organizationId],
    )
    try {
      const answer = await create(me)
      expect(codeOf(answer)).toBe('INTERNAL_SERVER_ERROR')
      expect(await used(me)).toEqual({ counted: 0, there: 0 })
    } finally {
      await admin(`insert into plan_limits (plan_id, resource, max) values ($1, 'QR_CODES', $2)`, [
        rows[0].plan_id,
        rows[0].max,
      ])
    }
  })
})

describe('An organization that is over its limit after a downgrade', () => {
  it('may pause, rename, delete and read, but not create or send a code elsewhere', async () => {
    const me = await signUp(server)
    await setPlan(server, me, 2)
    const ids: string[] = []
    for (let n = 0; n < 7; n += 1) ids.push((await createCode(server, me)).id)
    const [first = '', second = '', third = ''] = ids
    await setPlan(server, me, 1)
    const elsewhere = await change(me, first, { targetUrl: 'https://example.org/' })
    const { data } = await server.send('{ plans { id name rank } }')
    const { id, name } = data.plans.find((plan: { rank: number }) => plan.rank === 2)
    expect(elsewhere.errors?.[0]?.extensions).toEqual({
      code: 'LIMIT_REACHED',
      resource: 'QR_CODES',
      limit: 5,
      requiredPlan: { id, name },
    })
    expect(codeOf(await create(me))).toBe('LIMIT_REACHED')
    expect(codeOf(await change(me, first, { targetUrl: 'https://example.com/menu' }))).toBe('OK')
    expect(codeOf(await change(me, first, { name: 'Still mine' }))).toBe('OK')
    expect(codeOf(await change(me, first, { status: 'PAUSED' }))).toBe('OK')
    expect(codeOf(await remove(me, second))).toBe('OK')
    expect(codeOf(await restore(me, second))).toBe('LIMIT_REACHED')
    expect(codeOf(await remove(me, third))).toBe('OK')
    expect(codeOf(await change(me, first, { targetUrl: 'https://example.org/' }))).toBe('OK')
    expect(codeOf(await create(me))).toBe('LIMIT_REACHED')
    expect(await used(me)).toEqual({ counted: 5, there: 5 })
  })
})

const formats = ['CSV', 'EXCEL', 'PDF', 'JSON'] as const
/** The documented table, 63 cells, and JSON beside it: what each rank of plan may export, as the formats of each dataset. */
const documented: Record<string, readonly [first: string, second: string, third: string]> = {
  ACTIVITY: ['CSV', 'CSV EXCEL', 'CSV EXCEL PDF JSON'],
  QR_CODES: ['CSV', 'CSV EXCEL', 'CSV EXCEL PDF JSON'],
  QR_SCANS: ['', '', 'CSV EXCEL PDF JSON'],
  CAMPAIGNS: ['CSV', 'CSV EXCEL', 'CSV EXCEL PDF JSON'],
  ANALYTICS: ['', 'CSV EXCEL', 'CSV EXCEL PDF JSON'],
  TEAM: ['CSV', 'CSV EXCEL', 'CSV EXCEL PDF JSON'],
  CUSTOM: ['', '', 'CSV EXCEL PDF JSON'],
}

type Option = {
  dataset: string
  format: string
  allowed: boolean
  offered: boolean
  requiredPlan: { rank: number; id: string; name: string } | null
}

describe('The export table', () => {
  for (const rank of [1, 2, 3]) {
    it(`is kept on the plan of rank ${rank}: 28 cells, and the menu says what the gate does`, async () => {
      const me = await signUp(server)
      await setPlan(server, me, rank)
      const { data } = await server.send(
        '{ organization { exportOptions { dataset format allowed offered requiredPlan { rank id name } } } }',
        {},
        me,
      )
      const options: Option[] = data.organization.exportOptions
      expect(options).toHaveLength(Object.keys(documented).length * formats.length)
      for (const option of options) {
        const cells = documented[option.dataset] ?? ['', '', '']
        const isIn = (at: number) => cells[at - 1]?.split(' ').includes(option.format) ?? false
        const cell = `${option.dataset} ${option.format}`
        expect(option.allowed, cell).toBe(isIn(rank))
        const cheapest = [1, 2, 3].find(isIn)
        expect(option.requiredPlan?.rank ?? null, cell).toBe(isIn(rank) ? null : cheapest)
        expect(await outcome(me, option), cell).toEqual(promised(option))
      }
    })
  }
})

async function outcome(member: Member, { dataset, format }: Option): Promise<object> {
  const recipe = dataset === 'CUSTOM' ? ', recipe: { dataset: TEAM, columns: ["name"] }' : ''
  const answer = await server.send(
    `mutation { requestExport(input: { dataset: ${dataset}, format: ${format}${recipe} }) { dataset format } }`,
    {},
    member,
  )
  const error = answer.errors?.[0]
  if (!error) return answer.data.requestExport
  const { code, requiredPlan } = error.extensions
  return code === 'PLAN_REQUIRED' ? { code, requiredPlan } : { code, message: error.message }
}

/** What the menu promises of a cell. */
function promised({ dataset, format, allowed, offered, requiredPlan }: Option): object {
  if (allowed && offered) return { dataset, format }
  if (allowed) return { code: 'INVALID', message: 'This export is not available yet.' }
  const { id, name } = requiredPlan as { id: string; name: string }
  return { code: 'PLAN_REQUIRED', requiredPlan: { id, name } }
}
