import type { AuthDb } from '../../db/connections.ts'
import { hashPassword, needsRehash, verifyPassword } from '../credentials/password.ts'
import type { Context } from '../graphql/context.ts'
import { invalid, Refusal } from '../graphql/errors.ts'
import {
  countTry,
  forgive,
  giveBack,
  perAccount,
  perAddress,
  perCode,
  throttleKey,
} from '../throttle/throttle.ts'
import { isTwoStep, takeCode } from '../two-step/check.ts'
import { findUserByEmail, lockUser, updatePasswordHash } from './queries.ts'

/** Somebody who knew the password a moment ago; not let in before completeProof agrees. */
export type Proof = {
  user: { id: string; email: string; name: string; password_hash: string }
  renewedHash: string | null
}

/** The same words whether the e-mail is known or not. */
export function noMatch(): Refusal {
  return new Refusal('UNAUTHENTICATED', 'E-mail and password do not match.')
}

/**
 * Compares a password. The try is counted and committed before the password is looked at; the hash is computed outside any
 * transaction, for unknown e-mails too. UNAUTHENTICATED, RATE_LIMITED.
 */
export async function provePassword(
  context: Context,
  asked: { email: string; password: string },
): Promise<Proof> {
  const email = asked.email.trim().toLowerCase()
  const { account, address } = countersOf(context, email)
  const { refusal, user } = await context.onAuthRoad(async (db) => ({
    refusal: (await countTry(db, address, perAddress)) ?? (await countTry(db, account, perAccount)),
    user: await findUserByEmail(db, email),
  }))
  if (refusal) throw refusal
  const matches = await verifyPassword(user?.password_hash, asked.password)
  if (!user || !matches) throw noMatch()
  const renewedHash = needsRehash(user.password_hash) ? await hashPassword(asked.password) : null
  return { user, renewedHash }
}

/**
 * The second half, in the transaction that lets them in: the password must still be that one, and who signs in by two steps
 * brings a code, which is spent. The caller commits what it returns, then refuses. UNAUTHENTICATED (field code),
 * RATE_LIMITED.
 */
export async function completeProof(
  db: AuthDb,
  context: Context,
  { user, renewedHash }: Proof,
  code: string | null | undefined,
): Promise<Refusal | null> {
  const now = await lockUser(db, user.id)
  if (now?.password_hash !== user.password_hash) return noMatch()
  const refusal = await proveCode(db, context, user.id, code)
  if (refusal) return refusal
  const { account, address } = countersOf(context, user.email)
  await forgive(db, account)
  await giveBack(db, address, perAddress)
  if (renewedHash) await updatePasswordHash(db, user.id, renewedHash)
  return null
}

/** Null when this person needs no code or brought a right one; five tries in fifteen minutes, counted first. */
async function proveCode(
  db: AuthDb,
  context: Context,
  userId: string,
  code: string | null | undefined,
): Promise<Refusal | null> {
  if (!(await isTwoStep(db, userId))) return null
  if (!code?.trim()) return needsCode('Enter the code of your authenticator app.')
  return requireCode(db, context, userId, code)
}

/** Spends a code of this person's authenticator, confirmed or not. */
export async function requireCode(
  db: AuthDb,
  context: Context,
  userId: string,
  code: string,
): Promise<Refusal | null> {
  const { throttleKey: secret, twoStepKey } = context.services
  const counter = throttleKey(secret, perCode, userId)
  const wait = await countTry(db, counter, perCode)
  if (wait) return wait
  if (!(await takeCode(db, twoStepKey, userId, code)))
    return needsCode('This code is not right, or it was used already. Wait for the next one.')
  await forgive(db, counter)
  return null
}

function needsCode(message: string): Refusal {
  return new Refusal('UNAUTHENTICATED', message, { field: 'code' })
}

/**
 * The same no to somebody who is signed in, or has not asked to be: INVALID, so that no program takes it for the end of a
 * session. Without a field of its own it is about the password.
 */
export function asInvalid(refusal: unknown, message: string, field = 'password'): unknown {
  if (!(refusal instanceof Refusal) || refusal.code !== 'UNAUTHENTICATED') return refusal
  return refusal.details.field
    ? invalid(refusal.details.field, refusal.message)
    : invalid(field, message)
}

function countersOf(context: Context, email: string): { account: Buffer; address: Buffer } {
  const { throttleKey: secret } = context.services
  return {
    account: throttleKey(secret, perAccount, email),
    address: throttleKey(secret, perAddress, context.facts.address),
  }
}
