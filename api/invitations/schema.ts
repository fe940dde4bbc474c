import { builder } from '../graphql/builder.ts'
import { connectionOf, pageArgs, pageComplexity, pageOf } from '../graphql/page.ts'
import { loadMember, Member, MemberRole } from '../members/schema.ts'
import { Organization } from '../organizations/schema.ts'
import { countInvitations, type InvitationRow, listInvitations } from './queries.ts'

export const InvitationState = builder.enumType('InvitationState', {
  description:
    'PENDING can be accepted and holds a seat; EXPIRED can be sent again; ACCEPTED and REVOKED are over.',
  values: ['PENDING', 'ACCEPTED', 'REVOKED', 'EXPIRED'] as const,
})

/** What has become of an invitation by now. */
export function stateOf(invitation: {
  accepted_at: Date | null
  revoked_at: Date | null
  expires_at: Date
}): 'PENDING' | 'ACCEPTED' | 'REVOKED' | 'EXPIRED' {
  if (invitation.accepted_at) return 'ACCEPTED'
  if (invitation.revoked_at) return 'REVOKED'
  return invitation.expires_at.getTime() <= Date.now() ? 'EXPIRED' : 'PENDING'
}

export const Invitation = builder.objectRef<InvitationRow>('Invitation').implement({
  description: 'An invitation into the team, mailed to one address for one role.',
  authScopes: { member: true },
  fields: (t) => ({
    id: t.exposeID('id'),
    email: t.exposeString('email'),
    name: t.exposeString('name', { nullable: true }),
    role: t.expose('role', { type: MemberRole }),
    state: t.field({ type: InvitationState, resolve: stateOf }),
    createdAt: t.expose('created_at', { type: 'DateTime' }),
    sentAt: t.expose('sent_at', { type: 'DateTime', description: 'When it was mailed last.' }),
    expiresAt: t.expose('expires_at', {
      type: 'DateTime',
      description: 'Seven days after it was mailed last.',
    }),
    invitedBy: t.field({
      type: Member,
      nullable: true,
      resolve: (invitation, _args, context) => loadMember(context, invitation.invited_by),
    }),
  }),
})

const InvitationConnection = connectionOf('Invitation', Invitation)

builder.objectField(Organization, 'invitations', (t) =>
  t.field({
    type: InvitationConnection,
    description:
      'Invitations into the team, newest first; only those that are pending or have expired, unless all are asked for.',
    args: {
      first: t.arg.int(pageArgs.first),
      after: t.arg.string(pageArgs.after),
      all: t.arg.boolean({ description: 'Accepted and revoked ones too.' }),
    },
    complexity: pageComplexity,
    resolve: (_organization, args, { db }) =>
      pageOf(
        args,
        (keyset) => listInvitations(db, keyset, args.all !== true),
        () => countInvitations(db, args.all !== true),
      ),
  }),
)
