import { builder } from '../graphql/builder.ts'
import { begin, Session } from '../sessions/schema.ts'
import { signIn } from './sign-in.ts'
import { signUp } from './sign-up.ts'

declare module '../graphql/context.ts' {
  interface Services {
    /** Keys the counters of guessing. */
    throttleKey: Buffer
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
    requestedPlan: t.id({ description: 'The id of a plan the company would like.' }),
    timezone: t.string({ description: 'IANA name; UTC when missing.' }),
  }),
})

builder.mutationField('signUp', (t) =>
  t.field({
    type: Session,
    description:
      'Founds an organization with its owner and signs them in. INVALID, CONFLICT (field email), RATE_LIMITED.',
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
      'Opens a session. UNAUTHENTICATED for a wrong e-mail or password alike, RATE_LIMITED, FORBIDDEN.',
    authScopes: { public: true },
    extensions: { comesAlone: true },
    args: {
      email: t.arg.string({ required: true }),
      password: t.arg.string({ required: true }),
      organizationId: t.arg.id({
        description: 'Which organization to enter; the one used last when missing.',
      }),
    },
    resolve: async (_root, args, context) => begin(context, await signIn(context, args)),
  }),
)
