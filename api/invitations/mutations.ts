import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import type { TenantDb } from '../../db/connections.ts'
import type { MemberRole } from '../../db/types.ts'
import { newMailedToken } from '../credentials/mailed.ts'
import { builder } from '../graphql/builder.ts'
import type { Context } from '../graphql/context.ts'
import { Refusal, unauthenticated, valid } from '../graphql/errors.ts'
import { emailShape, lineShape } from '../graphql/text.ts'
import { type ProductAction, recordAct } from '../journal/activities.ts'
import { queueMail } from '../journal/mail.ts'
import { findMemberByEmail, listMembersById } from '../members/queries.ts'
import { requireRight } from '../members/rights.ts'
import { MemberRole as MemberRoleType } from '../members/schema.ts'
import { getOrganization } from '../organizations/queries.ts'
import { requireFreeSeats } from '../plans/gate.ts'
import {
  countSentToday,
  findOpenInvitation,
  type InvitationRow,
  insertInvitation,
  lockInvitation,
  sendAgain,
  setRevoked,
  setRole,
} from './queries.ts'
import { Invitation, stateOf } from './schema.ts'

/** A second click within so many milliseconds sends nothing. */
const sentJustNow = 60_000
/** Mails in an organization's name to addresses it chose: enough for any team, too few for spam. */
const mostADay = 300

const inviteShape = z.object({
  email: emailShape,
  role: z.enum(['OWNER', 'ADMIN', 'EDITOR', 'VIEWER']),
  name: lineShape(200).transform((text) => text ?? null),
})

const InviteMemberInput = builder.inputType('InviteMemberInput', {
  fields: (t) => ({
    email: t.string({
      required: true,
      description: 'The invitation is good for this address only.',
    }),
    role: t.field({ type: MemberRoleType, required: true }),
    name: t.string({ description: 'Who it is, up to 200 characters.' }),
  }),
})

builder.mutationField('inviteMember', (t) =>
  t.field({
    type: Invitation,
    description:
      'Mails an invitation, good once within seven days; a pending one of the same address is sent anew; within a minute of the last mail only its role and name change. It answers alike whether or not the address has an account. A pending invitation holds a seat, which it takes when it is accepted. Owners and admins may; admins cannot invite owners. INVALID, CONFLICT (field email) for somebody in the team, LIMIT_REACHED (resource SEATS), FORBIDDEN, RATE_LIMITED.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: InviteMemberInput, required: true }) },
    resolve: async (_root, args, context) => {
      const wish = valid(inviteShape, args.input)
      const { db, member } = context
      const role = await ownRole(context)
      requireRight(role, wish.role)
      await requireNoMember(context, wish.email)
      const open = await findOpenInvitation(db, wish.email)
      if (open) return reinvite(context, role, open, wish)
      await requireMailsLeft(db)
      const id = uuidv7()
      const { token, hash } = newMailedToken('invite', member.organizationId, id)
      const sending = { ...wish, invitedBy: member.memberId, tokenHash: hash }
      const isFirst = await insertInvitation(db, member.organizationId, { ...sending, id })
      // Somebody else invited the same address at this very moment: theirs is on its way.
      if (!isFirst) return (await findOpenInvitation(db, wish.email)) ?? lockInvitation(db, id)
      await requireFreeSeats(db)
      return sent(context, id, token, 'INVITATION_SENT')
    },
  }),
)

builder.mutationField('resendInvitation', (t) =>
  t.field({
    type: Invitation,
    description:
      'Mails the invitation again, with a new link and another seven days; the link before stops working. NOT_FOUND, CONFLICT when it was accepted or revoked, LIMIT_REACHED (resource SEATS) for one that had expired, RATE_LIMITED within a minute, FORBIDDEN.',
    authScopes: { admin: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const invitation = await lockInvitation(context.db, id)
      requireRight(await ownRole(context), invitation.role)
      requireOpen(invitation)
      const wait = invitation.sent_at.getTime() + sentJustNow - Date.now()
      if (wait > 0)
        throw new Refusal('RATE_LIMITED', 'It was sent just now. Give it a minute to arrive.', {
          retryAfter: Math.ceil(wait / 1_000),
        })
      return resend(context, invitation, invitation)
    },
  }),
)

builder.mutationField('revokeInvitation', (t) =>
  t.field({
    type: Invitation,
    description:
      'Makes the link worthless and frees the seat it held. NOT_FOUND, CONFLICT when it was accepted, FORBIDDEN.',
    authScopes: { admin: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const { db } = context
      const invitation = await lockInvitation(db, id)
      requireRight(await ownRole(context), invitation.role)
      if (invitation.revoked_at) return invitation
      requireOpen(invitation)
      await setRevoked(db, invitation.id)
      await record(context, invitation, 'INVITATION_REVOKED')
      return lockInvitation(db, invitation.id)
    },
  }),
)

/** The role of the member asking at this moment; a session may remember another for some seconds. */
async function ownRole(context: Context): Promise<MemberRole> {
  const [row] = await listMembersById(context.db, [context.member.memberId])
  if (row?.status !== 'ACTIVE') throw unauthenticated('This session has ended. Sign in again.')
  return row.role
}

async function requireNoMember(context: Context, email: string): Promise<void> {
  const member = await findMemberByEmail(context.db, email)
  if (!member) return
  const message =
    member.status === 'ACTIVE'
      ? `${member.name} is in your team already.`
      : `${member.name} is in your team, but deactivated. Reactivate them instead.`
  throw new Refusal('CONFLICT', message, { field: 'email' })
}

/** An address that has an invitation: a second click changes nothing, anything else sends it anew. */
async function reinvite(
  context: Context,
  role: MemberRole,
  open: InvitationRow,
  wish: z.output<typeof inviteShape>,
): Promise<InvitationRow> {
  requireRight(role, open.role)
  const isRecent = Date.now() - open.sent_at.getTime() < sentJustNow
  if (!isRecent) return resend(context, open, wish)
  if (open.role === wish.role) return open
  // The link on its way is good for the new role too, so there is nothing to mail.
  await setRole(context.db, open.id, wish)
  const changed = await lockInvitation(context.db, open.id)
  await record(context, changed, 'INVITATION_CHANGED')
  return changed
}

async function resend(
  context: Context,
  { id }: InvitationRow,
  { role, name }: { role: MemberRole; name: string | null },
): Promise<InvitationRow> {
  const { db, member } = context
  await requireMailsLeft(db)
  const { token, hash } = newMailedToken('invite', member.organizationId, id)
  await sendAgain(db, id, { role, name, invitedBy: member.memberId, tokenHash: hash })
  await requireFreeSeats(db)
  return sent(context, id, token, 'INVITATION_RESENT')
}

async function requireMailsLeft(db: TenantDb): Promise<void> {
  if ((await countSentToday(db)) < mostADay) return
  throw new Refusal('RATE_LIMITED', `At most ${mostADay} invitations a day.`, { retryAfter: 3_600 })
}

/** The mail and the line in the log, in the same transaction. The token is in the mail and nowhere else. */
async function sent(
  context: Context,
  id: string,
  token: string,
  action: ProductAction,
): Promise<InvitationRow> {
  const { db, member, services } = context
  const invitation = await lockInvitation(db, id)
  const organization = await getOrganization(db)
  await queueMail(db, {
    organizationId: member.organizationId,
    to: invitation.email,
    name: invitation.name,
    template: 'INVITATION',
    variables: {
      organizationName: organization.name,
      inviterName: member.name,
      role: invitation.role.toLowerCase(),
      url: `${services.publicUrl}/invite#${token}`,
      expiresAt: invitation.expires_at.toISOString(),
    },
  })
  await record(context, invitation, action)
  return invitation
}

function requireOpen(invitation: InvitationRow): void {
  const state = stateOf(invitation)
  if (state === 'ACCEPTED') throw new Refusal('CONFLICT', 'This invitation was accepted.')
  if (state === 'REVOKED') throw new Refusal('CONFLICT', 'This invitation was revoked.')
}

async function record(
  context: Context,
  invitation: InvitationRow,
  action: ProductAction,
): Promise<void> {
  await recordAct(context.db, context.member, {
    action,
    entityType: 'invitation',
    entityId: invitation.id,
    metadata: { email: invitation.email, role: invitation.role },
  })
}
