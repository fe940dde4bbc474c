import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const uuid = '([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})'

/** A secret that is mailed and comes back before anybody is signed in: it carries the key of its row. */
export type MailedToken = { ownerId: string; id: string; hash: Buffer }

/** `<kind>_<owner's id>_<id>_<256 random bits>`, and what is stored of it. */
export function newMailedToken(
  kind: string,
  ownerId: string,
  id: string,
): { token: string; hash: Buffer } {
  const secret = randomBytes(32).toString('base64url')
  return { token: `${kind}_${ownerId}_${id}_${secret}`, hash: hashOf(secret) }
}

/** What a token names; null for a text that is none of this kind. */
export function readMailedToken(kind: string, token: string): MailedToken | null {
  const form = new RegExp(`^${kind}_${uuid}_${uuid}_([A-Za-z0-9_-]{43})$`)
  const [, ownerId, id, secret] = form.exec(token) ?? []
  return ownerId && id && secret ? { ownerId, id, hash: hashOf(secret) } : null
}

/** Whether the stored hash is this token's, in the same time for any other. */
export function isSecretOf(token: MailedToken, storedHash: Buffer): boolean {
  return timingSafeEqual(token.hash, storedHash)
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
