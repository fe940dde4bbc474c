import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { secretOf, type TenantDb } from '../../db/connections.ts'
import { builder } from '../graphql/builder.ts'
import type { Context } from '../graphql/context.ts'
import { invalid, notFound, Refusal, valid } from '../graphql/errors.ts'
import { lineShape } from '../graphql/text.ts'
import { type ProductAction, recordAct } from '../journal/activities.ts'
import { testEvent } from './deliver.ts'
import { findPending, getDelivery, insertDelivery, resend } from './log.ts'
import {
  countWebhooks,
  getWebhook,
  insertWebhook,
  isUrlTaken,
  lockWebhooks,
  removeWebhook,
  setSecret,
  updateWebhook,
  type WebhookChange,
  type WebhookRow,
} from './queries.ts'
import { hostOf, type Reach, urlProblem } from './reach.ts'
import { Webhook, WebhookDelivery, WebhookEvent } from './schema.ts'
import { newSecret, overlapHours, sealSecret } from './secrets.ts'

declare module '../graphql/context.ts' {
  interface Services {
    /** How far webhooks may go. */
    webhookReach: Reach
  }
}

/** So many an organization. */
const mostWebhooks = 10

const everyEvent = ['EXPORT_COMPLETED', 'EXPORT_FAILED'] as const

const shape = z.object({
  url: z.string().trim().max(2_000, 'Use at most 2,000 characters.'),
  description: lineShape(200),
  events: z
    .array(z.enum(everyEvent))
    .min(1, 'Choose at least one event.')
    .nullish()
    .transform((events) => (events ? [...new Set(events)] : undefined)),
})
const updateShape = shape.partial().extend({
  isEnabled: z.boolean().nullish(),
  version: z.number().int().nullish(),
})

const CreateWebhookInput = builder.inputType('CreateWebhookInput', {
  fields: (t) => ({
    url: t.string({
      required: true,
      description:
        'https, in the public internet, without name and password; 2,000 characters at most.',
    }),
    description: t.string({ description: 'What it is for, up to 200 characters.' }),
    events: t.field({ type: [WebhookEvent], description: 'Every one when missing.' }),
  }),
})

const UpdateWebhookInput = builder.inputType('UpdateWebhookInput', {
  description: 'Only the fields given are changed.',
  fields: (t) => ({
    url: t.string(),
    description: t.string(),
    events: t.field({ type: [WebhookEvent] }),
    isEnabled: t.boolean({ description: 'Switching it on forgets why it was switched off.' }),
    version: t.int({
      description: 'The version you saw; CONFLICT when somebody changed the webhook since.',
    }),
  }),
})

type Revealed = { webhook: WebhookRow; secret: string }

const WebhookSecret = builder.objectRef<Revealed>('WebhookSecret').implement({
  description: 'A webhook and its new secret, which nobody can read again: keep it now.',
  authScopes: { admin: true },
  fields: (t) => ({
    webhook: t.expose('webhook', { type: Webhook }),
    secret: t.exposeString('secret', {
      description: 'whsec_ and 32 bytes in base64, as libraries for Standard Webhooks take it.',
    }),
  }),
})

builder.mutationField('createWebhook', (t) =>
  t.field({
    type: WebhookSecret,
    description: `Adds an address that is told what happens; ${mostWebhooks} an organization. INVALID; CONFLICT when it is there already; LIMIT_REACHED (resource WEBHOOKS).`,
    authScopes: { admin: true },
    args: { input: t.arg({ type: CreateWebhookInput, required: true }) },
    resolve: async (_root, args, context) => {
      const wish = valid(shape, args.input)
      const { db, member } = context
      const url = checkedUrl(context, wish.url)
      await lockWebhooks(db)
      await requirePlace(db)
      const [id, secret] = [uuidv7(), newSecret()]
      const isNew = await insertWebhook(db, member, {
        id,
        url,
        description: wish.description ?? null,
        events: wish.events ?? everyEvent,
        secretSealed: sealSecret(secretOf(db), id, secret),
      })
      if (!isNew) throw taken()
      const webhook = await getWebhook(db, id)
      await announce(context, webhook, 'WEBHOOK_CREATED')
      return { webhook, secret }
    },
  }),
)

builder.mutationField('updateWebhook', (t) =>
  t.field({
    type: Webhook,
    description:
      'Changes a webhook, or switches it off and on. NOT_FOUND, INVALID, CONFLICT (also when another has that address).',
    authScopes: { admin: true },
    args: {
      id: t.arg.id({ required: true }),
      input: t.arg({ type: UpdateWebhookInput, required: true }),
    },
    resolve: async (_root, args, context) => {
      const { version, ...wish } = valid(updateShape, args.input)
      const { db } = context
      await lockWebhooks(db)
      const before = await getWebhook(db, args.id)
      const change = changeOf(context, before, wish)
      const changed = Object.keys(change)
      if (changed.length === 0 && (version ?? before.version) === before.version) return before
      if (change.url && (await isUrlTaken(db, change.url, before.id))) throw taken()
      if (!(await updateWebhook(db, before.id, version ?? before.version, change)))
        throw new Refusal(
          'CONFLICT',
          'This webhook was changed meanwhile. See their version or save yours over it.',
        )
      const webhook = await getWebhook(db, before.id)
      await announce(context, webhook, 'WEBHOOK_UPDATED', changed)
      return webhook
    },
  }),
)

builder.mutationField('rotateWebhookSecret', (t) =>
  t.field({
    type: WebhookSecret,
    description: `Makes a new secret. For ${overlapHours} hours messages are signed with the one before as well, so that yours can be exchanged in peace. NOT_FOUND.`,
    authScopes: { admin: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const { db } = context
      const webhook = await getWebhook(db, id)
      const secret = newSecret()
      await setSecret(db, id, sealSecret(secretOf(db), webhook.id, secret), overlapHours)
      await announce(context, webhook, 'WEBHOOK_SECRET_ROTATED')
      return { webhook: await getWebhook(db, id), secret }
    },
  }),
)

builder.mutationField('deleteWebhook', (t) =>
  t.field({
    type: 'ID',
    description: 'Takes a webhook away, with its log and what was still to be sent. NOT_FOUND.',
    authScopes: { admin: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const webhook = await getWebhook(context.db, id)
      if (!(await removeWebhook(context.db, id))) throw notFound()
      await announce(context, webhook, 'WEBHOOK_DELETED')
      return webhook.id
    },
  }),
)

builder.mutationField('testWebhook', (t) =>
  t.field({
    type: WebhookDelivery,
    description:
      'Sends a message of type webhook.test, also where the webhook is switched off; it is tried once. While one waits it is that one. NOT_FOUND.',
    authScopes: { admin: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const { db, member } = context
      await lockWebhooks(db)
      const webhook = await getWebhook(db, id)
      const waiting = await findPending(db, webhook.id, testEvent)
      if (waiting) return waiting
      const message = { type: testEvent, data: { webhookId: webhook.id } }
      const sent = await insertDelivery(db, member.organizationId, webhook.id, message)
      await announce(context, webhook, 'WEBHOOK_TESTED')
      return getDelivery(db, sent)
    },
  }),
)

builder.mutationField('redeliverWebhook', (t) =>
  t.field({
    type: WebhookDelivery,
    description:
      'Sends a message again under its own id, whatever became of it, with every attempt before it. INVALID while the webhook is switched off. NOT_FOUND.',
    authScopes: { admin: true },
    args: { id: t.arg.id({ required: true, description: "The delivery's." }) },
    resolve: async (_root, { id }, context) => {
      const { db } = context
      const delivery = await getDelivery(db, id)
      const webhook = await getWebhook(db, delivery.webhook_id)
      if (!webhook.is_enabled)
        throw invalid('id', 'The webhook is switched off. Switch it on, then send this again.')
      await resend(db, delivery.id)
      await announce(context, webhook, 'WEBHOOK_RESENT')
      return getDelivery(db, delivery.id)
    },
  }),
)

function checkedUrl({ services }: Context, text: string): string {
  const problem = urlProblem(services.webhookReach, text)
  if (problem) throw invalid('url', problem)
  return new URL(text).href
}

function taken(): Refusal {
  return new Refusal('CONFLICT', 'This address is a webhook already.', { field: 'url' })
}

async function requirePlace(db: TenantDb): Promise<void> {
  if ((await countWebhooks(db)) < mostWebhooks) return
  const message = `An organization has at most ${mostWebhooks} webhooks. Delete one.`
  const details = { resource: 'WEBHOOKS', limit: mostWebhooks, requiredPlan: null }
  throw new Refusal('LIMIT_REACHED', message, details)
}

/** What is to be changed, checked; a field that is absent stays, and one that is as it was is no change. */
function changeOf(
  context: Context,
  before: WebhookRow,
  wish: Omit<z.output<typeof updateShape>, 'version'>,
): WebhookChange {
  const change: WebhookChange = {}
  const { description, events, isEnabled } = wish
  const url = wish.url === undefined ? before.url : checkedUrl(context, wish.url)
  if (url !== before.url) change.url = url
  if (description !== undefined && description !== before.description)
    change.description = description
  if (events && [...events].sort().join() !== [...before.events].sort().join())
    change.events = events
  if (typeof isEnabled === 'boolean' && isEnabled !== before.is_enabled)
    change.isEnabled = isEnabled
  return change
}

/** The line names the host only: the rest of an address may be a secret. */
async function announce(
  { db, member }: Context,
  { id, url }: WebhookRow,
  action: ProductAction,
  changed?: string[],
): Promise<void> {
  const name = hostOf(new URL(url))
  const metadata = changed ? { name, changed } : { name }
  await recordAct(db, member, { action, entityType: 'webhook', entityId: id, metadata })
}
