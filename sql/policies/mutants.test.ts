import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestCluster, type TestCluster } from '../../db/testing.ts'
import { type Bench, kill, mistaken, openBench, tryDoors, tryPolicies } from '../bench.ts'
import { promises, takeInventory } from '../inventory.ts'
import { listMutants } from '../mutants.ts'
import { wholeMutants } from '../mutants-of-the-whole.ts'

// Roles belong to the whole cluster and some mutants weaken them, so this file has a cluster of its own.
describe('a mistake in a policy, a grant, a function or a role', () => {
  let cluster: TestCluster
  let bench: Bench
  beforeAll(async () => {
    cluster = await startTestCluster()
    bench = await openBench(cluster.adminUrl)
  })
  afterAll(async () => {
    await bench?.drop()
    await cluster?.stop()
  })

  it('is always noticed, and where rows could be reached the matrix reaches them', async () => {
    const survivors: string[] = []
    const unseen: string[] = []
    const mutants = listMutants()
    for (const mutant of mutants) {
      const noticedBy = await kill(bench, mutant)
      if (!noticedBy) survivors.push(mutant.name)
      if (noticedBy !== 'matrix' && mutant.only.length > 0) unseen.push(mutant.name)
    }
    expect(mutants.length).toBeGreaterThan(500)
    expect(survivors).toEqual([])
    expect(unseen).toEqual([])
  }, 300_000)

  it('can break every rule of the inventory: none is there for show', async () => {
    const broken = new Set<string>()
    const ofOneTable = listMutants().filter((mutant) => mutant.name.startsWith('qr_codes:'))
    for (const mutant of [...wholeMutants, ...ofOneTable]) {
      const findings = await mistaken(bench, mutant, () => takeInventory(bench.asBuilt.adminUrl))
      for (const finding of findings) if (finding.broken.length > 0) broken.add(finding.promise)
    }
    expect(promises.filter((promise) => !broken.has(promise))).toEqual([])
  }, 180_000)

  it('was taken back each time: the same databases are whole again', async () => {
    const findings = await takeInventory(bench.asBuilt.adminUrl)
    const { violations } = await tryDoors(bench)
    const { violations: inPolicies } = await tryPolicies(bench)
    const broken = findings.flatMap((finding) => finding.broken)
    expect([...broken, ...violations, ...inPolicies]).toEqual([])
  }, 180_000)
})
