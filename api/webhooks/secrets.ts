import { randomBytes } from 'node:crypto'
import { Webhook as Signer } from 'standardwebhooks'
import { deriveKey, seal, unseal } from '../credentials/seal.ts'

/** How long the secret before signs along after a rotation, in hours. */
export const overlapHours = 24

/** A fresh secret, as receivers' libraries take it. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}

/** For the row of that webhook and no other. */
export function sealSecret(secretKey: Buffer, webhookId: string, secret: string): Buffer {
  return seal(deriveKey(secretKey, 'webhooks'), JSON.stringify({ id: webhookId, secret }))
}

/** Throws when SECRET_KEY is another, or when it was another webhook's. */
export function unsealSecret(secretKey: Buffer, webhookId: string, sealed: Buffer): string {
  const opened = JSON.parse(unseal(deriveKey(secretKey, 'webhooks'), sealed))
  if (opened.id !== webhookId) throw new Error('This is the secret of another webhook')
  return opened.secret
}

/** The headers of a message as Standard Webhooks 1.0.0 wants them, signed with each of the secrets. */
export function signedHeaders(
  secrets: readonly string[],
  { id, body }: { id: string; body: string },
  now: Date,
): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'Outbound-Impact-Webhooks/1',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Signer(secret).sign(id, now, body)).join(' '),
  }
}
