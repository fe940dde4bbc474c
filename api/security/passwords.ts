import { enterTenant } from '../../db/connections.ts'
import { hashPassword, passwordProblem } from '../credentials/password.ts'
import { builder } from '../graphql/builder.ts'
import { invalid } from '../graphql/errors.ts'
import { recordAct } from '../journal/activities.ts'
import { queueMail } from '../journal/mail.ts'
import { revokeUserSessions } from '../sessions/queries.ts'
import { getUser, updatePasswordHash } from '../users/queries.ts'
import { prove } from './prove.ts'
import { spendTokens } from './queries.ts'
import { requestReset, resetPassword } from './reset.ts'

builder.mutationField('changePassword', (t) =>
  t.field({
    type: 'Boolean',
    description:
      'Sets a new password, ends every other session of the person, and mails them that it happened. INVALID (field current, new or code), RATE_LIMITED.',
    authScopes: { member: true },
    extensions: { comesAlone: true },
    args: {
      current: t.arg.string({ required: true }),
      new: t.arg.string({
        required: true,
        description: '12 to 256 characters, not easy to guess.',
      }),
      code: t.arg.string({ description: 'For an account that signs in by two steps.' }),
    },
    resolve: async (_root, args, context) => {
      const { member, services } = context
      const about = await context.onAuthRoad((db) => getUser(db, member.userId))
      const problem = await passwordProblem(args.new, [about.email, about.name])
      if (problem) throw invalid('new', problem)
      if (args.new === args.current) throw invalid('new', 'This is the password you have.')
      const hash = await hashPassword(args.new)
      const { device } = services.originOf(context.facts)
      let ended: string[] = []
      const given = { password: args.current, code: args.code, field: 'current' }
      await prove(context, given, async (db, user) => {
        await updatePasswordHash(db, user.id, hash)
        await spendTokens(db, user.id, null)
        ended = await revokeUserSessions(db, user.id, 'password changed', member.sessionId)
        await enterTenant(db, member.organizationId)
        await recordAct(db, member, { action: 'PASSWORD_CHANGED', entityType: 'password' })
        await queueMail(db, {
          to: about.email,
          name: about.name,
          template: 'PASSWORD_CHANGED',
          variables: { at: new Date().toISOString(), device: device ?? 'an unknown device' },
        })
        return null
      })
      for (const id of ended) services.viewers.forget(id)
      return true
    },
  }),
)

builder.mutationField('requestPasswordReset', (t) =>
  t.field({
    type: 'Boolean',
    description:
      'Mails a link to set a new password, good once within 30 minutes, if the address has an account. The answer is true either way, and takes as long. RATE_LIMITED.',
    authScopes: { public: true },
    extensions: { comesAlone: true },
    args: { email: t.arg.string({ required: true }) },
    resolve: async (_root, { email }, context) => {
      await requestReset(context, email)
      return true
    },
  }),
)

builder.mutationField('resetPassword', (t) =>
  t.field({
    type: 'Boolean',
    description:
      'Sets a new password by the token of the mailed link and ends every session of the person. It signs nobody in. INVALID (field token or password).',
    authScopes: { public: true },
    extensions: { comesAlone: true },
    args: {
      token: t.arg.string({ required: true }),
      password: t.arg.string({
        required: true,
        description: '12 to 256 characters, not easy to guess.',
      }),
    },
    resolve: async (_root, args, context) => {
      await resetPassword(context, args)
      return true
    },
  }),
)
