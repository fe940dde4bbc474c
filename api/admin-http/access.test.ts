import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AdminRole } from '../../db/types.ts'
import { adminSchema } from '../admin-schema.ts'
import { aServer, signUp, type TestServer } from '../testing.ts'
import { anAdmin, ask } from './testing.ts'

const callers = ['stranger', 'customer', 'SUPPORT', 'ANALYST', 'ADMIN', 'SUPER_ADMIN'] as const
type Caller = (typeof callers)[number]

/** Who is let in. What a field of the door then answers is its own matter: here nobody brings what it wants. */
type Rule = 'public' | 'staff' | 'lead'
const rules: Record<Rule, readonly Caller[]> = {
  public: callers,
  staff: ['SUPPORT', 'ANALYST', 'ADMIN', 'SUPER_ADMIN'],
  lead: ['ADMIN', 'SUPER_ADMIN'],
}

type Row = { rule: Rule; operation: string; told?: string }

/** Every root field there is; one without a row fails the first test below. */
const table: Record<string, Row> = {
  'Query.me': { rule: 'public', operation: '{ me { id email name role } }' },
  'Query.enrolment': {
    rule: 'public',
    operation: '{ enrolment(token: "enrol_x") { email } }',
    told: 'NOT_FOUND',
  },
  'Query.accessLog': { rule: 'lead', operation: '{ accessLog(first: 1) { nodes { line } } }' },
  'Query.verifyAccessLog': { rule: 'lead', operation: '{ verifyAccessLog { isIntact } }' },
  'Query.overview': {
    rule: 'staff',
    operation: '{ overview { customers } }',
  },
  'Query.planBreakdown': {
    rule: 'staff',
    operation: '{ planBreakdown { customers } }',
  },
  'Query.customers': {
    rule: 'staff',
    operation: '{ customers(first: 1) { nodes { id } } }',
  },
  'Query.customer': {
    rule: 'staff',
    operation: '{ customer(id: "x") { id } }',
  },
  'Query.mrr': {
    rule: 'staff',
    operation: '{ mrr { mrrCents } }',
  },
  'Query.mrrMovements': {
    rule: 'staff',
    operation: '{ mrrMovements(from: "2026-01-01", to: "2026-01-31") { total { endCents } } }',
  },
  'Query.revenueHistory': {
    rule: 'staff',
    operation: '{ revenueHistory(months: 1) { mrrCents } }',
  },
  'Query.topLocations': {
    rule: 'staff',
    operation: '{ topLocations { scans } }',
  },
  'Query.deviceStats': {
    rule: 'staff',
    operation: '{ deviceStats { scans } }',
  },
  'Query.scanHours': {
    rule: 'staff',
    operation: '{ scanHours { scans } }',
  },
  'Query.upgradeOpportunities': {
    rule: 'staff',
    operation: '{ upgradeOpportunities { score } }',
  },
  'Query.churnRisks': {
    rule: 'staff',
    operation: '{ churnRisks { level } }',
  },
  'Query.topPerformers': {
    rule: 'staff',
    operation: '{ topPerformers { scans } }',
  },
  'Mutation.signIn': {
    rule: 'public',
    operation: 'mutation { signIn(email: "x@example.test", password: "x") { expiresAt } }',
    told: 'UNAUTHENTICATED',
  },
  'Mutation.refreshSession': {
    rule: 'public',
    operation: 'mutation { refreshSession { expiresAt } }',
    told: 'UNAUTHENTICATED',
  },
  'Mutation.enrol': {
    rule: 'public',
    operation: 'mutation { enrol(token: "enrol_x", password: "x", code: "1") }',
    told: 'NOT_FOUND',
  },
  'Mutation.signOut': { rule: 'public', operation: 'mutation { signOut }' },
}

let server: TestServer
const tokens: Partial<Record<Caller, string>> = {}
beforeAll(async () => {
  server = await aServer()
  tokens.customer = (await signUp(server)).token
  for (const role of rules.staff) {
    tokens[role] = (await anAdmin(server, role as AdminRole)).token
  }
})
afterAll(() => server.stop())

describe('the staff’s schema', () => {
  it('has a row here for every root field', () => {
    const roots = [adminSchema.getQueryType(), adminSchema.getMutationType()]
    const fields = roots.flatMap((root) =>
      Object.keys(root?.getFields() ?? {}).map((field) => `${root?.name}.${field}`),
    )
    expect(Object.keys(table).sort()).toEqual(fields.sort())
    expect(adminSchema.getSubscriptionType() ?? null).toBeNull()
  })

  it.each(Object.keys(table))(
    '%s lets in whom it says, and names what the others lack',
    async (name) => {
      const { rule, operation, told } = table[name] as Row
      for (const caller of callers) {
        const { errors } = await ask(server, operation, {}, { token: tokens[caller] })
        const isStaff = rules.staff.includes(caller)
        const refusal = isStaff ? 'FORBIDDEN' : 'UNAUTHENTICATED'
        const expected = rules[rule].includes(caller) ? (told ?? 'OK') : refusal
        expect([caller, errors?.[0]?.extensions.code ?? 'OK']).toEqual([caller, expected])
      }
    },
  )
})

describe('GraphiQL', () => {
  const open = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}${path}`, { headers, redirect: 'manual' })

  it('opens for who holds a good cookie of staff; everybody else is sent to sign in', async () => {
    const { cookie } = await anAdmin(server, 'ANALYST')
    const page = await open('/admin/graphql', { cookie })
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('graphiql.js')
    // Opened again: looking at it spends nothing.
    expect((await open('/admin/graphql', { cookie })).status).toBe(200)
    const customer = await signUp(server)
    for (const other of ['', customer.cookie, `${cookie.slice(0, -3)}xyz`]) {
      const answer = await open('/admin/graphql', { cookie: other })
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/admin'])
    }
  })

  it('is sent whole from here, compressed, and once', async () => {
    const policy = (await open('/admin')).headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    for (const [path, least] of [
      ['/admin/graphql/graphiql.js', 5e6],
      ['/admin/graphql/graphiql.css', 5e5],
    ] as const) {
      const file = await open(path, { 'accept-encoding': 'br' })
      expect(file.headers.get('content-encoding')).toBe('br')
      const etag = file.headers.get('etag') ?? ''
      const text = await file.text()
      expect(text.length).toBeGreaterThan(least)
      expect(Number(file.headers.get('content-length'))).toBeLessThan(text.length / 2)
      expect((await open(path, { 'if-none-match': etag })).status).toBe(304)
    }
  })

  it('and the pages beside it answer nothing but GET', async () => {
    for (const path of ['/admin', '/admin/enrol', '/admin/graphql/graphiql.js']) {
      expect((await fetch(`${server.url}${path}`, { method: 'POST', body: '{}' })).status).toBe(405)
    }
    expect((await open('/admin/nothing')).status).toBe(404)
  })
})
