import type { AuthDb } from '../../db/connections.ts'
import type { Context } from '../graphql/context.ts'
import { notFound, Refusal } from '../graphql/errors.ts'
import type { Issued } from '../sessions/issue.ts'
import type { Origin } from '../sessions/queries.ts'
import { findCookieSession } from '../sessions/schema.ts'
import { closed, endReplaced, enterOrganization, homeless, isOpen } from './enter.ts'
import { completeProof, noMatch, provePassword } from './prove.ts'
import { getUser, listMemberships } from './queries.ts'

export type SignIn = {
  email: string
  password: string
  code?: string | null | undefined
  organizationId?: string | null | undefined
}

/**
 * Opens a session for the right password, and the right code where this person asked for a second step. UNAUTHENTICATED
 * (field code when only that is missing or wrong), RATE_LIMITED, FORBIDDEN.
 */
export async function signIn(context: Context, asked: SignIn): Promise<Issued> {
  const proof = await provePassword(context, asked)
  const origin = context.services.originOf(context.facts)
  const outcome = await context.onAuthRoad(
    async (db) =>
      (await completeProof(db, context, proof, asked.code)) ??
      (await enter(db, proof.user, asked.organizationId, origin)),
  )
  if (outcome instanceof Refusal) throw outcome
  return outcome
}

/** Into the organization asked for, else the one used last that still lets this person in. */
async function enter(
  db: AuthDb,
  user: { id: string; name: string },
  organizationId: string | null | undefined,
  origin: Origin,
): Promise<Issued | Refusal> {
  const memberships = await listMemberships(db, user.id)
  const wanted = organizationId
    ? memberships.filter((each) => each.organization_id === organizationId)
    : memberships
  const open = wanted.find(isOpen)
  if (!open) {
    if (wanted[0]) return closed(wanted[0])
    // Naming an organization one does not belong to says no more than a wrong password.
    return memberships.length > 0 || organizationId ? noMatch() : homeless()
  }
  return enterOrganization(db, user, open, origin)
}

/**
 * Opens a session of the same person in another of their organizations. The session whose refresh cookie the new one
 * replaces ends, since nothing could renew it any more. NOT_FOUND, FORBIDDEN.
 */
export async function switchOrganization(
  context: Context,
  organizationId: string,
): Promise<Issued> {
  const { userId } = context.member
  const origin = context.services.originOf(context.facts)
  const replaced = await findCookieSession(context)
  const issued = await context.onAuthRoad(async (db) => {
    const memberships = await listMemberships(db, userId)
    const wanted = memberships.find((each) => each.organization_id === organizationId)
    if (!wanted) throw notFound()
    if (!isOpen(wanted)) throw closed(wanted)
    if (replaced) await endReplaced(db, replaced, userId)
    return enterOrganization(db, await getUser(db, userId), wanted, origin)
  })
  if (replaced) context.services.viewers.forget(replaced.sessionId)
  return issued
}
