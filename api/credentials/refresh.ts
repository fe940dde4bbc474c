import { createHash, randomBytes } from 'node:crypto'
import { mac } from './seal.ts'

// Refresh tokens, whoever holds them: only hashes are stored, and each is good once.

/** Seconds in which the token before the newest one is answered again, for a client that lost the answer. */
const graceSeconds = 10

/** 256 random bits: the first of a family. */
export function newRefreshSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** The one that follows, derived, so that whoever asks again within the grace gets the same. */
export function successorOf(refreshKey: Buffer, secret: string): string {
  return mac(refreshKey, secret).toString('base64url')
}

export function refreshHash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

/** A stored token of a family. */
export type Generation = { generation: number; token_hash: Buffer; age_seconds: number }

/**
 * What a token is to its family, of which the newest is given and this one where it is there; newest first. The newest is
 * replaced, the one before it answered again for a moment; an older one means that two hold the family, which ends it.
 * `generation` is the newest's.
 */
export function judgeRefresh(
  tokens: readonly Generation[],
  hash: Buffer,
): { verdict: 'NEWEST' | 'REPEATED' | 'REUSED' | 'UNKNOWN'; generation: number } {
  const newest = tokens[0]
  const used = tokens.find((each) => each.token_hash.equals(hash))
  if (!newest || !used) return { verdict: 'UNKNOWN', generation: 0 }
  const { generation } = newest
  if (used.generation === generation) return { verdict: 'NEWEST', generation }
  const isRepeat = used.generation === generation - 1 && newest.age_seconds <= graceSeconds
  return { verdict: isRepeat ? 'REPEATED' : 'REUSED', generation }
}
