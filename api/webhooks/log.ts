import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { KeeperDb, TenantDb } from '../../db/connections.ts'
import type { WebhookDeliveryState, WebhookEvent } from '../../db/types.ts'
import type { ExportRow } from '../export-engine/queries.ts'
import { notFound } from '../graphql/errors.ts'
import { isId, type Keyset } from '../graphql/page.ts'
import { enqueue } from '../jobs/enqueue.ts'
import type { Answer } from './post.ts'
import { listListening } from './queries.ts'

/** The task that makes one attempt; its payload names the delivery. */
export const deliverTask = 'deliver_webhook'

/** What a message says, beside its moment: which kind it is and what it is about. */
export type Message = { type: string; data: Record<string, unknown> }

/** Writes a message to a webhook and the job that sends it, and returns its id. */
export async function insertDelivery(
  db: TenantDb,
  organizationId: string,
  webhookId: string,
  { type, data }: Message,
): Promise<string> {
  const id = uuidv7()
  const payload = JSON.stringify({ type, timestamp: new Date().toISOString(), data })
  await db
    .insertInto('webhook_deliveries')
    .values({ organization_id: organizationId, id, webhook_id: webhookId, event: type, payload })
    .execute()
  await enqueue(db, deliverTask, { deliveryId: id }, id)
  return id
}

/** What an event is called in the message about it. */
const eventTypes: Record<WebhookEvent, string> = {
  EXPORT_COMPLETED: 'export.completed',
  EXPORT_FAILED: 'export.failed',
}

/**
 * Writes a message to every webhook that wants to hear how this export ended, in the transaction that ends it. It says no
 * more than which export it is: whoever receives it asks for the rest, and is then asked for the right.
 */
export async function announceExport(
  db: TenantDb,
  ended: Pick<ExportRow, 'organization_id' | 'id' | 'status' | 'dataset' | 'format'>,
): Promise<void> {
  const event = eventOf(ended.status)
  if (!event) return
  const { organization_id: organizationId, id, status, dataset, format } = ended
  const message = { type: eventTypes[event], data: { id, status, dataset, format } }
  for (const webhookId of await listListening(db, event)) {
    await insertDelivery(db, organizationId, webhookId, message)
  }
}

function eventOf(status: string): WebhookEvent | null {
  if (status === 'READY') return 'EXPORT_COMPLETED'
  return status === 'FAILED' ? 'EXPORT_FAILED' : null
}

function deliveries(db: TenantDb) {
  return db
    .selectFrom('webhook_deliveries')
    .select([
      'id',
      'webhook_id',
      'event',
      'state',
      'attempts',
      'response_status',
      'response_excerpt',
      'error',
      'duration_ms',
      'created_at',
      'attempted_at',
      'next_at',
    ])
}

export async function getDelivery(db: TenantDb, id: string) {
  if (!isId(id)) throw notFound()
  return deliveries(db).where('id', '=', id).executeTakeFirstOrThrow(notFound)
}
export type DeliveryRow = Awaited<ReturnType<typeof getDelivery>>

/** Newest first. */
export function listDeliveries(
  db: TenantDb,
  webhookId: string,
  { limit, afterId }: Keyset,
): Promise<DeliveryRow[]> {
  return deliveries(db)
    .where('webhook_id', '=', webhookId)
    .$if(afterId !== null, (query) => query.where('id', '<', afterId))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export async function countDeliveries(db: TenantDb, webhookId: string): Promise<number> {
  const { count } = await db
    .selectFrom('webhook_deliveries')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('webhook_id', '=', webhookId)
    .executeTakeFirstOrThrow()
  return count
}

/** The newest of each of these webhooks that has any. */
export function listLastDeliveries(
  db: TenantDb,
  webhookIds: readonly string[],
): Promise<DeliveryRow[]> {
  return deliveries(db)
    .distinctOn('webhook_id')
    .where('webhook_id', '=', sql<string>`any(${webhookIds}::uuid[])`)
    .orderBy('webhook_id')
    .orderBy('id', 'desc')
    .execute()
}

/** The message of that kind that still waits to be sent there, if there is one. */
export async function findPending(db: TenantDb, webhookId: string, event: string) {
  return deliveries(db)
    .where('webhook_id', '=', webhookId)
    .where('event', '=', event)
    .where('state', '=', 'PENDING')
    .executeTakeFirst()
}

/** Counts an attempt at a delivery that is due, before it is made; undefined when there is nothing to send. */
export async function takeDelivery(db: TenantDb, id: string) {
  return db
    .updateTable('webhook_deliveries')
    .from('webhooks')
    .set((eb) => ({
      attempts: eb('webhook_deliveries.attempts', '+', 1),
      attempted_at: sql`now()`,
    }))
    .where('webhook_deliveries.id', '=', id)
    .where('webhook_deliveries.state', '=', 'PENDING')
    .where(sql<boolean>`webhook_deliveries.next_at <= now()`)
    .whereRef('webhooks.organization_id', '=', 'webhook_deliveries.organization_id')
    .whereRef('webhooks.id', '=', 'webhook_deliveries.webhook_id')
    .returning([
      'webhook_deliveries.id',
      'webhook_deliveries.webhook_id',
      'webhook_deliveries.event',
      'webhook_deliveries.payload',
      'webhook_deliveries.step',
      'webhook_deliveries.created_at',
      'webhooks.url',
      'webhooks.is_enabled',
      'webhooks.created_by',
      'webhooks.secret_sealed',
      sql<Buffer | null>`case when webhooks.previous_until > now() then webhooks.previous_sealed end`.as(
        'previous_sealed',
      ),
    ])
    .executeTakeFirst()
}
export type TakenDelivery = NonNullable<Awaited<ReturnType<typeof takeDelivery>>>

/** Writes what came of an attempt, once; false when another has written it meanwhile. */
export async function noteAnswer(
  db: TenantDb,
  taken: TakenDelivery,
  state: Exclude<WebhookDeliveryState, 'PENDING'>,
  answer: Partial<Answer>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('webhook_deliveries')
    .set({ state, next_at: null, ...answered(answer) })
    .where('id', '=', taken.id)
    .where('state', '=', 'PENDING')
    .where('step', '=', taken.step)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** The same for an attempt that another follows after `wait` milliseconds, with its job. */
export async function noteRetry(
  db: TenantDb,
  taken: TakenDelivery,
  answer: Answer,
  wait: number,
): Promise<void> {
  const noted = await db
    .updateTable('webhook_deliveries')
    .set((eb) => ({
      ...answered(answer),
      step: eb('step', '+', 1),
      // A job is told its time in whole milliseconds, and must not come before this.
      next_at: sql<Date>`date_trunc('milliseconds', now() + make_interval(secs => ${wait / 1_000}))`,
    }))
    .where('id', '=', taken.id)
    .where('state', '=', 'PENDING')
    .where('step', '=', taken.step)
    .returning('next_at')
    .executeTakeFirst()
  if (noted) await enqueue(db, deliverTask, { deliveryId: taken.id }, taken.id, noted.next_at)
}

function answered({ status = null, excerpt = null, error = null, durationMs }: Partial<Answer>) {
  return {
    response_status: status,
    response_excerpt: excerpt,
    error,
    duration_ms: durationMs ?? null,
  }
}

/** Sends a message again, under its own id and with all attempts before it; one that waits is only sent sooner. */
export async function resend(db: TenantDb, id: string): Promise<void> {
  await db
    .updateTable('webhook_deliveries')
    .set({ state: 'PENDING', step: 0, next_at: sql`date_trunc('milliseconds', now())` })
    .where('id', '=', id)
    .execute()
  await enqueue(db, deliverTask, { deliveryId: id }, id)
}

/** Whether that webhook took anything since. */
export async function hasSucceededSince(
  db: TenantDb,
  webhookId: string,
  since: Date,
): Promise<boolean> {
  const found = await db
    .selectFrom('webhook_deliveries')
    .select('id')
    .where('webhook_id', '=', webhookId)
    .where('state', '=', 'SUCCEEDED')
    .where('attempted_at', '>=', since)
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

/** Deliveries whose time came ten minutes ago and that nobody made: their job is gone. The oldest first, 500 at most. */
export function listForgotten(db: KeeperDb): Promise<{ id: string; organization_id: string }[]> {
  return db
    .selectFrom('webhook_deliveries')
    .select(['id', 'organization_id'])
    .where('state', '=', 'PENDING')
    .where(sql<boolean>`next_at < now() - interval '10 minutes'`)
    .orderBy('next_at')
    .limit(500)
    .execute()
}
