import { z } from 'zod'
import { secretOf, type TenantDb, withKeeper } from '../../db/connections.ts'
import { enqueuePlatform } from '../jobs/enqueue.ts'
import { type Job, type JobTenant, platformTask, type Tasks, tenantTask } from '../jobs/tasks.ts'
import { recordAct, theProduct } from '../journal/activities.ts'
import { queueMail } from '../journal/mail.ts'
import { listMembersToTell } from '../members/queries.ts'
import { getOrganization } from '../organizations/queries.ts'
import {
  deliverTask,
  hasSucceededSince,
  listForgotten,
  noteAnswer,
  noteRetry,
  type TakenDelivery,
  takeDelivery,
} from './log.ts'
import { type Answer, post } from './post.ts'
import { disableWebhook } from './queries.ts'
import { hostOf, type Reach } from './reach.ts'
import { signedHeaders, unsealSecret } from './secrets.ts'

/** What a test says; it is tried once. */
export const testEvent = 'webhook.test'

const [second, minute, hour] = [1_000, 60_000, 3_600_000]
/** How long after the attempt before the next one comes, as Standard Webhooks recommends; three days and three hours. */
const waits = [
  ...[0, 5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour],
  ...[10 * hour, 14 * hour, 20 * hour, 24 * hour],
]

/**
 * How long to wait after the attempt of that step, in milliseconds; null when it was the last. A tenth more or less, so that
 * what failed together does not come back together. `random` lies in [0, 1).
 */
export function waitAfter(step: number, random: number): number | null {
  const wait = waits[step + 1]
  return wait === undefined ? null : Math.round(wait * (0.9 + random / 5))
}

export type WebhookSettings = { reach: Reach; publicUrl: string }

/** Every ten minutes. */
export const webhookCron = [{ task: 'deliver_forgotten_webhooks', match: '*/10 * * * *' }]

/** Making one attempt, and looking for deliveries that nobody makes. */
export function webhookTasks(settings: WebhookSettings): Tasks {
  return {
    [deliverTask]: tenantTask(z.object({ deliveryId: z.uuid() }), (tenant, { deliveryId }, job) =>
      deliver(settings, tenant, deliveryId, job),
    ),
    deliver_forgotten_webhooks: platformTask(z.object({}), async ({ pools }) => {
      await withKeeper(pools, async (db) => {
        for (const { id, organization_id: organizationId } of await listForgotten(db)) {
          await enqueuePlatform(db, deliverTask, { organizationId, deliveryId: id }, id)
        }
      })
    }),
  }
}

/**
 * No transaction is open while the other side is talked to. Killed between its answer and our note of it, the message is sent
 * a second time with the same id, by which it is recognized.
 */
async function deliver(
  { reach, publicUrl }: WebhookSettings,
  tenant: JobTenant,
  id: string,
  job: Job,
): Promise<void> {
  const [taken, secretKey] = await tenant.enter(async (db) => [
    await takeDelivery(db, id),
    secretOf(db),
  ])
  if (!taken) return
  if (!taken.is_enabled && taken.event !== testEvent) {
    const error = 'The webhook was switched off before this was sent.'
    await tenant.enter((db) => noteAnswer(db, taken, 'CANCELLED', { error }))
    return
  }
  const secrets = secretsOf(taken, secretKey)
  if (!secrets) {
    const error = 'Its secret cannot be read any more. Make a new one.'
    await tenant.enter((db) => noteAnswer(db, taken, 'FAILED', { error }))
    return
  }
  const headers = signedHeaders(secrets, { id: taken.id, body: taken.payload }, new Date())
  const message = { headers, body: taken.payload }
  const answer = await post(reach, new URL(taken.url), message, job.signal)
  await tenant.enter((db) => note(db, tenant.organizationId, publicUrl, taken, answer))
}

/** The present secret and the one before while it still counts; null when SECRET_KEY is another. */
function secretsOf(taken: TakenDelivery, secretKey: Buffer): string[] | null {
  const sealed = [taken.secret_sealed, taken.previous_sealed].filter((each) => each !== null)
  try {
    return sealed.map((each) => unsealSecret(secretKey, taken.webhook_id, each))
  } catch {
    return null
  }
}

async function note(
  db: TenantDb,
  organizationId: string,
  publicUrl: string,
  taken: TakenDelivery,
  given: Answer,
): Promise<void> {
  const { status } = given
  if (status !== null && status >= 200 && status < 300) {
    await noteAnswer(db, taken, 'SUCCEEDED', given)
    return
  }
  const isMoved = status !== null && status >= 300 && status < 400
  const answer = isMoved ? { ...given, error: 'Redirects are not followed.' } : given
  const isGone = status === 410
  const isTest = taken.event === testEvent
  const wait = isGone || isTest ? null : waitAfter(taken.step, Math.random())
  if (wait !== null) return noteRetry(db, taken, answer, wait)
  const isNoted = await noteAnswer(db, taken, 'FAILED', answer)
  if (!isNoted || (isTest && !isGone)) return
  // An address that takes other messages has something against this one only.
  if (!isGone && (await hasSucceededSince(db, taken.webhook_id, taken.created_at))) return
  const reason = isGone
    ? 'The address answered 410: it is gone for good.'
    : 'Nothing could be delivered there for three days.'
  await switchOff(db, organizationId, publicUrl, taken, reason)
}

/** Switches the webhook off and tells whoever made it, or the owners. */
async function switchOff(
  db: TenantDb,
  organizationId: string,
  publicUrl: string,
  { webhook_id: id, url, created_by: memberId }: TakenDelivery,
  reason: string,
): Promise<void> {
  if (!(await disableWebhook(db, id, reason))) return
  const host = hostOf(new URL(url))
  const metadata = { name: host, reason }
  await recordAct(db, theProduct(organizationId), {
    ...{ action: 'WEBHOOK_DISABLED', entityType: 'webhook', entityId: id, metadata },
  })
  const { name: organizationName } = await getOrganization(db)
  for (const { email, name } of await listMembersToTell(db, memberId)) {
    await queueMail(db, {
      ...{ organizationId, to: email, name, template: 'WEBHOOK_DISABLED' },
      variables: { host, reason, organizationName, url: `${publicUrl}/settings/webhooks` },
    })
  }
}
