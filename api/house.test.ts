import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { lexicographicSortSchema, printSchema } from 'graphql'
import { describe, expect, it } from 'vitest'
import { adminSchema } from './admin-schema.ts'
import { schema } from './schema.ts'

const root = resolve(import.meta.dirname, '..')

/** The rooms in order: each may look at those above it, and at db. */
const rooms = [
  'credentials',
  'writers',
  'pdf',
  'storage',
  'file-types',
  'graphql',
  'plans',
  'jobs',
  'journal',
  'mail',
  'organizations',
  'members',
  'throttle',
  'sessions',
  'two-step',
  'users',
  'security',
  'invitations',
  'activities',
  'campaigns',
  'uploads',
  'qr-codes',
  'shares',
  'hits',
  'intake',
  'rollups',
  'files',
  'scans',
  'feed',
  'analytics',
  'export-engine',
  'datasets',
  'custom-exports',
  'exports',
  'schedules',
  'webhooks',
] as const

/** The staff's building, in its own order. Nothing of the customers' looks in, and it looks at nothing of theirs. */
const adminRooms = [
  'admin',
  'admin-log',
  'admin-door',
  'admin-customers',
  'admin-revenue',
  'admin-geography',
  'admin-opportunities',
] as const

/** What the staff's rooms may use besides their own: what stands below customers and staff alike. */
const adminMayUse =
  /^(db\/|api\/(writers|credentials|storage|throttle|jobs|journal|export-engine)\/|api\/graphql\/(errors|page|limits|scalars)\.ts$)/

/** What stands under the roof: it puts the rooms together and may look at everything. */
const roofs: readonly string[] = ['http', 'admin-http']

/** What a room may look at besides the rooms above it, because the ruling says so. */
const looksAtNothing: readonly string[] = ['credentials', 'writers', 'storage', 'hits']

/** Tests, what they are made with, and the program that a test kills. */
type Source = { path: string; folder: string; text: string; isTest: boolean }

/** Every source file below a folder; generated ones and what is installed aside. */
function sources(folder: string, endings: RegExp): Source[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !/(^|\/)(node_modules|dist)\/|^web\/gql\/|^db\/types\.ts$/.test(path))
    .map((path) => ({
      path,
      folder: dirname(path),
      text: readFileSync(join(root, path), 'utf8'),
      isTest: /\.(test|e2e)\.tsx?$|(^|\/)(testing|fixtures|runner)\.ts$|^web\/e2e\//.test(path),
    }))
}

const api = sources('api', /\.ts$/)
const db = sources('db', /\.ts$/)
const everything = [...api, ...db, ...sources('bin', /\.[tj]s$/), ...sources('web', /\.tsx?$/)]
const product = everything.filter((source) => !source.isTest)

const isAdmin = (room: string) => (adminRooms as readonly string[]).includes(room)
const roomOf = (source: { path: string }) => /^api\/([^/]+)\//.exec(source.path)?.[1] ?? null

/** The files of ours that a source looks at, types included. */
function lookedAt({ path, text }: Source): string[] {
  const found = text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g)
  return [...found].map(([, to = '']) => join(dirname(path), to).replaceAll('\\', '/'))
}

function comments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '')
}

describe('The house', () => {
  it('was seen: the checks below read every room and hundreds of imports', () => {
    const seen = new Set(api.map(roomOf).filter((room) => room !== null))
    expect([...seen].sort()).toEqual([...rooms, ...adminRooms, ...roofs].sort())
    expect(product.length).toBeGreaterThan(150)
    expect(api.flatMap(lookedAt).length).toBeGreaterThan(250)
    const schemaOfCodes = api.find(({ path }) => path === 'api/qr-codes/schema.ts')
    expect(lookedAt(schemaOfCodes as Source)).toContain('api/members/schema.ts')
  })

  it('has every import lead to a file that is there', () => {
    const files = new Set(everything.map(({ path }) => path))
    const missing = api.flatMap((source) =>
      lookedAt(source)
        .filter((to) => !files.has(to) && to !== 'db/types.ts')
        .map((to) => `${source.path} → ${to}`),
    )
    expect(missing).toEqual([])
  })

  it('lets a room look only at the rooms above it, and at db', () => {
    const wrong: string[] = []
    for (const source of api.filter((each) => !each.isTest)) {
      const room = roomOf(source)
      if (room === null || roofs.includes(room) || isAdmin(room)) continue
      const above = looksAtNothing.includes(room)
        ? []
        : rooms.slice(0, rooms.indexOf(room as never))
      for (const to of lookedAt(source)) {
        const target = roomOf({ path: to })
        const isAllowed =
          target === room ||
          (target === null
            ? to.startsWith('db/') && !looksAtNothing.includes(room)
            : (above as readonly string[]).includes(target))
        if (!isAllowed) wrong.push(`${source.path} → ${to}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('keeps staff and customers apart: neither building looks into the other', () => {
    const wrong: string[] = []
    for (const source of api.filter((each) => !each.isTest)) {
      const room = roomOf(source)
      if (room === null || !isAdmin(room)) continue
      const above: readonly string[] = adminRooms.slice(0, adminRooms.indexOf(room as never) + 1)
      for (const to of lookedAt(source)) {
        if (!above.includes(roomOf({ path: to }) ?? '') && !adminMayUse.test(to))
          wrong.push(`${source.path} → ${to}`)
      }
    }
    expect(wrong).toEqual([])
    expect(
      adminMayUse.test('api/graphql/builder.ts') || adminMayUse.test('api/plans/gate.ts'),
    ).toBe(false)
  })

  it('has db look at nothing above it, and web at nothing outside web', () => {
    const outside = (folder: string) =>
      product
        .filter(({ path }) => path.startsWith(`${folder}/`))
        .flatMap((source) => lookedAt(source).map((to) => [source.path, to] as const))
        .filter(([, to]) => !to.startsWith(`${folder}/`))
        .map(([from, to]) => `${from} → ${to}`)
    expect(outside('db')).toEqual([])
    expect(outside('web')).toEqual([])
  })
})

/** A table and the one room that writes it. */
const writers: Record<string, string> = {
  activity_log: 'journal',
  admin_access_head: 'admin-log',
  admin_access_log: 'admin-log',
  admin_enrolments: 'admin-door',
  admin_recovery_codes: 'admin-door',
  admin_session_tokens: 'admin-door',
  admin_sessions: 'admin-door',
  admin_signing_keys: 'admin-door',
  campaigns: 'campaigns',
  custom_exports: 'custom-exports',
  export_mails: 'schedules',
  export_schedules: 'schedules',
  exports: 'export-engine',
  invitations: 'invitations',
  members: 'members',
  oi_admin_users: 'admin-door',
  one_time_tokens: 'security',
  organization_timezones: 'organizations',
  organization_usage: 'organizations',
  organizations: 'organizations',
  orphan_hits: 'intake',
  outbox: 'journal',
  person_salts: 'intake',
  qr_codes: 'qr-codes',
  qr_scan_events: 'intake',
  qr_slugs: 'qr-codes',
  recovery_codes: 'two-step',
  scan_persons: 'intake',
  scan_rejects: 'intake',
  session_tokens: 'sessions',
  sessions: 'sessions',
  sign_in_attempts: 'throttle',
  signing_keys: 'sessions',
  subscription_movements: 'organizations',
  uploaded_files: 'uploads',
  user_totp: 'two-step',
  users: 'users',
  visitor_codes: 'intake',
  visitor_minutes: 'intake',
  visitor_salts: 'intake',
  webhook_deliveries: 'webhooks',
  webhooks: 'webhooks',
}

/** Maintenance forgets on a road of its own (oi_keeper); it deletes, and writes nothing. */
const forgets = 'api/maintenance.ts'

function writesOf(source: Source): { table: string; verb: string }[] {
  const text = comments(source.text)
  const kysely = [...text.matchAll(/\.(insertInto|updateTable|deleteFrom|mergeInto)\(\s*'(\w+)/g)]
  const raw = [
    ...text.matchAll(/\b(insert into|delete from|update|truncate)\s+(?:app\.)?([a-z_]+)\s/gi),
  ]
  return [...kysely, ...raw]
    .map(([, verb = '', table = '']) => ({ table, verb: verb.toLowerCase() }))
    .filter(({ table }) => table in writers)
}

describe('A table', () => {
  it('has one writer: a room of its own', () => {
    const found: Record<string, Set<string>> = {}
    for (const source of api.filter((each) => !each.isTest && each.path !== forgets)) {
      for (const { table } of writesOf(source)) {
        found[table] ??= new Set()
        found[table].add(roomOf(source) ?? source.path)
      }
    }
    const asLists = Object.fromEntries(Object.entries(found).map(([table, by]) => [table, [...by]]))
    const wanted = Object.fromEntries(Object.entries(writers).map(([table, by]) => [table, [by]]))
    expect(asLists).toEqual(wanted)
  })

  it('is in the list above as soon as there is one', () => {
    const tables = readdirSync(join(root, 'sql/policies'))
      .filter((name) => name.endsWith('.sql'))
      .map((name) => name.slice(0, -'.sql'.length))
    // Written by sql/plans.sql and by billing, not by this program.
    const notOurs = ['plans', 'plan_limits', 'plan_exports', 'plan_features', 'organization_terms']
    // Written by sql/functions/rollups.sql, as the one road that may.
    const counted = ['scan_rollups', 'rollup_progress', 'rollup_visitors']
    expect([...Object.keys(writers), ...notOurs, ...counted].sort()).toEqual(tables.sort())
  })

  it('is only ever emptied by maintenance, never written', () => {
    const source = api.find(({ path }) => path === forgets) as Source
    const verbs = writesOf(source).map(({ verb }) => verb)
    expect(verbs.length).toBeGreaterThan(4)
    expect(verbs.filter((verb) => verb !== 'delete from' && verb !== 'update')).toEqual([])
    // Forgetting a part of a row: what it updates, it empties.
    const emptied = comments(source.text).match(/\bupdate [a-z_]+ set \w+ = null\b(?!,)/g) ?? []
    expect(emptied).toHaveLength(verbs.filter((verb) => verb === 'update').length)
  })
})

describe('A source file', () => {
  const offenders = (pattern: RegExp, files: readonly Source[], allowed: readonly string[] = []) =>
    files
      .filter(({ path, text }) => !allowed.includes(path) && pattern.test(comments(text)))
      .map(({ path }) => path)

  it('names no plan: plans are rows of sql/plans.sql', () => {
    const rows = readFileSync(join(root, 'sql/plans.sql'), 'utf8').matchAll(
      /\('(\w+)', '([^']+)', \d+, \d+, (?:true|false)/g,
    )
    const names = [...rows].flatMap(([, id = '', name = '']) => [id, name])
    expect(names).toHaveLength(6)
    const pattern = new RegExp(`\\b(${names.join('|')})\\b`, 'i')
    const others = [
      ...everything.filter(({ isTest }) => !isTest),
      ...sources('sql', /\.(sql|ts)$/).filter(({ isTest }) => !isTest),
      ...sources('db', /\.sql$/),
    ].filter(({ path }) => path !== 'sql/plans.sql' && !path.startsWith('db/seed/'))
    expect(offenders(pattern, others)).toEqual([])
  })

  it('reads the environment in two places only', () => {
    // What starts another program hands the environment on; it reads no setting in it.
    const hands = ['db/process.ts', 'bin/run.ts', 'bin/starting.ts']
    const allowed = ['api/config.ts', 'db/urls.ts', ...hands]
    expect(offenders(/\bprocess\.env\b|\bimport\.meta\.env\b/, product, allowed)).toEqual([])
  })

  it('has no SQL that is put together from text, but for words written in the same file', () => {
    // rows.ts: marks of XML, as constants and not as parameters, which COPY would read anew for every row.
    expect(offenders(/\bsql\s*\.\s*(raw|lit)\b/, product)).toEqual([
      'api/export-engine/rows.ts',
      'api/intake/store.ts',
    ])
  })

  it('is no barrel and has no default export', () => {
    const barrels = product.filter(({ path }) => /(^|\/)index\.tsx?$/.test(path))
    expect(barrels.map(({ path }) => path)).toEqual([])
    expect(offenders(/^export default\b|^export \* from\b/m, everything)).toEqual([])
  })

  it('is at most 300 lines long, a test 400', () => {
    const length = ({ text }: Source) => text.split('\n').length - 1
    // The access table has a row for every root field: it is as long as the schema is wide.
    const files = [...api, ...db].filter(({ path }) => path !== 'api/access.test.ts')
    const long = files.filter((each) => length(each) > (each.isTest ? 400 : 300))
    expect(long.map((each) => `${each.path} ${length(each)}`)).toEqual([])
  })

  it('does not crowd its room: eight a folder, the next idea is a new room', () => {
    const counts = new Map<string, number>()
    for (const { folder, isTest } of [...api, ...db]) {
      if (!isTest) counts.set(folder, (counts.get(folder) ?? 0) + 1)
    }
    // One floor that everything stands on, and may not grow further; and a demo with a file for each kind of thing in it.
    const grown: Record<string, number> = { db: 9, 'db/seed': 12, 'api/graphql': 9 }
    const crowded = [...counts].filter(([folder, count]) => count > (grown[folder] ?? 8))
    expect(crowded).toEqual([])
  })

  it('has no any, no enum, no namespace and no silenced type error', () => {
    expect(
      offenders(/:\s*any\b|<any>|\bas any\b|@ts-(ignore|expect-error|nocheck)/, product),
    ).toEqual([])
    expect(
      offenders(/^\s*(export )?(const )?enum \w|^\s*(export )?namespace \w/m, product),
    ).toEqual([])
  })
})

describe('The printed contract', () => {
  it('is what the schema prints', () => {
    const print = (from: typeof schema) => `${printSchema(lexicographicSortSchema(from))}\n`
    const kept = (name: string) => readFileSync(join(root, name), 'utf8')
    expect(kept('api/schema.graphql')).toBe(print(schema))
    expect(kept('api/admin/schema.graphql')).toBe(print(adminSchema))
  })
})
