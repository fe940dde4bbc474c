import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql'
import { adminSchema } from '../api/admin-schema.ts'
import { schema } from '../api/schema.ts'
import { startTestCluster } from '../db/testing.ts'
import { completeLockfile } from './lockfile.ts'
import { root, run } from './run.ts'

// What is generated is committed, so that a reader sees it and a change of it is part of the change that caused it:
// SQL → db/types.ts, Pothos → the two schema.graphql, the customers' → web/gql/.

/** Types that pg hands over otherwise than the generator thinks; see the parsers in db/connections.ts. */
const types = {
  int8: 'number',
  date: 'string',
  cidr: 'string',
  xid8: 'string',
  pg_snapshot: 'string',
}
const generated = ['db/types.ts', 'api/schema.graphql', 'api/admin/schema.graphql', 'web/gql/*.ts']

/** Writes every generated file anew; throws when a generator fails. */
export async function generate(): Promise<void> {
  await generateTypes()
  writeSchema('api/schema.graphql', schema)
  writeSchema('api/admin/schema.graphql', adminSchema)
  await must('graphql-codegen', '--config', 'codegen.ts', '--silent')
}

function writeSchema(name: string, from: GraphQLSchema): void {
  writeFileSync(join(root, name), `${printSchema(lexicographicSortSchema(from))}\n`)
}

async function generateTypes(): Promise<void> {
  const cluster = await startTestCluster()
  try {
    await must(
      'kysely-codegen',
      ...['--url', cluster.adminUrl, '--dialect', 'postgres', '--log-level', 'error'],
      ...['--default-schema', 'app', '--include-pattern', 'app.*'],
      ...['--type-mapping', JSON.stringify(types), '--out-file', join(root, 'db/types.ts')],
    )
  } finally {
    await cluster.stop()
  }
}

async function must(tool: string, ...given: string[]): Promise<void> {
  const code = await run(tool, ...given)
  if (code !== 0) throw new Error(`${tool} ended with ${code}`)
}

/** Files that generate() would change, by name. The working tree is left as it was. */
export async function listStale(): Promise<string[]> {
  const aside = mkdtempSync(join(tmpdir(), 'oi-generated-'))
  const before = globSync(generated, { cwd: root })
  for (const name of before) cpSync(join(root, name), join(aside, name), { recursive: true })
  try {
    await generate()
    const after = globSync(generated, { cwd: root })
    return [...new Set([...before, ...after])].filter(
      (name) =>
        !before.includes(name) ||
        !after.includes(name) ||
        !isSame(join(aside, name), join(root, name)),
    )
  } finally {
    for (const name of before) cpSync(join(aside, name), join(root, name))
    rmSync(aside, { recursive: true, force: true })
  }
}

function isSame(a: string, b: string): boolean {
  return readFileSync(a).equals(readFileSync(b))
}

if (import.meta.main) {
  await generate()
  completeLockfile()
  console.log(`Generated ${generated.join(', ')} in ${relative(process.cwd(), root) || '.'}`)
}
