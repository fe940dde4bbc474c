import { timingSafeEqual } from 'node:crypto'
import { mac } from '../credentials/seal.ts'

/** Who may do what with which file. */
export type UploadLink = {
  purpose: 'send' | 'fetch'
  uploadId: string
  organizationId: string
  memberId: string
}

/** How long a link works, in milliseconds: long enough to begin, too short to pass on. */
export const linkLifetime = 300_000

/** The `t` of an address below /uploads/: whom it is for, what it is good for and until when, signed. */
export function signUploadLink(key: Buffer, link: UploadLink, now: number): string {
  const { purpose, uploadId, organizationId, memberId } = link
  const text = [purpose, uploadId, organizationId, memberId, now + linkLifetime].join('.')
  return `${text}.${mac(key, text).toString('base64url')}`
}

/** Who the link was made for; null when it was not made here, was changed, or is over. */
export function readUploadLink(key: Buffer, token: string, now: number): UploadLink | null {
  const end = token.lastIndexOf('.')
  const text = token.slice(0, end)
  const given = Buffer.from(token.slice(end + 1), 'base64url')
  const expected = mac(key, text)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
  const [purpose, uploadId, organizationId, memberId, until] = text.split('.')
  if (purpose !== 'send' && purpose !== 'fetch') return null
  if (!uploadId || !organizationId || !memberId || !(Number(until) >= now)) return null
  return { purpose, uploadId, organizationId, memberId }
}
