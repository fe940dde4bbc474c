import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { z } from 'zod'
import { type Pools, type RollupDb, withRollup } from '../../db/connections.ts'
import type { Classification } from '../../db/types.ts'
import { CLASSIFIER_VERSION } from '../hits/bots.ts'
import { classify, type Evidence, type Verdict } from '../hits/scan.ts'
import { platformTask, type Tasks } from '../jobs/tasks.ts'

/** The list of steps, and the version that is stamped on what it judged. */
export type Classifier = { version: number; classify: (evidence: Evidence) => Verdict }

const current: Classifier = { version: CLASSIFIER_VERSION, classify }

/** So many hits are judged at a time. */
const pageSize = 2_000
/** As long as user agents are kept (api/maintenance.ts): what is older cannot be judged again and keeps its class. */
const isKept = sql<boolean>`scanned_at > now() - interval '30 days'`
/** Verdicts the intake found among neighbours, and their class. */
const carriedOver: Readonly<Record<string, Classification>> = {
  'bot:rate': 'BOT',
  duplicate: 'DUPLICATE',
}

type Kept = Evidence & {
  id: string
  scanned_at: Date
  reason: string | null
  carried: string | null
}

/**
 * Judges an organization's hits of the last thirty days by another version of the classifier, and counts the months they
 * belong to anew, all in one transaction: nobody sees the one without the other, and one that is killed has done nothing.
 * Going back to the version before brings back what was. Returns how many hits were judged.
 */
export async function reclassify(
  pools: Pools,
  organizationId: string,
  classifier: Classifier = current,
): Promise<number> {
  for (;;) {
    const judged = await withRollup(pools, (db) => judgeAll(db, organizationId, classifier))
    if (judged !== null) return judged
    // Another process counts for this organization at the moment.
    await setTimeout(50)
  }
}

async function judgeAll(
  db: RollupDb,
  organizationId: string,
  classifier: Classifier,
): Promise<number | null> {
  const { rows } = await sql<{ mine: boolean }>`
    select lock_rollups(${organizationId}) as mine`.execute(db)
  if (!rows[0]?.mine) return null
  let judged = 0
  for (;;) {
    const page = await listHits(db, organizationId, classifier.version)
    if (page.length === 0) break
    await judge(db, organizationId, classifier, page)
    judged += page.length
  }
  if (judged > 0) {
    // Every local month that has an hour of the window.
    await sql`select rebuild_rollups(${organizationId}, at) from (
      select max(hour) as at from zone_segments(${organizationId}) as zone
      join generate_series(now() - interval '30 days 1 hour', now() + interval '1 hour', '1 hour') as hour
        on hour >= zone.starts_at and hour < zone.ends_at
      group by greatest(date_trunc('month', hour, zone.timezone), zone.starts_at)) as month`.execute(
      db,
    )
  }
  return judged
}

function listHits(db: RollupDb, organizationId: string, version: number): Promise<Kept[]> {
  return db
    .selectFrom('qr_scan_events')
    .select(['id', 'scanned_at', 'reason', 'carried'])
    .select(['method', 'purpose', 'user_agent', 'referrer'])
    .select((eb) => eb.ref('excluded').$castTo<Evidence['excluded']>().as('excluded'))
    .where('organization_id', '=', organizationId)
    .where('classifier_version', '<>', version)
    .where(isKept)
    .limit(pageSize)
    .execute()
}

async function judge(
  db: RollupDb,
  organizationId: string,
  { version, classify }: Classifier,
  page: readonly Kept[],
): Promise<void> {
  const verdicts = page.map((hit) => {
    const found = hit.carried ?? (hit.reason && hit.reason in carriedOver ? hit.reason : null)
    const verdict = classify(hit)
    const kept = found === null ? undefined : carriedOver[found]
    // Only whom the steps take for a person was ever compared with anybody.
    const isPerson = verdict.classification === 'HUMAN'
    const given = isPerson && kept ? { classification: kept, reason: found } : verdict
    return { id: hit.id, at: hit.scanned_at, ...given, carried: isPerson ? null : found }
  })
  await sql`
    update qr_scan_events set classification = verdict.classification, reason = verdict.reason, carried = verdict.carried,
      classifier_version = ${version}
    from jsonb_to_recordset(${JSON.stringify(verdicts)}::jsonb) as verdict
      (id uuid, at timestamptz, classification classification, reason text, carried text)
    where organization_id = ${organizationId} and qr_scan_events.id = verdict.id and scanned_at = verdict.at`.execute(
    db,
  )
}

/** Every night: there is something to do when the classifier has a new version. */
export const reclassifyCron = [{ task: 'reclassify', match: '41 3 * * *' }]

export const reclassifyTasks: Tasks = {
  reclassify: platformTask(z.object({}), async ({ pools }, _payload, { signal }) => {
    const due = await withRollup(pools, (db) =>
      db
        .selectFrom('qr_scan_events')
        .select('organization_id')
        .distinct()
        .where('classifier_version', '<>', CLASSIFIER_VERSION)
        .where(isKept)
        .execute(),
    )
    for (const { organization_id } of due) {
      // What is left is done in the next run: each organization is done or not begun.
      signal.throwIfAborted()
      await reclassify(pools, organization_id)
    }
  }),
}
