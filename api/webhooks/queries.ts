import { sql } from 'kysely'
import type { TenantDb } from '../../db/connections.ts'
import type { WebhookEvent } from '../../db/types.ts'
import { notFound } from '../graphql/errors.ts'
import { isId, type Keyset } from '../graphql/page.ts'

const columns = [
  'id',
  'url',
  'description',
  'is_enabled',
  'disabled_reason',
  'previous_until',
  'created_by',
  'version',
  'created_at',
  'updated_at',
] as const

/** A webhook without its secrets. */
function webhooks(db: TenantDb) {
  return db
    .selectFrom('webhooks')
    .select(columns)
    .select(sql<WebhookEvent[]>`events::text[]`.as('events'))
}

export async function getWebhook(db: TenantDb, id: string) {
  if (!isId(id)) throw notFound()
  return webhooks(db).where('id', '=', id).executeTakeFirstOrThrow(notFound)
}
export type WebhookRow = Awaited<ReturnType<typeof getWebhook>>

/** Newest first. */
export function listWebhooks(db: TenantDb, { limit, afterId }: Keyset): Promise<WebhookRow[]> {
  return webhooks(db)
    .$if(afterId !== null, (query) => query.where('id', '<', afterId))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export async function countWebhooks(db: TenantDb): Promise<number> {
  const { count } = await db
    .selectFrom('webhooks')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** Those that are on and want to hear of that. */
export async function listListening(db: TenantDb, event: WebhookEvent): Promise<string[]> {
  const rows = await db
    .selectFrom('webhooks')
    .select('id')
    .where('is_enabled', '=', true)
    .where(sql<boolean>`${event}::webhook_event = any(events)`)
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Whoever makes a webhook waits here for whoever makes one at the same moment, so that both are counted. */
export async function lockWebhooks(db: TenantDb): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('webhooks ' || current_org(), 0))`.execute(
    db,
  )
}

export type NewWebhook = {
  id: string
  url: string
  description: string | null
  events: readonly WebhookEvent[]
  secretSealed: Buffer
}

const asEvents = (events: readonly WebhookEvent[]) =>
  sql<WebhookEvent[]>`${[...events]}::text[]::webhook_event[]`

/** False when that address is a webhook already. */
export async function insertWebhook(
  db: TenantDb,
  who: { organizationId: string; memberId: string },
  fresh: NewWebhook,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('webhooks')
    .values({
      organization_id: who.organizationId,
      id: fresh.id,
      url: fresh.url,
      description: fresh.description,
      events: asEvents(fresh.events),
      secret_sealed: fresh.secretSealed,
      created_by: who.memberId,
    })
    .onConflict((conflict) => conflict.columns(['organization_id', 'url']).doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

export type WebhookChange = {
  url?: string
  description?: string | null
  events?: readonly WebhookEvent[]
  isEnabled?: boolean
}

/** Changes a webhook that still has that version; false when it changed meanwhile. */
export async function updateWebhook(
  db: TenantDb,
  id: string,
  version: number,
  change: WebhookChange,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('webhooks')
    .set((eb) => ({
      url: change.url,
      description: change.description,
      ...(change.events && { events: asEvents(change.events) }),
      ...(change.isEnabled !== undefined && {
        is_enabled: change.isEnabled,
        disabled_reason: null,
      }),
      version: eb('version', '+', 1),
      updated_at: sql`now()`,
    }))
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function isUrlTaken(db: TenantDb, url: string, exceptId: string): Promise<boolean> {
  const found = await db
    .selectFrom('webhooks')
    .select('id')
    .where('url', '=', url)
    .where('id', '<>', exceptId)
    .executeTakeFirst()
  return found !== undefined
}

/** From here on the new secret signs, and the one before along with it until then. */
export async function setSecret(
  db: TenantDb,
  id: string,
  sealed: Buffer,
  overlapHours: number,
): Promise<void> {
  await db
    .updateTable('webhooks')
    .set((eb) => ({
      previous_sealed: eb.ref('secret_sealed'),
      previous_until: sql`now() + make_interval(hours => ${overlapHours})`,
      secret_sealed: sealed,
      version: eb('version', '+', 1),
      updated_at: sql`now()`,
    }))
    .where('id', '=', id)
    .execute()
}

/** Switches a webhook off, saying why; false when it was off already. */
export async function disableWebhook(db: TenantDb, id: string, reason: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('webhooks')
    .set((eb) => ({
      is_enabled: false,
      disabled_reason: reason,
      version: eb('version', '+', 1),
      updated_at: sql`now()`,
    }))
    .where('id', '=', id)
    .where('is_enabled', '=', true)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** It goes with its log; false when it was gone already. */
export async function removeWebhook(db: TenantDb, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('webhooks').where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}
