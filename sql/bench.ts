import { aDatabase, type TestDatabase, testSecret } from '../db/testing.ts'
import { widened } from './access.ts'
import { plant, widen } from './fixtures.ts'
import { takeInventory } from './inventory.ts'
import { type MatrixOptions, type Result, runMatrix } from './matrix.ts'
import type { Mutant } from './mutants-of-the-whole.ts'

/** Two copies of the product's database: as it is, and with every grant given so that the policies stand alone. */
export type Bench = {
  asBuilt: TestDatabase
  widened: TestDatabase
  drop(): Promise<void>
}

export async function openBench(templateUrl?: string): Promise<Bench> {
  const [asBuilt, wide] = await Promise.all([aDatabase(templateUrl), aDatabase(templateUrl)])
  await Promise.all([plant(asBuilt.admin), plant(wide.admin)])
  await widen(wide.admin)
  return {
    asBuilt,
    widened: wide,
    async drop() {
      await asBuilt.drop()
      await wide.drop()
    },
  }
}

type Part = Omit<MatrixOptions, 'adminUrl' | 'secretKey' | 'granted'>

/** The matrix on the database as it is. */
export function tryDoors(bench: Bench, part: Part = {}): Promise<Result> {
  return runMatrix({ ...part, adminUrl: bench.asBuilt.adminUrl, secretKey: testSecret })
}

/** The matrix where everything is granted. */
export function tryPolicies(bench: Bench, part: Part = {}): Promise<Result> {
  const { adminUrl } = bench.widened
  return runMatrix({ ...part, adminUrl, secretKey: testSecret, granted: widened })
}

/** What noticed the mistake; undefined when nothing did. */
export async function kill(
  bench: Bench,
  mutant: Mutant,
): Promise<'matrix' | 'inventory' | undefined> {
  const { only, roads } = mutant
  if (only.length > 0) {
    const part = { only, stopAtFirst: true, ...(roads && { roads }) }
    const { violations } = await (mutant.layer === 'policies'
      ? during(bench.widened, mutant, () => tryPolicies(bench, part))
      : mistaken(bench, mutant, () => tryDoors(bench, part)))
    if (violations.length > 0) return 'matrix'
  }
  const findings = await mistaken(bench, mutant, () => takeInventory(bench.asBuilt.adminUrl))
  return findings.some(({ broken }) => broken.length > 0) ? 'inventory' : undefined
}

async function during<T>(
  database: TestDatabase,
  mutant: Mutant,
  work: () => Promise<T>,
): Promise<T> {
  await database.admin.query(mutant.apply)
  try {
    return await work()
  } finally {
    await database.admin.query(mutant.undo)
  }
}

/** Looks at the database as it is while the mistake is in it. */
export function mistaken<T>(bench: Bench, mutant: Mutant, work: () => Promise<T>): Promise<T> {
  return during(bench.asBuilt, mutant, work)
}
