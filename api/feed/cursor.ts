import type { Position } from '../scans/queries.ts'

/** A cursor as the client holds it: opaque, and only good where its epoch holds. */
export type Cursor = Position & { epoch: string; at: number }

const version = 1
/** A client that was away longer is told to fetch anew instead of being sent a day of scans. */
const mostAge = 86_400_000
const firstId = '00000000-0000-0000-0000-000000000000'

/** Where the stream is now: all that will be stored from here on comes after. */
export function positionAt(xid: string): Position {
  return { xid, id: firstId }
}

export function encodeCursor(position: Position, epoch: string, now: number): string {
  return Buffer.from([version, epoch, position.xid, position.id, now].join('.')).toString(
    'base64url',
  )
}

/** The cursor, or null for one that cannot be continued from: not ours, of another epoch, or older than a day. */
export function decodeCursor(text: string, epoch: string, now: number): Cursor | null {
  const parts = Buffer.from(text, 'base64url').toString().split('.')
  const [given, itsEpoch, xid, id, at] = parts
  if (parts.length !== 5 || given !== String(version) || itsEpoch !== epoch) return null
  if (
    !/^\d{1,19}$/.test(xid ?? '') ||
    !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id ?? '') ||
    !/^\d{1,16}$/.test(at ?? '')
  )
    return null
  const age = now - Number(at)
  if (age > mostAge || age < -60_000) return null
  return { xid: xid as string, id: id as string, epoch, at: Number(at) }
}

export function isAfter(a: Position, b: Position): boolean {
  if (a.xid === b.xid) return a.id > b.id
  return BigInt(a.xid) > BigInt(b.xid)
}

export function later(a: Position, b: Position): Position {
  return isAfter(a, b) ? a : b
}
