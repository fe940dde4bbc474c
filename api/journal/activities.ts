import { v7 as uuidv7 } from 'uuid'
import type { AuthDb, TenantDb } from '../../db/connections.ts'
import type { Json } from '../../db/types.ts'

/** What was done, to what; `metadata` holds what a reader of the line wants to know, never a secret. */
export type Act = {
  action: string
  entityType: string
  entityId?: string | null
  metadata?: Json | null
}

/** Who did it; name is kept as it was then. */
export type Actor = { organizationId: string; memberId: string; name: string }

/** Writes the line a mutation leaves, in the mutation's own transaction, and returns its id. */
export async function recordAct(db: TenantDb | AuthDb, actor: Actor, act: Act): Promise<string> {
  const [id = ''] = await recordActs(db, actor, [act])
  return id
}

/** The same for a mutation that does several things at once: a line each, in one statement. */
export async function recordActs(
  db: TenantDb | AuthDb,
  actor: Actor,
  acts: readonly Act[],
): Promise<string[]> {
  if (acts.length === 0) return []
  const rows = acts.map((act) => ({
    organization_id: actor.organizationId,
    id: uuidv7(),
    member_id: actor.memberId,
    member_name: actor.name,
    action: act.action,
    entity_type: act.entityType,
    entity_id: act.entityId ?? null,
    metadata: act.metadata === undefined ? null : JSON.stringify(act.metadata, wellFormed),
  }))
  await db.insertInto('activity_log').values(rows).execute()
  return rows.map(({ id }) => id)
}

/** A text column takes half a surrogate pair for the replacement character, jsonb would refuse it: both say the same. */
function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : value
}
