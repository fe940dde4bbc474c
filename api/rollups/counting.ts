import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { type Pools, type RollupDb, withRollup } from '../../db/connections.ts'

// What counts is in sql/functions/rollups.sql; this asks for it.

/**
 * Counts what these organizations have stored since they were last counted, at most so many hits altogether (but one of each
 * at least), shared so that a small backlog never waits for a large one, and returns which of them must be asked for again: more is stored, not settled yet, or counted by another process at this moment.
 */
export async function followScans(
  db: RollupDb,
  organizationIds: readonly string[],
  most: number,
): Promise<string[]> {
  const { rows } = await sql<{ organization_id: string; is_behind: boolean }>`
    select * from roll_up(${organizationIds}::uuid[], ${most}::int)`.execute(db)
  return rows.filter((row) => row.is_behind).map((row) => row.organization_id)
}

/** Whether this transaction counted anything of these organizations. */
export async function haveMoved(
  db: RollupDb,
  organizationIds: readonly string[],
): Promise<boolean> {
  const row = await db
    .selectFrom('rollup_progress')
    .select('organization_id')
    .where('organization_id', '=', sql<string>`any(${organizationIds}::uuid[])`)
    .where('updated_at', '=', sql<Date>`now()`)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The organizations that have hits which are not counted yet. */
export async function listBehind(db: RollupDb): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from organizations where is_behind(id) order by id`.execute(db)
  return rows.map((row) => row.id)
}

export async function listOrganizations(db: RollupDb): Promise<string[]> {
  const rows = await db.selectFrom('organizations').select('id').orderBy('id').execute()
  return rows.map((row) => row.id)
}

/**
 * Counts an organization anew from the scans that still exist, a month at a time, as far as it had been counted; rollups of
 * months whose scans are gone stay. Another process that counts it at the same time is waited for.
 */
export async function rebuild(pools: Pools, organizationId: string): Promise<number> {
  const months = await withRollup(pools, (db) => listMonths(db, organizationId))
  for (const month of months) {
    let isDone = false
    while (!isDone) {
      isDone = await withRollup(pools, (db) => rebuildMonth(db, organizationId, month))
      if (!isDone) await setTimeout(50)
    }
  }
  return months.length
}

/** The beginnings of the organization's months, from the oldest whose scans are kept whole. */
async function listMonths(db: RollupDb, organizationId: string): Promise<Date[]> {
  const { rows } = await sql<{ at: Date }>`
    select distinct greatest(month, zone.starts_at) as at
    from zone_segments(${organizationId}) as zone
    cross join lateral generate_series(
      date_trunc('month', greatest(zone.starts_at, raw_scans_since()), zone.timezone),
      least(zone.ends_at, now() + interval '1 day'), '1 month', zone.timezone) as month
    where greatest(month, zone.starts_at) >= raw_scans_since() and greatest(month, zone.starts_at) < zone.ends_at
    order by 1`.execute(db)
  return rows.map((row) => row.at)
}

async function rebuildMonth(db: RollupDb, organizationId: string, month: Date): Promise<boolean> {
  const { rows } = await sql<{ done: boolean }>`
    select rebuild_rollups(${organizationId}, ${month}) as done`.execute(db)
  return rows[0]?.done ?? false
}
