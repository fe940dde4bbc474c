import { timingSafeEqual } from 'node:crypto'
import { mac } from '../credentials/seal.ts'

/** Who may fetch which file. */
export type Link = { exportId: string; organizationId: string; memberId: string }

/** How long a link works, in milliseconds: long enough to click, too short to pass on. */
const lifetime = 300_000

/** The `t` of a download address: whom it is for and until when, signed. */
export function signLink(key: Buffer, link: Link, now: number): string {
  const text = [link.exportId, link.organizationId, link.memberId, now + lifetime].join('.')
  return `${text}.${mac(key, text).toString('base64url')}`
}

/** Who the link was made for; null when it was not made here, was changed, or is over. */
export function readLink(key: Buffer, token: string, now: number): Link | null {
  const end = token.lastIndexOf('.')
  const text = token.slice(0, end)
  const given = Buffer.from(token.slice(end + 1), 'base64url')
  const expected = mac(key, text)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
  const [exportId, organizationId, memberId, until] = text.split('.')
  if (!exportId || !organizationId || !memberId || Number(until) < now) return null
  return { exportId, organizationId, memberId }
}
