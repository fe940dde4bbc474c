import { type AuthDb, enterTenant } from '../../db/connections.ts'
import { Refusal } from '../graphql/errors.ts'
import { recordAct } from '../journal/activities.ts'
import { touchMember } from '../members/queries.ts'
import { type Issued, issueSession } from '../sessions/issue.ts'
import {
  findLiveSession,
  type Origin,
  revokeSession,
  type SessionKey,
} from '../sessions/queries.ts'
import { countSignIn, type Membership } from './queries.ts'

/** Opens a session in an organization this person may enter, and leaves the line that says so. */
export async function enterOrganization(
  db: AuthDb,
  user: { id: string; name: string },
  membership: Pick<Membership, 'organization_id' | 'member_id'>,
  origin: Origin,
): Promise<Issued> {
  const { organization_id: organizationId, member_id: memberId } = membership
  await enterTenant(db, organizationId)
  const who = { organizationId, memberId, userId: user.id }
  const issued = await issueSession(db, who, origin)
  await countSignIn(db, user.id)
  await touchMember(db, organizationId, memberId)
  await recordAct(
    db,
    { ...who, name: user.name },
    { action: 'SIGNED_IN', entityType: 'session', entityId: issued.sessionId },
  )
  return issued
}

/** Ends the session whose refresh cookie a new one of the same person replaces: nothing could renew it any more. */
export async function endReplaced(db: AuthDb, key: SessionKey, userId: string): Promise<void> {
  const session = await findLiveSession(db, key)
  if (session?.user_id !== userId) return
  await enterTenant(db, key.organizationId)
  await revokeSession(db, key, 'another session took its place')
}

export function isOpen(membership: Membership): boolean {
  const { organization_status: organization, member_status: member } = membership
  return member === 'ACTIVE' && (organization === 'ACTIVE' || organization === 'PAST_DUE')
}

/** To somebody who proved who they are and belongs nowhere: sign-up founds an organization for them under this account. */
export function homeless(): Refusal {
  return new Refusal(
    'FORBIDDEN',
    'You belong to no organization any more. Create an account with this e-mail and password to found one, or ask to be invited.',
  )
}

/** Why this person may not enter, told only to them. */
export function closed(membership: Membership): Refusal {
  return membership.member_status === 'ACTIVE'
    ? new Refusal(
        'FORBIDDEN',
        'This organization is suspended. Its printed codes keep working; write to us to open it again.',
      )
    : new Refusal('FORBIDDEN', 'Your access to this organization was switched off. Ask an owner.')
}
