import { analysisOf, breakdownOf, hitsOf, seriesOf, totalsOf } from '../api/analytics/analysis.ts'
import { resolveRange } from '../api/analytics/range.ts'
import { type TenantDb, withTenant } from '../db/connections.ts'
import { must, type World } from './world.ts'

/** What the dashboard of twelve months asks: totals, a series of days, six breakdowns, hours, what was filtered. */
async function readDashboard(db: TenantDb): Promise<number> {
  const range = await resolveRange(db, { preset: 'LAST_12_MONTHS' }, null)
  const analysis = analysisOf(db, range, {}, null)
  const totals = totalsOf(analysis, range)
  const scans = await totals.scans()
  await totals.hits()
  await totals.uniques()
  await totals.codes()
  await seriesOf(analysis, 'DAY', null)
  for (const by of ['COUNTRY', 'CITY', 'DEVICE_TYPE', 'OS', 'BROWSER', 'QR_CODE'] as const)
    await breakdownOf(analysis, by, 10, null)
  await analysis.weekHours()
  await hitsOf(analysis)
  return scans
}

/** P5: the dashboard of organizations with ten times the scans of one another. */
export async function dashboard(world: World): Promise<void> {
  const { rows } = await world.admin.query<{ id: string; scans: number }>(`
    select organization_id as id, sum(scans)::int as scans from scan_rollups
    where grain = 'MONTH' and scope = '00000000-0000-0000-0000-000000000000' group by 1 order by 2 desc`)
  const largest = rows[0]
  const tenth = rows.find(({ scans }) => scans * 10 <= (largest?.scans ?? 0))
  if (!largest || !tenth) throw new Error('There are no two organizations to compare')
  const read = async ({ id, scans }: typeof largest) => {
    const begun = performance.now()
    const told = await withTenant(world.pools, { organizationId: id }, readDashboard)
    const took = performance.now() - begun
    must(told > 0 && told <= scans, `${told} of ${scans} scans are shown`)
    return took
  }
  await world.compare({
    claim: `P5 dashboard of 365 days, ${largest.scans.toLocaleString('en')} scans (ms)`,
    reference: `the same with ${tenth.scans.toLocaleString('en')}`,
    ...{ goal: 1.2, better: 'lower' },
    ours: () => read(largest),
    theirs: () => read(tenth),
  })
}
