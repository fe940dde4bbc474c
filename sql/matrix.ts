import pg from 'pg'
import { type Road, roads, roadUrl } from '../db/urls.ts'
import type { Access } from './access.ts'
import { ours, theirs } from './fixtures.ts'
import { listRelations, type Relation } from './relations.ts'
import { type Context, type Expected, type Situation, situate } from './situation.ts'
import { type Try, tries } from './verbs.ts'

// Every relation of the catalog × every road × every state of the tenant setting × every verb, tried as that road on a
// connection of its own and rolled back. What must come of it is computed from sql/access.ts; anything else is a violation.

export type Result = { checks: number; violations: string[]; relations: string[] }

export type MatrixOptions = {
  adminUrl: string
  secretKey: Buffer
  /** What the roads were granted; sql/access.ts unless the database was widened. */
  granted?: Access
  /** Only these relations; all of the catalog's when absent. */
  only?: readonly string[]
  /** Only these roads; all when absent. */
  roads?: readonly Road[]
  /** For mutants: one violation is enough. */
  stopAtFirst?: boolean
}

// The first must come first: once a connection has set the context it reads '' afterwards and never null again.
const contexts: readonly Context[] = [
  { name: 'none', kind: 'absent' },
  { name: 'empty', kind: 'absent', value: '' },
  { name: 'garbage', kind: 'garbage', value: "' or true --" },
  { name: 'the other organization', kind: 'tenant', value: ours.id },
  {
    name: 'an organization that does not exist',
    kind: 'tenant',
    value: 'cccccccc-0000-7000-8000-000000000000',
  },
]

export async function runMatrix(options: MatrixOptions): Promise<Result> {
  const wanted = await listRelations(options.adminUrl, options.only)
  const result: Result = { checks: 0, violations: [], relations: wanted.map((each) => each.name) }
  for (const relation of wanted) {
    result.checks += 1
    const counts = [relation.counts.get(ours.id) ?? 0, relation.counts.get(theirs.id) ?? 0]
    const isBlind = relation.tenant ? counts.includes(0) : relation.total < 2
    if (isBlind) result.violations.push(`${relation.name}: no rows of two organizations to see`)
  }
  await Promise.all((options.roads ?? roads).map((road) => runRoad(road, wanted, options, result)))
  return result
}

async function runRoad(
  road: Road,
  relations: readonly Relation[],
  options: MatrixOptions,
  result: Result,
): Promise<void> {
  const { adminUrl, secretKey } = options
  const client = new pg.Client({ connectionString: roadUrl(adminUrl, secretKey, road) })
  await client.connect()
  try {
    for (const context of contexts) {
      for (const relation of relations) {
        if (options.stopAtFirst && result.violations.length > 0) return
        await runCell(client, situate(road, relation, context, options.granted), result)
      }
    }
    await replan(client, road, relations, options, result)
  } finally {
    await client.end()
  }
}

/** All verbs on one relation in one transaction that is never committed, each from the same savepoint. */
async function runCell(client: pg.Client, at: Situation, result: Result): Promise<void> {
  await client.query('begin read write')
  if (at.context.value !== undefined) await enter(client, at.context.value)
  await client.query('savepoint clean')
  for (const each of tries) {
    const text = each.text(at)
    if (text === undefined) continue
    result.checks += 1
    const outcome = await attempt(client, `rollback to savepoint clean; ${text}`, each)
    report(result, at, each.name, outcome, each.expect(at))
  }
  await client.query('rollback')
}

async function enter(client: pg.Client, organizationId: string): Promise<void> {
  await client.query("select set_config('app.org_id', $1, true)", [organizationId])
}

type Outcome = { code: string; message: string } | { rows: number; tenants: unknown[] }

async function attempt(
  client: pg.Client,
  query: string | pg.QueryConfig,
  each: Pick<Try, 'counts'>,
): Promise<Outcome> {
  try {
    const answers = (await client.query(query)) as unknown as pg.QueryResult | pg.QueryResult[]
    const answer = Array.isArray(answers) ? answers.at(-1) : answers
    const rows = each.counts ? answer?.rows[0]?.n : answer?.rowCount
    const tenants = answer?.rows.map((row) => row.organization_id).filter(Boolean) ?? []
    return { rows: rows ?? 0, tenants }
  } catch (error) {
    if (error instanceof pg.DatabaseError) return { code: error.code ?? '', message: error.message }
    throw error
  }
}

function report(
  result: Result,
  at: Situation,
  name: string,
  outcome: Outcome,
  expected: Expected,
): void {
  const problem = judge(at, name, outcome, expected)
  if (!problem) return
  const where = `${at.relation.name} as ${at.road}, context ${at.context.name}`
  result.violations.push(`${where}: ${name} ${problem}`)
}

function judge(
  at: Situation,
  name: string,
  outcome: Outcome,
  expected: Expected,
): string | undefined {
  const got = 'code' in outcome ? `${outcome.code} ${outcome.message}` : `${outcome.rows} rows`
  if (expected === 'refused') {
    // 0A000 is COPY FROM into a table with row security (of a TRUNCATE: granted, and a foreign key stopped it); 22P02 the
    // garbage that is no uuid.
    const refusals = [
      '42501',
      ...(name === 'truncate' ? [] : ['0A000']),
      ...(at.context.kind === 'garbage' ? ['22P02'] : []),
    ]
    return 'code' in outcome && refusals.includes(outcome.code) ? undefined : `gave ${got}`
  }
  if (expected === 'stored') {
    const isTaken = 'code' in outcome && outcome.code === '23505'
    if (isTaken || ('rows' in outcome && outcome.rows > 0)) return
    return `was not stored: ${got}`
  }
  if (!('rows' in outcome) || outcome.rows !== expected) return `gave ${got}, not ${expected} rows`
  const isForeign = at.reads === 'own' && outcome.tenants.some((id) => id !== at.context.value)
  return isForeign ? "returned another organization's rows" : undefined
}

/** A plan made for one organization and kept must serve the next one its own rows. */
async function replan(
  client: pg.Client,
  road: Road,
  relations: readonly Relation[],
  options: MatrixOptions,
  result: Result,
): Promise<void> {
  await client.query('set plan_cache_mode = force_generic_plan')
  const [first, second] = [ours, theirs].map(
    (owner): Context => ({ name: `a kept plan, ${owner.mark}`, kind: 'tenant', value: owner.id }),
  )
  const nobody: Context = { name: 'a kept plan, none', kind: 'absent', value: '' }
  const select = tries[0]
  for (const relation of relations) {
    if (options.stopAtFirst && result.violations.length > 0) return
    for (const context of [first, second, first, nobody]) {
      if (!context || !select) continue
      const at = situate(road, relation, context, options.granted)
      // The statement has a name, so the server keeps its plan from one organization to the next.
      const kept = { name: `kept ${relation.name}`, text: select.text(at) ?? '' }
      result.checks += 1
      await client.query('begin')
      await enter(client, context.value ?? '')
      report(result, at, 'select', await attempt(client, kept, {}), select.expect(at))
      await client.query('rollback')
    }
  }
}
