import DataLoader from 'dataloader'
import { builder } from '../graphql/builder.ts'
import type { Context } from '../graphql/context.ts'
import { connectionOf, pageArgs, pageComplexity, pageOf } from '../graphql/page.ts'
import { loadMember, Member } from '../members/schema.ts'
import { Organization } from '../organizations/schema.ts'
import { countDeliveries, type DeliveryRow, listDeliveries, listLastDeliveries } from './log.ts'
import { countWebhooks, listWebhooks, type WebhookRow } from './queries.ts'

export const WebhookEvent = builder.enumType('WebhookEvent', {
  description: 'What a webhook can be told of.',
  values: {
    EXPORT_COMPLETED: { description: 'A file is ready; the message is of type export.completed.' },
    EXPORT_FAILED: { description: 'An export ended without one; of type export.failed.' },
  },
})

const WebhookDeliveryState = builder.enumType('WebhookDeliveryState', {
  description: 'What has become of a message.',
  values: {
    PENDING: { description: 'Another attempt is due at nextAt.' },
    SUCCEEDED: { description: 'It was answered with 2xx.' },
    FAILED: { description: 'The last attempt failed as well, or the address answered 410.' },
    CANCELLED: { description: 'The webhook was switched off before it could be sent.' },
  },
})

export const WebhookDelivery = builder.objectRef<DeliveryRow>('WebhookDelivery').implement({
  description: 'A message to a webhook and what came of it, kept for thirty days.',
  authScopes: { admin: true },
  fields: (t) => ({
    id: t.exposeID('id', {
      description: 'The webhook-id of the message: the same in every attempt at it.',
    }),
    event: t.exposeString('event', {
      description: 'The type of the message: export.completed, export.failed or webhook.test.',
    }),
    state: t.expose('state', { type: WebhookDeliveryState }),
    attempts: t.exposeInt('attempts'),
    responseStatus: t.exposeInt('response_status', {
      nullable: true,
      description: 'The HTTP status of the last attempt; null when there was no answer.',
    }),
    responseExcerpt: t.exposeString('response_excerpt', {
      nullable: true,
      description: 'The first 1,000 characters of the last answer.',
    }),
    error: t.exposeString('error', {
      nullable: true,
      description: 'Why the last attempt got no answer that counts, in words.',
    }),
    durationMs: t.exposeInt('duration_ms', {
      nullable: true,
      description: 'How long the last attempt took, in milliseconds; 20,000 at most.',
    }),
    createdAt: t.expose('created_at', { type: 'DateTime' }),
    at: t.expose('attempted_at', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was tried last.',
    }),
    nextAt: t.expose('next_at', {
      type: 'DateTime',
      nullable: true,
      description: 'When it is tried next; null when it is over.',
    }),
  }),
})

const WebhookDeliveryConnection = connectionOf('WebhookDelivery', WebhookDelivery)

export const Webhook = builder.objectRef<WebhookRow>('Webhook').implement({
  description:
    'An address of yours that is told what happens, as Standard Webhooks 1.0.0 has it. For owners and admins.',
  authScopes: { admin: true },
  fields: (t) => ({
    id: t.exposeID('id'),
    url: t.exposeString('url'),
    description: t.exposeString('description', { nullable: true }),
    events: t.field({ type: [WebhookEvent], resolve: (webhook) => webhook.events }),
    isEnabled: t.exposeBoolean('is_enabled'),
    disabledReason: t.exposeString('disabled_reason', {
      nullable: true,
      description: 'Why it was switched off by itself; null when a person did, or when it is on.',
    }),
    previousSecretUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'Until when the secret before the last rotation signs along; null when it does not.',
      resolve: ({ previous_until: until }) =>
        until && until.getTime() > Date.now() ? until : null,
    }),
    version: t.exposeInt('version', {
      description: 'Rises with each change; send it back with an update.',
    }),
    createdAt: t.expose('created_at', { type: 'DateTime' }),
    updatedAt: t.expose('updated_at', { type: 'DateTime' }),
    createdBy: t.field({
      type: Member,
      nullable: true,
      resolve: (webhook, _args, context) => loadMember(context, webhook.created_by),
    }),
    lastDelivery: t.field({
      type: WebhookDelivery,
      nullable: true,
      resolve: (webhook, _args, context) => loadLastDelivery(context, webhook.id),
    }),
    deliveries: t.field({
      type: WebhookDeliveryConnection,
      description: 'What it was told in the last thirty days, newest first.',
      args: { first: t.arg.int(pageArgs.first), after: t.arg.string(pageArgs.after) },
      complexity: pageComplexity,
      resolve: (webhook, args, { db }) =>
        pageOf(
          args,
          (keyset) => listDeliveries(db, webhook.id, keyset),
          () => countDeliveries(db, webhook.id),
        ),
    }),
  }),
})

const WebhookConnection = connectionOf('Webhook', Webhook)

function loadLastDelivery(context: Context, webhookId: string): Promise<DeliveryRow | null> {
  const loader = context.loader(
    loadLastDelivery,
    () =>
      new DataLoader<string, DeliveryRow | null>(async (ids) => {
        const rows = await listLastDeliveries(context.db, ids)
        const found = new Map(rows.map((row) => [row.webhook_id, row]))
        return ids.map((id) => found.get(id) ?? null)
      }),
  )
  return loader.load(webhookId)
}

builder.objectField(Organization, 'webhooks', (t) =>
  t.field({
    type: WebhookConnection,
    description:
      'Addresses that are told what happens, newest first. FORBIDDEN for editors and viewers.',
    authScopes: { admin: true },
    args: { first: t.arg.int(pageArgs.first), after: t.arg.string(pageArgs.after) },
    complexity: pageComplexity,
    resolve: (_organization, args, { db }) =>
      pageOf(
        args,
        (keyset) => listWebhooks(db, keyset),
        () => countWebhooks(db),
      ),
  }),
)
