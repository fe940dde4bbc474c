import { createHash } from 'node:crypto'
import { startTestCluster } from '../db/testing.ts'
import { roads } from '../db/urls.ts'
import { access } from '../sql/access.ts'
import { type Bench, kill, openBench, tryDoors, tryPolicies } from '../sql/bench.ts'
import { takeInventory } from '../sql/inventory.ts'
import { listMutants } from '../sql/mutants.ts'
import { wholeMutants } from '../sql/mutants-of-the-whole.ts'
import { fail } from './problem.ts'

// Proves, on a database made for it and thrown away, that one organization reaches nothing of another; the same checks
// run in the tests. `--all` tries every mutant instead of a sample.

type Report = { lines: string[]; violations: number }

async function prove(isAll: boolean): Promise<Report> {
  const cluster = await startTestCluster()
  try {
    const bench = await openBench(cluster.adminUrl)
    const { rows } = await bench.asBuilt.admin.query<{ version: string }>('select version()')
    const parts = [
      await proveRows(bench),
      await proveCatalog(bench),
      await proveAlertness(bench, isAll),
    ]
    await bench.drop()
    const lines = [`Isolation of organizations, on ${rows[0]?.version.split(' on ')[0]}`, '']
    return {
      lines: [...lines, ...parts.flatMap((part) => part.lines), ...elsewhere],
      violations: parts.reduce((sum, part) => sum + part.violations, 0),
    }
  } finally {
    await cluster.stop()
  }
}

const elsewhere = [
  '4. Every field of the API, tried by every kind of caller with own, foreign and made-up ids: api/access.test.ts.',
  '   Attacks as a role, oracles, and the tenant of pooled connections under faults: sql/*.test.ts.',
]

async function proveRows(bench: Bench): Promise<Report> {
  const asBuilt = await tryDoors(bench)
  const policies = await tryPolicies(bench)
  const violations = [...asBuilt.violations, ...policies.violations]
  const lines = [
    '1. Rows. Every relation of the catalog, tried by every role that logs in, with no tenant, an empty one, garbage,',
    '   another organization and one that does not exist: selects, inserts, updates, deletes, merges, copies, locks,',
    '   definitions, and plans kept from one organization to the next.',
    '',
    ...table(asBuilt.relations),
    '   s select, i insert, u update, d delete, * some columns only, · nothing',
    '',
    `   ${asBuilt.checks} checks as built, ${asBuilt.violations.length} violations`,
    `   ${policies.checks} checks with everything granted and the policies alone, ${policies.violations.length} violations`,
    ...violations.map((violation) => `   VIOLATION ${violation}`),
    '',
  ]
  return { lines, violations: violations.length }
}

/** What each role may do where. */
function table(relations: readonly string[]): string[] {
  const width = Math.max(...relations.map((name) => name.length)) + 2
  const head = `   ${''.padEnd(width)}${roads.map((road) => road.padEnd(11)).join('')}`
  const rows = relations.map((relation) => {
    const cells = roads.map((road) => letters(access[relation]?.[road] ?? '').padEnd(11))
    return `   ${relation.padEnd(width)}${cells.join('')}`.trimEnd()
  })
  return [head.trimEnd(), ...rows]
}

function letters(entry: string): string {
  const verbs = entry.split(' ').filter(Boolean)
  if (verbs.length === 0) return '·'
  return verbs.map((verb) => `${verb[0]}${verb.includes('(') ? '*' : ''}`).join('')
}

async function proveCatalog(bench: Bench): Promise<Report> {
  const findings = await takeInventory(bench.asBuilt.adminUrl)
  const lines = findings.flatMap(({ promise, broken }) => [
    `   ${broken.length === 0 ? 'holds ' : 'BROKEN'} ${promise}`,
    ...broken.map((each) => `          ${each}`),
  ])
  const violations = findings.filter(({ broken }) => broken.length > 0).length
  return { lines: ['2. The catalog.', '', ...lines, ''], violations }
}

async function proveAlertness(bench: Bench, isAll: boolean): Promise<Report> {
  const all = listMutants()
  const sample = all.filter(({ name }) => name.startsWith('qr_codes'))
  const mutants = isAll ? all : [...sample, ...wholeMutants]
  const counts = { matrix: 0, inventory: 0 }
  const survivors: string[] = []
  for (const mutant of mutants) {
    const noticedBy = await kill(bench, mutant)
    if (noticedBy) counts[noticedBy] += 1
    else survivors.push(mutant.name)
  }
  const killed = mutants.length - survivors.length
  const lines = [
    '3. The proof itself. Mistakes made on purpose in policies, grants, functions and roles:',
    `   ${killed} of ${mutants.length} noticed (${counts.matrix} by their rows, ${counts.inventory} by the catalog)`,
    ...survivors.map((name) => `   SURVIVED ${name}`),
    '',
  ]
  return { lines, violations: survivors.length }
}

const start = performance.now()
prove(process.argv.includes('--all')).then(({ lines, violations }) => {
  const verdict =
    violations === 0 ? 'ISOLATED: no violation.' : `NOT ISOLATED: ${violations} violations.`
  const text = [...lines, '', verdict].join('\n')
  console.log(text)
  console.log(
    `SHA-256 of the lines above: ${createHash('sha256').update(`${text}\n`).digest('hex')}`,
  )
  console.log(`${((performance.now() - start) / 1000).toFixed(1)} s`)
  process.exitCode = violations === 0 ? 0 : 1
}, fail)
