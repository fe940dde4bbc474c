import type { DoorDb } from '../../db/connections.ts'
import type { AdminContext } from '../admin/context.ts'
import { hashPassword, needsRehash, verifyPassword } from '../credentials/password.ts'
import { unseal } from '../credentials/seal.ts'
import { recoveryHash, stepOf } from '../credentials/totp.ts'
import { Refusal } from '../graphql/errors.ts'
import {
  countTry,
  forgive,
  giveBack,
  perCode,
  type Throttle,
  throttleKey,
} from '../throttle/throttle.ts'
import {
  type Account,
  findAccount,
  lockAccount,
  noteSignIn,
  takeRecoveryCode,
  takeStep,
  updatePasswordHash,
} from './accounts.ts'
import { type Issued, issueSession } from './sessions.ts'

/** Names of their own: a customer's wrong tries must not shut staff out, nor the other way round. */
const perStaffAccount: Throttle = { name: 'staff account', free: 10, windowSeconds: 900 }
const perStaffAddress: Throttle = { name: 'staff address', free: 30, windowSeconds: 900 }
export const perStaffCode: Throttle = { ...perCode, name: 'staff code' }

export type SignIn = { email: string; password: string; code?: string | null | undefined }

/** The same words whether the e-mail is known or not, enrolled or not. */
function noMatch(): Refusal {
  return new Refusal('UNAUTHENTICATED', 'E-mail and password do not match.')
}

/**
 * Opens a session for the right password and the right code; there is none without a code. Tries are counted and committed
 * before anything is compared. UNAUTHENTICATED (field code when only that is missing or wrong), RATE_LIMITED.
 */
export async function signIn(context: AdminContext, asked: SignIn): Promise<Issued> {
  const { throttleKey: key } = context.services
  const email = asked.email.trim().toLowerCase()
  const counters = {
    account: throttleKey(key, perStaffAccount, email),
    address: throttleKey(key, perStaffAddress, context.facts.address),
  }
  const { wait, account } = await context.onDoor(async (db) => ({
    wait:
      (await countTry(db, counters.address, perStaffAddress)) ??
      (await countTry(db, counters.account, perStaffAccount)),
    account: await findAccount(db, email),
  }))
  if (wait) throw wait
  const isKnown = account?.status === 'ACTIVE'
  const hash = isKnown ? (account.password_hash ?? undefined) : undefined
  const matches = await verifyPassword(hash, asked.password)
  if (!account || !hash || !matches) throw noMatch()
  const renewed = needsRehash(hash) ? await hashPassword(asked.password) : null
  const outcome = await context.onDoor(async (db) => {
    const now = await lockAccount(db, account.id)
    if (now?.status !== 'ACTIVE' || now.password_hash !== hash) return noMatch()
    const refusal = await proveCode(db, context, now, asked.code ?? '')
    if (refusal) return refusal
    await forgive(db, counters.account)
    await giveBack(db, counters.address, perStaffAddress)
    if (renewed) await updatePasswordHash(db, account.id, renewed)
    await noteSignIn(db, account.id)
    return issueSession(db, account.id)
  })
  if (outcome instanceof Refusal) throw outcome
  return outcome
}

/** Spends a code of the authenticator or a recovery code; five tries in fifteen minutes, counted first. */
async function proveCode(
  db: DoorDb,
  context: AdminContext,
  account: Account,
  code: string,
): Promise<Refusal | null> {
  if (!code.trim()) return needsCode('Enter the code of your authenticator app.')
  const counter = throttleKey(context.services.throttleKey, perStaffCode, account.id)
  const wait = await countTry(db, counter, perStaffCode)
  if (wait) return wait
  if (!(await takeCode(db, context.services.staffTwoStepKey, account, code)))
    return needsCode('This code is not right, or it was used already. Wait for the next one.')
  await forgive(db, counter)
  return null
}

async function takeCode(db: DoorDb, key: Buffer, account: Account, code: string): Promise<boolean> {
  if (!account.totp_secret_sealed) return false
  const step = stepOf(unseal(key, account.totp_secret_sealed), code, Date.now())
  if (step !== null) return takeStep(db, account.id, step)
  return takeRecoveryCode(db, account.id, recoveryHash(key, code))
}

function needsCode(message: string): Refusal {
  return new Refusal('UNAUTHENTICATED', message, { field: 'code' })
}
