import { v7 as uuidv7 } from 'uuid'
import type { DoorDb } from '../../db/connections.ts'
import type { AdminRole } from '../../db/types.ts'
import type { AdminContext } from '../admin/context.ts'
import {
  isSecretOf,
  type MailedToken,
  newMailedToken,
  readMailedToken,
} from '../credentials/mailed.ts'
import { hashPassword, passwordProblem } from '../credentials/password.ts'
import { deriveKey, seal, unseal } from '../credentials/seal.ts'
import {
  newRecoveryCodes,
  newSecret,
  otpauthUri,
  recoveryHash,
  stepOf,
} from '../credentials/totp.ts'
import { invalid, Refusal } from '../graphql/errors.ts'
import { countTry, forgive, throttleKey } from '../throttle/throttle.ts'
import {
  countAccounts,
  findAccount,
  findEnrolment,
  insertAccount,
  lockAccount,
  replaceEnrolment,
  replaceRecoveryCodes,
  spendEnrolment,
  updateRole,
  updateSecrets,
} from './accounts.ts'
import { revokeSessions } from './sessions.ts'
import { perStaffCode } from './sign-in.ts'

/** A link is good for a day. */
const linkHours = 24
const kind = 'enrol'

/** What staff's authenticators are sealed with. */
export function staffTwoStepKey(secretKey: Buffer): Buffer {
  return deriveKey(secretKey, 'staff two-step')
}

export type NewAdmin = { email: string; name?: string | undefined; role?: AdminRole | undefined }

/**
 * Somebody of staff, new or known, with a link that lets them set a password and an authenticator, once. The very first is a
 * super admin unless another role is named; after that an analyst. Who has an account keeps what they have until the link is
 * used. Returns the token of the link.
 */
export async function inviteAdmin(db: DoorDb, totpKey: Buffer, who: NewAdmin): Promise<string> {
  const email = who.email.trim().toLowerCase()
  const known = await findAccount(db, email)
  const adminId = known?.id ?? uuidv7()
  if (known) {
    if (who.role && who.role !== known.role) await updateRole(db, known.id, who.role)
  } else {
    const role = who.role ?? ((await countAccounts(db)) === 0 ? 'SUPER_ADMIN' : 'ANALYST')
    await insertAccount(db, { id: adminId, email, name: who.name ?? email, role })
  }
  const id = uuidv7()
  const { token, hash } = newMailedToken(kind, adminId, id)
  await replaceEnrolment(db, adminId, {
    id,
    tokenHash: hash,
    totpSealed: seal(totpKey, newSecret()),
    expiresAt: new Date(Date.now() + linkHours * 3_600_000),
  })
  return token
}

/** Who a link is for, and what their authenticator has to be told. */
export type Setup = { email: string; secret: string; uri: string }

/** NOT_FOUND for a link that is used, replaced, too old or none. */
export async function readSetup(context: AdminContext, token: string): Promise<Setup> {
  return context.onDoor(async (db) => {
    const { account, enrolment } = await openLink(db, token)
    const secret = unseal(context.services.staffTwoStepKey, enrolment.totp_secret_sealed)
    return { email: account.email, secret, uri: otpauthUri(secret, `${account.email} (staff)`) }
  })
}

export type Enrolment = { token: string; password: string; code: string }

/**
 * Sets the password and the authenticator of whoever holds the link, ends their sessions and gives ten recovery codes. The
 * code shows that the authenticator works, and is spent. NOT_FOUND, INVALID (field password or code), RATE_LIMITED.
 */
export async function enrol(context: AdminContext, given: Enrolment): Promise<string[]> {
  const { email } = await readSetup(context, given.token)
  const problem = await passwordProblem(given.password, [email, 'outbound', 'impact'])
  if (problem) throw invalid('password', problem)
  const passwordHash = await hashPassword(given.password)
  const outcome = await context.onDoor((db) => complete(db, context, given, passwordHash))
  if (outcome instanceof Refusal) throw outcome
  return outcome
}

async function complete(
  db: DoorDb,
  context: AdminContext,
  { token, code }: Enrolment,
  passwordHash: string,
): Promise<string[] | Refusal> {
  const { throttleKey: secret, staffTwoStepKey: key } = context.services
  const { account, enrolment } = await openLink(db, token)
  const counter = throttleKey(secret, perStaffCode, enrolment.id)
  const wait = await countTry(db, counter, perStaffCode)
  if (wait) return wait
  const sealed = enrolment.totp_secret_sealed
  const step = stepOf(unseal(key, sealed), code, Date.now())
  if (step === null) return invalid('code', 'This code is not right. Wait for the next one.')
  await forgive(db, counter)
  await spendEnrolment(db, account.id, enrolment.id)
  await updateSecrets(db, account.id, { passwordHash, totpSealed: sealed, lastStep: step })
  await revokeSessions(db, account.id, 'enrolled anew')
  const codes = newRecoveryCodes()
  await replaceRecoveryCodes(
    db,
    account.id,
    codes.map((each) => recoveryHash(key, each)),
  )
  return codes
}

async function openLink(db: DoorDb, text: string) {
  const token: MailedToken | null = readMailedToken(kind, text)
  const account = token && (await lockAccount(db, token.ownerId))
  const enrolment = token && (await findEnrolment(db, token.ownerId, token.id))
  const isGood = token && account && enrolment && isSecretOf(token, enrolment.token_hash)
  if (!isGood || account.status === 'DISABLED') {
    throw new Refusal('NOT_FOUND', 'This link was used, replaced or is too old. Ask for a new one.')
  }
  return { account, enrolment }
}
