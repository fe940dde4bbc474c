import { builder } from '../graphql/builder.ts'
import { MemberRole } from '../members/schema.ts'
import { OrganizationStatus } from '../organizations/schema.ts'
import { begin, Session } from '../sessions/schema.ts'
import { isOpen } from './enter.ts'
import { listMemberships, type Membership } from './queries.ts'
import { signIn, switchOrganization } from './sign-in.ts'
import { signUp } from './sign-up.ts'

declare module '../graphql/context.ts' {
  interface Services {
    /** Keys the counters of guessing. */
    throttleKey: Buffer
    /** Seals the secrets of two-step sign-in. */
    twoStepKey: Buffer
  }
}

const SignUpInput = builder.inputType('SignUpInput', {
  description:
    'A company and its first owner. The plan is asked for, not given: everybody starts on the default plan.',
  fields: (t) => ({
    companyName: t.string({ required: true }),
    companyEmail: t.string({ required: true }),
    fullName: t.string({ required: true }),
    email: t.string({ required: true, description: 'Signs this person in.' }),
    password: t.string({ required: true, description: '12 to 256 characters, not easy to guess.' }),
    phone: t.string(),
    billingAddress: t.string(),
    code: t.string({
      description:
        'Only for an account that exists, belongs to no organization any more and signs in by two steps.',
    }),
    requestedPlan: t.id({ description: 'The id of a plan the company would like.' }),
    timezone: t.string({ description: 'IANA name; UTC when missing.' }),
  }),
})

builder.mutationField('signUp', (t) =>
  t.field({
    type: Session,
    description:
      'Founds an organization with its owner and signs them in. Somebody whose account belongs to no organization any more gives its password. INVALID, CONFLICT (field email), UNAUTHENTICATED (field code), RATE_LIMITED.',
    authScopes: { public: true },
    extensions: { comesAlone: true },
    args: { input: t.arg({ type: SignUpInput, required: true }) },
    resolve: async (_root, args, context) => begin(context, await signUp(context, args.input)),
  }),
)

builder.mutationField('signIn', (t) =>
  t.field({
    type: Session,
    description:
      'Opens a session. UNAUTHENTICATED for a wrong e-mail or password alike; with field `code` when the password is right and the second step is missing or wrong. RATE_LIMITED, FORBIDDEN.',
    authScopes: { public: true },
    extensions: { comesAlone: true },
    args: {
      email: t.arg.string({ required: true }),
      password: t.arg.string({ required: true }),
      code: t.arg.string({
        description:
          'Of the authenticator app, or a recovery code, for those who sign in by two steps. Each is good once.',
      }),
      organizationId: t.arg.id({
        description: 'Which organization to enter; the one used last when missing.',
      }),
    },
    resolve: async (_root, args, context) => begin(context, await signIn(context, args)),
  }),
)

const MembershipType = builder.objectRef<Membership>('Membership').implement({
  description: 'An organization the person asking belongs to, and as what.',
  authScopes: { member: true },
  fields: (t) => ({
    organizationId: t.exposeID('organization_id'),
    organizationName: t.exposeString('organization_name'),
    organizationStatus: t.expose('organization_status', { type: OrganizationStatus }),
    role: t.expose('role', { type: MemberRole }),
    isCurrent: t.boolean({
      description: 'Whether this session is in it.',
      resolve: ({ organization_id: id }, _args, { member }) => id === member.organizationId,
    }),
    canEnter: t.boolean({
      description: 'False where the organization is suspended, or the member switched off.',
      resolve: (membership) => isOpen(membership),
    }),
  }),
})

builder.queryField('memberships', (t) =>
  t.field({
    type: [MembershipType],
    description: 'Every organization the person asking belongs to, the one used last first.',
    authScopes: { member: true },
    resolve: (_root, _args, context) =>
      context.onAuthRoad((db) => listMemberships(db, context.member.userId)),
  }),
)

builder.mutationField('switchOrganization', (t) =>
  t.field({
    type: Session,
    description:
      'Opens a session in another organization of the same person. The session whose refresh cookie came along ends. NOT_FOUND for organizations one does not belong to, FORBIDDEN.',
    authScopes: { member: true },
    extensions: { comesAlone: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) =>
      begin(context, await switchOrganization(context, id)),
  }),
)
