import { DatabaseError } from 'pg'
import type { AuthDb, ExportDb, TenantDb } from '../../db/connections.ts'
import type { Dataset, ExportFormat, Resource } from '../../db/types.ts'
import { Refusal } from '../graphql/errors.ts'
import {
  claimResource,
  findPlan,
  findRoomyPlan,
  listExportGates,
  listUsage,
  requireSeats,
} from './queries.ts'

const formatNames: Record<ExportFormat, string> = {
  CSV: 'CSV',
  EXCEL: 'Excel',
  PDF: 'PDF',
  JSON: 'JSON',
}

type LimitDetail = {
  resource: Resource
  limit: number
  required_plan: { id: string; name: string } | null
}

/**
 * Takes one or more of a resource for the viewer's organization. LIMIT_REACHED when that is over its limit; the
 * transaction is then void, as the database raised it.
 */
export async function claim(db: TenantDb | AuthDb, resource: Resource, amount = 1): Promise<void> {
  await claimResource(db, resource, amount).catch(refuseOverLimit)
}

/**
 * LIMIT_REACHED when members and pending invitations together are more than the organization's seats: a pending invitation
 * holds its seat until it expires, and takes it when it is accepted.
 */
export async function requireFreeSeats(db: TenantDb): Promise<void> {
  await requireSeats(db).catch(refuseOverLimit)
}

function refuseOverLimit(error: unknown): never {
  if (!(error instanceof DatabaseError) || error.code !== 'OI001') throw error
  const detail = JSON.parse(error.detail ?? '{}') as LimitDetail
  const { resource, limit, required_plan: requiredPlan } = detail
  const way = requiredPlan ? ` or move to ${requiredPlan.name}` : ''
  throw new Refusal('LIMIT_REACHED', `${full(resource, limit)}${way}.`, {
    resource,
    limit,
    requiredPlan,
  })
}

function full(resource: Resource, limit: number): string {
  if (resource === 'QR_CODES') {
    return `All ${limit} QR codes are in use. Printed codes keep working. Delete one`
  }
  if (resource === 'SEATS') return `All ${limit} seats are taken. Remove someone`
  return 'The limit of your plan is reached. Remove something'
}

/** PLAN_REQUIRED unless the organization's plan has this dataset in this format. */
export async function requireExport(
  db: TenantDb | ExportDb,
  dataset: Dataset,
  format: ExportFormat,
): Promise<void> {
  const gates = await listExportGates(db)
  const gate = gates.find((each) => each.dataset === dataset && each.format === format)
  if (gate?.allowed) return
  const plan = gate?.cheapest_plan_id ? await findPlan(db, gate.cheapest_plan_id) : undefined
  const requiredPlan = plan ? { id: plan.id, name: plan.name } : null
  const included = gates.filter((each) => each.dataset === dataset && each.allowed)
  const have =
    included.length > 0
      ? `Yours includes ${included.map((each) => formatNames[each.format]).join(' and ')}.`
      : 'Yours does not include this export.'
  const message = `${formatNames[format]} comes with ${plan?.name ?? 'no plan'}. ${have}`
  throw new Refusal('PLAN_REQUIRED', message, { requiredPlan })
}

/** LIMIT_REACHED when the organization already has more than its plan allows (after a downgrade): what changes a code waits. */
export async function requireRoom(db: TenantDb, resource: Resource): Promise<void> {
  const usage = await listUsage(db)
  const line = usage.find((each) => each.resource === resource)
  if (!line || line.max === null || line.used <= line.max) return
  const requiredPlan = await findRoomyPlan(db, resource, line.used)
  const way = requiredPlan ? `, or move to ${requiredPlan.name}` : ''
  const message = `${line.used} of ${line.max} QR codes are in use. Printed codes keep working. Delete some${way}.`
  throw new Refusal('LIMIT_REACHED', message, { resource, limit: line.max, requiredPlan })
}
