import { builder } from '../graphql/builder.ts'
import { MemberRole } from '../members/schema.ts'
import { begin, Session } from '../sessions/schema.ts'
import { acceptInvitation, readInvitation } from './accept.ts'
import type { Invited } from './queries.ts'
import { InvitationState, stateOf } from './schema.ts'

type Preview = Invited & { userId: string | null }

const InvitationPreview = builder.objectRef<Preview>('InvitationPreview').implement({
  description: 'What the holder of an invitation is told before they accept it.',
  authScopes: { public: true },
  fields: (t) => ({
    organizationName: t.exposeString('organization_name'),
    inviterName: t.exposeString('inviter_name'),
    email: t.exposeString('email'),
    name: t.exposeString('name', { nullable: true }),
    role: t.expose('role', { type: MemberRole }),
    state: t.field({ type: InvitationState, resolve: stateOf }),
    expiresAt: t.expose('expires_at', { type: 'DateTime' }),
    hasAccount: t.boolean({
      description: 'Whether the address has an account: its password is asked for, not a new one.',
      resolve: ({ userId }) => userId !== null,
    }),
    isSignedIn: t.boolean({
      description: 'Whether whoever asks is signed in as that person: nothing more is asked for.',
      resolve: ({ userId }, _args, { viewer }) => userId !== null && viewer?.userId === userId,
    }),
  }),
})

builder.queryField('invitation', (t) =>
  t.field({
    type: InvitationPreview,
    description: 'What an invitation is about, for who holds its token. NOT_FOUND.',
    authScopes: { public: true },
    args: { token: t.arg.string({ required: true }) },
    resolve: (_root, { token }, context) =>
      context.onAuthRoad(async (db) => {
        const { invitation, userId } = await readInvitation(db, token)
        return { ...invitation, userId }
      }),
  }),
)

const AcceptInvitationInput = builder.inputType('AcceptInvitationInput', {
  fields: (t) => ({
    token: t.string({ required: true, description: 'The last part of the link in the mail.' }),
    name: t.string({ description: 'Of somebody new; the one in the invitation when missing.' }),
    password: t.string({
      description:
        'A new one, 12 to 256 characters; of the account, for an address that has one. Not asked of who is signed in as that person.',
    }),
    code: t.string({ description: 'For an account that signs in by two steps.' }),
  }),
})

builder.mutationField('acceptInvitation', (t) =>
  t.field({
    type: Session,
    description:
      'Makes the holder of the token a member and signs them in. It is good once: of two at the same moment one is let in. NOT_FOUND, INVALID (field name, password or code), CONFLICT when it was accepted, revoked or has expired, or for somebody in the team; LIMIT_REACHED (resource SEATS), FORBIDDEN, RATE_LIMITED.',
    authScopes: { public: true },
    extensions: { comesAlone: true },
    args: { input: t.arg({ type: AcceptInvitationInput, required: true }) },
    resolve: async (_root, args, context) =>
      begin(context, await acceptInvitation(context, args.input)),
  }),
)
