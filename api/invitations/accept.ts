import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { type AuthDb, enterTenant } from '../../db/connections.ts'
import { isSecretOf, type MailedToken, readMailedToken } from '../credentials/mailed.ts'
import { hashPassword, passwordProblem } from '../credentials/password.ts'
import type { Context } from '../graphql/context.ts'
import { invalid, notFound, Refusal, valid } from '../graphql/errors.ts'
import { lineShape } from '../graphql/text.ts'
import { recordAct } from '../journal/activities.ts'
import { joinMember } from '../members/queries.ts'
import { claim } from '../plans/gate.ts'
import type { Issued } from '../sessions/issue.ts'
import { findCookieSession } from '../sessions/schema.ts'
import { countTry, signUps, throttleKey } from '../throttle/throttle.ts'
import { endReplaced, enterOrganization } from '../users/enter.ts'
import { asInvalid, completeProof, type Proof, provePassword } from '../users/prove.ts'
import { findUserByEmail, insertUser } from '../users/queries.ts'
import { findInvitation, type Invited, setAccepted } from './queries.ts'
import { stateOf } from './schema.ts'

const acceptShape = z.object({
  token: z.string(),
  name: lineShape(200).transform((text) => text ?? ''),
  password: z.string().nullish(),
  code: z.string().nullish(),
})
type Acceptance = z.output<typeof acceptShape>

/** Who accepts: somebody with an account who proved it, who is signed in as that person, or somebody new. */
type Guest =
  | { kind: 'known'; proof: Proof }
  | { kind: 'signedIn'; user: { id: string; name: string } }
  | { kind: 'new'; name: string; passwordHash: string }

/** The invitation behind a token and whether its address has an account, told only to who holds the token. NOT_FOUND. */
export async function readInvitation(
  db: AuthDb,
  text: string,
): Promise<{ token: MailedToken; invitation: Invited; userId: string | null }> {
  const token = readMailedToken('invite', text)
  if (!token) throw notFound()
  const invitation = await findInvitation(db, { organizationId: token.ownerId, id: token.id })
  if (!invitation || !isSecretOf(token, invitation.token_hash)) throw notFound()
  const user = await findUserByEmail(db, invitation.email)
  return { token, invitation, userId: user?.id ?? null }
}

/**
 * Makes the holder of the token a member and opens their session there. The token proves the address; somebody who has an
 * account proves that too. The seat is taken here, so that the limit holds however many accept at once.
 */
export async function acceptInvitation(context: Context, input: unknown): Promise<Issued> {
  const wish = valid(acceptShape, input)
  const { token, invitation, userId } = await context.onAuthRoad((db) =>
    readInvitation(db, wish.token),
  )
  requirePending(invitation)
  const guest = await meet(context, wish, invitation, userId)
  const replaced = await findCookieSession(context)
  const outcome = await context.onAuthRoad(async (db) => {
    if (guest.kind === 'known') {
      const refusal = await completeProof(db, context, guest.proof, wish.code)
      if (refusal) return refusal
    }
    return join(db, context, token, guest, replaced)
  })
  if (outcome instanceof Refusal) throw asInvalid(outcome, outcome.message)
  if (replaced) context.services.viewers.forget(replaced.sessionId)
  return outcome
}

/** What can be asked and computed before the transaction: passwords are slow. */
async function meet(
  context: Context,
  wish: Acceptance,
  { email, name }: Invited,
  userId: string | null,
): Promise<Guest> {
  const { viewer } = context
  if (userId && viewer?.userId === userId)
    return { kind: 'signedIn', user: { id: userId, name: viewer.name } }
  if (userId) {
    if (!wish.password) throw invalid('password', 'Enter the password of your account.')
    const proof = await provePassword(context, { email, password: wish.password }).catch(
      (refusal) => {
        throw asInvalid(refusal, 'This is not the password of your account.')
      },
    )
    return { kind: 'known', proof }
  }
  const own = wish.name || name
  if (!own) throw invalid('name', 'Tell us your name.')
  const counter = throttleKey(context.services.throttleKey, signUps, context.facts.address)
  const wait = await context.onAuthRoad((db) => countTry(db, counter, signUps))
  if (wait) throw wait
  const problem = await passwordProblem(wish.password ?? '', [email, own])
  if (problem) throw invalid('password', problem)
  return { kind: 'new', name: own, passwordHash: await hashPassword(wish.password ?? '') }
}

async function join(
  db: AuthDb,
  context: Context,
  token: MailedToken,
  guest: Guest,
  replaced: Awaited<ReturnType<typeof findCookieSession>>,
): Promise<Issued> {
  const key = { organizationId: token.ownerId, id: token.id }
  await enterTenant(db, key.organizationId)
  // Locked: of two who accept at the same moment the second finds it accepted.
  const invitation = await findInvitation(db, key, { lock: true })
  if (!invitation || !isSecretOf(token, invitation.token_hash)) throw notFound()
  requirePending(invitation)
  const user = await userOf(db, guest, invitation.email)
  const { organizationId } = key
  const fresh = { userId: user.id, name: user.name, email: invitation.email }
  const memberId = await joinMember(db, organizationId, uuidv7(), {
    ...fresh,
    role: invitation.role,
  })
  if (!memberId) throw new Refusal('CONFLICT', 'You are in this team already. Sign in.')
  await claim(db, 'SEATS')
  await setAccepted(db, key)
  const actor = { organizationId, memberId, name: user.name }
  await recordAct(db, actor, {
    action: 'MEMBER_JOINED',
    entityType: 'member',
    entityId: memberId,
    metadata: { name: user.name, role: invitation.role },
  })
  if (replaced) await endReplaced(db, replaced, user.id)
  const home = { organization_id: organizationId, member_id: memberId }
  return enterOrganization(db, user, home, context.services.originOf(context.facts))
}

async function userOf(
  db: AuthDb,
  guest: Guest,
  email: string,
): Promise<{ id: string; name: string }> {
  if (guest.kind === 'known') return guest.proof.user
  if (guest.kind === 'signedIn') return guest.user
  const id = uuidv7()
  const { name, passwordHash } = guest
  if (!(await insertUser(db, id, { email, name, passwordHash })))
    throw new Refusal('CONFLICT', 'This address has an account now. Enter its password.', {
      field: 'email',
    })
  return { id, name }
}

function requirePending(invitation: Invited): void {
  const state = stateOf(invitation)
  const name = invitation.organization_name
  if (state === 'EXPIRED')
    throw new Refusal('CONFLICT', `This invitation has expired. Ask ${name} for a new one.`)
  if (state === 'REVOKED')
    throw new Refusal('CONFLICT', `This invitation was revoked. Ask ${name} for a new one.`)
  if (state === 'ACCEPTED')
    throw new Refusal('CONFLICT', 'This invitation was accepted already. Sign in.')
  if (!['ACTIVE', 'PAST_DUE'].includes(invitation.organization_status))
    throw new Refusal('FORBIDDEN', `${name} is suspended at the moment.`)
}
