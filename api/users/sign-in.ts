import { type AuthDb, enterTenant } from '../../db/connections.ts'
import { hashPassword, needsRehash, verifyPassword } from '../credentials/password.ts'
import type { Context } from '../graphql/context.ts'
import { Refusal } from '../graphql/errors.ts'
import { recordAct } from '../journal/activities.ts'
import { touchMember } from '../members/queries.ts'
import { type Issued, issueSession } from '../sessions/issue.ts'
import {
  countSignIn,
  findUserByEmail,
  listMemberships,
  type Membership,
  updatePasswordHash,
} from './queries.ts'
import { countTry, forgive, giveBack, perAccount, perAddress, throttleKey } from './throttle.ts'

export type SignIn = { email: string; password: string; organizationId?: string | null | undefined }

/** The same words whether the e-mail is known or not. */
function noMatch(): Refusal {
  return new Refusal('UNAUTHENTICATED', 'E-mail and password do not match.')
}

/**
 * Opens a session for the right password. The try is counted and committed before the password is looked at; the hash is
 * computed outside any transaction, for unknown e-mails too. UNAUTHENTICATED, RATE_LIMITED, FORBIDDEN.
 */
export async function signIn(context: Context, asked: SignIn): Promise<Issued> {
  const email = asked.email.trim().toLowerCase()
  const { throttleKey: secret } = context.services
  const account = throttleKey(secret, perAccount, email)
  const address = throttleKey(secret, perAddress, context.facts.address)
  const { refusal, user } = await context.onAuthRoad(async (db) => ({
    refusal: (await countTry(db, address, perAddress)) ?? (await countTry(db, account, perAccount)),
    user: await findUserByEmail(db, email),
  }))
  if (refusal) throw refusal
  const matches = await verifyPassword(user?.password_hash, asked.password)
  if (!user || !matches) throw noMatch()
  const renewed = needsRehash(user.password_hash) ? await hashPassword(asked.password) : null
  const outcome = await context.onAuthRoad(async (db) => {
    await forgive(db, account)
    await giveBack(db, address, perAddress)
    if (renewed) await updatePasswordHash(db, user.id, renewed)
    return enter(db, user, asked.organizationId)
  })
  if (outcome instanceof Refusal) throw outcome
  return outcome
}

/** Into the organization asked for, else the one used last that still lets this person in. */
async function enter(
  db: AuthDb,
  user: { id: string; name: string },
  organizationId: string | null | undefined,
): Promise<Issued | Refusal> {
  const memberships = await listMemberships(db, user.id)
  const wanted = organizationId
    ? memberships.filter((each) => each.organization_id === organizationId)
    : memberships
  const open = wanted.find(isOpen)
  if (!open) return wanted[0] ? closed(wanted[0]) : noMatch()
  await enterTenant(db, open.organization_id)
  const who = { organizationId: open.organization_id, memberId: open.member_id, userId: user.id }
  const issued = await issueSession(db, who)
  await countSignIn(db, user.id)
  await touchMember(db, who.organizationId, who.memberId)
  await recordAct(
    db,
    { ...who, name: user.name },
    { action: 'SIGNED_IN', entityType: 'session', entityId: issued.sessionId },
  )
  return issued
}

function isOpen(membership: Membership): boolean {
  const { organization_status: organization, member_status: member } = membership
  return member === 'ACTIVE' && (organization === 'ACTIVE' || organization === 'PAST_DUE')
}

function closed(membership: Membership): Refusal {
  return membership.member_status === 'ACTIVE'
    ? new Refusal(
        'FORBIDDEN',
        'This organization is suspended. Its printed codes keep working; write to us to open it again.',
      )
    : new Refusal('FORBIDDEN', 'Your access to this organization was switched off. Ask an owner.')
}
