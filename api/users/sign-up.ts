import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { type AuthDb, enterTenant } from '../../db/connections.ts'
import { hashPassword, passwordProblem } from '../credentials/password.ts'
import type { Context } from '../graphql/context.ts'
import { invalid, Refusal, valid } from '../graphql/errors.ts'
import { emailShape, lineShape, linesShape, nameShape } from '../graphql/text.ts'
import { recordAct } from '../journal/activities.ts'
import { insertMember } from '../members/queries.ts'
import { insertOrganization } from '../organizations/queries.ts'
import { isTimezone, timezoneProblem } from '../organizations/timezone.ts'
import { getDefaultPlan, listPlans } from '../plans/queries.ts'
import { type Issued, issueSession } from '../sessions/issue.ts'
import type { Origin } from '../sessions/queries.ts'
import { countTry, findWait, signUps, takenEmails, throttleKey } from '../throttle/throttle.ts'
import { completeProof, provePassword } from './prove.ts'
import { findUserByEmail, insertUser, listMemberships, updateUserName } from './queries.ts'

const signUpShape = z.object({
  companyName: nameShape('Give your company a name.'),
  companyEmail: emailShape,
  fullName: nameShape('Tell us your name.'),
  email: emailShape,
  password: z.string(),
  code: z.string().nullish(),
  phone: lineShape(50),
  billingAddress: linesShape(1_000),
  requestedPlan: z
    .string()
    .nullish()
    .transform((id) => id || null),
  timezone: z
    .string()
    .nullish()
    .transform((zone) => zone || 'UTC')
    .refine(isTimezone, timezoneProblem),
})
export type SignUp = z.output<typeof signUpShape>

/**
 * Founds an organization and its owner, and opens their first session: one transaction on the auth road, all or nothing.
 * Everybody starts on the default plan; another one is a wish. Whoever has an account and belongs to no organization any
 * more founds theirs with the password of that account. INVALID, CONFLICT on a taken e-mail, RATE_LIMITED.
 */
export async function signUp(context: Context, input: unknown): Promise<Issued> {
  const wish = valid(signUpShape, input)
  const { throttleKey: secret } = context.services
  const counter = throttleKey(secret, takenEmails, context.facts.address)
  const flood = throttleKey(secret, signUps, context.facts.address)
  const wait = await context.onAuthRoad(
    async (db) => (await findWait(db, counter)) ?? (await countTry(db, flood, signUps)),
  )
  if (wait) throw wait
  const origin = context.services.originOf(context.facts)
  const again = await foundAgain(context, wish, origin)
  if (again) return again
  const about = [wish.email, wish.fullName, wish.companyName]
  const problem = await passwordProblem(wish.password, about)
  if (problem) throw invalid('password', problem)
  const passwordHash = await hashPassword(wish.password)
  const outcome = await context.onAuthRoad(async (db) => {
    if (await findUserByEmail(db, wish.email))
      return (await countTry(db, counter, takenEmails)) ?? taken()
    const userId = uuidv7()
    const isNew = await insertUser(db, userId, {
      email: wish.email,
      name: wish.fullName,
      passwordHash,
    })
    if (!isNew) throw taken()
    return found(db, userId, wish, origin)
  })
  if (outcome instanceof Refusal) throw outcome
  return outcome
}

function taken(): Refusal {
  const message = 'This address has an account. Sign in, or reset the password.'
  return new Refusal('CONFLICT', message, { field: 'email' })
}

/** For a person without an organization who proves the account is theirs; null for everybody else. */
async function foundAgain(context: Context, wish: SignUp, origin: Origin): Promise<Issued | null> {
  const isHomeless = await context.onAuthRoad(async (db) => {
    const user = await findUserByEmail(db, wish.email)
    return user !== undefined && (await listMemberships(db, user.id)).length === 0
  })
  if (!isHomeless) return null
  const proof = await provePassword(context, wish).catch((refusal) => {
    if (refusal instanceof Refusal && refusal.code === 'UNAUTHENTICATED') return null
    throw refusal
  })
  if (!proof) return null
  const outcome = await context.onAuthRoad(async (db) => {
    const refusal = await completeProof(db, context, proof, wish.code)
    if (refusal) return refusal
    // Two sign-ups at once: the person is locked, and the second finds the organization of the first.
    if ((await listMemberships(db, proof.user.id)).length > 0) return taken()
    await updateUserName(db, proof.user.id, wish.fullName)
    return found(db, proof.user.id, wish, origin)
  })
  if (outcome instanceof Refusal) throw outcome
  return outcome
}

async function found(db: AuthDb, userId: string, wish: SignUp, origin: Origin): Promise<Issued> {
  const who = { organizationId: uuidv7(), memberId: uuidv7(), userId }
  const plan = await getDefaultPlan(db)
  await requirePlan(db, wish.requestedPlan)
  await enterTenant(db, who.organizationId)
  await insertOrganization(db, who.organizationId, {
    name: wish.companyName,
    email: wish.companyEmail,
    planId: plan.id,
    priceCents: plan.price_cents,
    requestedPlanId: wish.requestedPlan === plan.id ? null : wish.requestedPlan,
    timezone: wish.timezone,
    phone: wish.phone ?? null,
    billingAddress: wish.billingAddress ?? null,
    countryCode: origin.countryCode,
  })
  const member = {
    userId: who.userId,
    name: wish.fullName,
    email: wish.email,
    role: 'OWNER',
  } as const
  await insertMember(db, who.organizationId, who.memberId, member)
  const issued = await issueSession(db, who, origin)
  const actor = { ...who, name: wish.fullName }
  const metadata = { name: wish.companyName }
  await recordAct(db, actor, {
    action: 'ORGANIZATION_CREATED',
    entityType: 'organization',
    entityId: who.organizationId,
    metadata,
  })
  return issued
}

async function requirePlan(db: AuthDb, id: string | null): Promise<void> {
  if (id === null) return
  const plans = await listPlans(db)
  if (!plans.some((plan) => plan.id === id))
    throw invalid('requestedPlan', 'There is no such plan.')
}
