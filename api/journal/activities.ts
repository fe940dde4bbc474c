import { v7 as uuidv7 } from 'uuid'
import type { AuthDb, TenantDb } from '../../db/connections.ts'
import type { Json } from '../../db/types.ts'

/** What the product itself writes. Counts, limits and histories are read from these lines, so nobody else may write them. */
export const productActions = [
  'CAMPAIGN_ARCHIVED',
  'CAMPAIGN_CREATED',
  'CAMPAIGN_DELETED',
  'CAMPAIGN_RESTORED',
  'CAMPAIGN_SHARED',
  'CAMPAIGN_UPDATED',
  'CUSTOM_EXPORT_CREATED',
  'CUSTOM_EXPORT_DELETED',
  'CUSTOM_EXPORT_UPDATED',
  'DATA_SHARING_ALLOWED',
  'DATA_SHARING_REFUSED',
  'EXPORT_CANCELLED',
  'EXPORT_REQUESTED',
  'EXPORT_RETRIED',
  'FILE_DELETED',
  'FILE_RESTORED',
  'FILE_UPDATED',
  'FILE_UPLOADED',
  'INVITATION_CHANGED',
  'INVITATION_RESENT',
  'INVITATION_REVOKED',
  'INVITATION_SENT',
  'MEMBER_DEACTIVATED',
  'MEMBER_JOINED',
  'MEMBER_LEFT',
  'MEMBER_REACTIVATED',
  'MEMBER_REMOVED',
  'MEMBER_ROLE_CHANGED',
  'ORGANIZATION_CREATED',
  'ORGANIZATION_UPDATED',
  'OWNERSHIP_TRANSFERRED',
  'PASSWORD_CHANGED',
  'PASSWORD_RESET',
  'PLAN_REQUESTED',
  'PLAN_REQUEST_CANCELLED',
  'PROFILE_UPDATED',
  'QR_CODE_ASSIGNED',
  'QR_CODE_CREATED',
  'QR_CODE_DELETED',
  'QR_CODE_PAUSED',
  'QR_CODE_RESTORED',
  'QR_CODE_RESUMED',
  'QR_CODE_UNASSIGNED',
  'QR_CODE_UPDATED',
  'SCHEDULE_CREATED',
  'SCHEDULE_DELETED',
  'SCHEDULE_PAUSED',
  'SCHEDULE_RESUMED',
  'SCHEDULE_UPDATED',
  'SESSIONS_REVOKED',
  'SESSION_REVOKED',
  'SIGNED_IN',
  'SIGNED_OUT',
  'SIGNED_OUT_ELSEWHERE',
  'TWO_STEP_CODES_RENEWED',
  'TWO_STEP_TURNED_OFF',
  'TWO_STEP_TURNED_ON',
  'WEBHOOK_CREATED',
  'WEBHOOK_DELETED',
  'WEBHOOK_DISABLED',
  'WEBHOOK_RESENT',
  'WEBHOOK_SECRET_ROTATED',
  'WEBHOOK_TESTED',
  'WEBHOOK_UPDATED',
] as const
export type ProductAction = (typeof productActions)[number]

/** What was done, to what; `metadata` holds what a reader of the line wants to know, never a secret. */
export type Act<Action extends string = ProductAction> = {
  action: Action
  entityType: string
  entityId?: string | null
  metadata?: Json | null
}

/** Who did it; name is kept as it was then. */
export type Actor = { organizationId: string; memberId: string; name: string }

/** The product itself, where nobody asked for what it does. */
export type Product = { organizationId: string; memberId: null; name: string }

export function theProduct(organizationId: string): Product {
  return { organizationId, memberId: null, name: 'Outbound Impact' }
}

/** Writes the line a mutation leaves, in the mutation's own transaction, and returns its id. */
export async function recordAct(
  db: TenantDb | AuthDb,
  actor: Actor | Product,
  act: Act,
): Promise<string> {
  const [id = ''] = await insertActs(db, actor, [act])
  return id
}

/** Writes a line in a customer's own words; the caller has refused ours. */
export async function recordOwnAct(db: TenantDb, actor: Actor, act: Act<string>): Promise<string> {
  const [id = ''] = await insertActs(db, actor, [act])
  return id
}

/** The same for a mutation that does several things at once: a line each, in one statement. */
export async function recordActs(
  db: TenantDb | AuthDb,
  actor: Actor,
  acts: readonly Act[],
): Promise<string[]> {
  return insertActs(db, actor, acts)
}

async function insertActs(
  db: TenantDb | AuthDb,
  actor: Actor | Product,
  acts: readonly Act<string>[],
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
