import type { DeliveryRowFragment, WebhookEvent, WebhookRowFragment } from '../gql/graphql.ts'
import type { Tone } from '../ui/StatusDot.tsx'

export const readOnlySentence =
  'Owners and admins connect other systems. An owner can make you an admin.'

export const eventWords: Record<WebhookEvent, { label: string; note: string }> = {
  EXPORT_COMPLETED: { label: 'An export is ready', note: 'export.completed' },
  EXPORT_FAILED: { label: 'An export failed', note: 'export.failed' },
}

export const events = Object.keys(eventWords) as WebhookEvent[]

export function stateOfWebhook(webhook: WebhookRowFragment): { label: string; tone: Tone } {
  if (webhook.isEnabled) return { label: 'On', tone: 'up' }
  return webhook.disabledReason
    ? { label: 'Switched off by itself', tone: 'down' }
    : { label: 'Off', tone: 'quiet' }
}

const tones: Record<DeliveryRowFragment['state'], { label: string; tone: Tone }> = {
  SUCCEEDED: { label: 'Delivered', tone: 'up' },
  PENDING: { label: 'To be tried', tone: 'accent' },
  FAILED: { label: 'Failed', tone: 'down' },
  CANCELLED: { label: 'Not sent', tone: 'quiet' },
}

export function stateOfDelivery({ state, attempts }: DeliveryRowFragment) {
  return state === 'PENDING' && attempts > 0
    ? { label: 'To be tried again', tone: 'warn' as const }
    : tones[state]
}

/** "answered 204 in 83 ms", or why there was no answer. */
export function answerOf(delivery: DeliveryRowFragment): string {
  const { responseStatus, durationMs, error } = delivery
  if (responseStatus !== null) {
    return `answered ${responseStatus}${durationMs === null ? '' : ` in ${durationMs} ms`}`
  }
  return error ?? 'not tried yet'
}
