import type { AuthDb } from '../../db/connections.ts'
import { unseal } from '../credentials/seal.ts'
import { recoveryHash, stepOf } from '../credentials/totp.ts'
import { findTotp, takeRecoveryCode, takeStep } from './queries.ts'

/** Whether this person signs in with a second step. */
export async function isTwoStep(db: AuthDb, userId: string): Promise<boolean> {
  const totp = await findTotp(db, userId)
  return totp?.confirmed_at != null
}

/**
 * Whether the code is one of the authenticator's for about this minute, or an unused recovery code. It is spent by that:
 * the same one is refused from then on, also to somebody who brings it at the same moment.
 */
export async function takeCode(
  db: AuthDb,
  key: Buffer,
  userId: string,
  code: string,
): Promise<boolean> {
  const totp = await findTotp(db, userId)
  if (!totp) return false
  const step = stepOf(unseal(key, totp.secret_sealed), code, Date.now())
  if (step !== null) return takeStep(db, userId, step)
  return takeRecoveryCode(db, userId, recoveryHash(key, code))
}
