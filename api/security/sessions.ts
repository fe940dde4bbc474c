import { enterTenant } from '../../db/connections.ts'
import { builder } from '../graphql/builder.ts'
import { notFound } from '../graphql/errors.ts'
import { type Act, recordAct } from '../journal/activities.ts'
import {
  listUserSessions,
  revokeSession,
  revokeUserSessions,
  type UserSession,
} from '../sessions/queries.ts'

const OpenSession = builder.objectRef<UserSession>('OpenSession').implement({
  description: 'A place where the person asking is signed in.',
  authScopes: { member: true },
  fields: (t) => ({
    id: t.exposeID('id'),
    device: t.exposeString('device', {
      nullable: true,
      description: 'Browser and system in words; null where the client did not say.',
    }),
    city: t.exposeString('city', {
      nullable: true,
      description: 'About where the sign-in came from, by its address, which is not kept.',
    }),
    countryCode: t.exposeString('country_code', {
      nullable: true,
      description: 'ISO 3166-1 alpha-2.',
    }),
    organizationName: t.exposeString('organization_name'),
    createdAt: t.expose('created_at', { type: 'DateTime' }),
    lastSeenAt: t.expose('last_seen_at', {
      type: 'DateTime',
      description: 'The last renewal: a session in use is renewed about every ten minutes.',
    }),
    isCurrent: t.boolean({
      description: 'Whether it is the one asking.',
      resolve: ({ id }, _args, { member }) => id === member.sessionId,
    }),
  }),
})

builder.queryField('sessions', (t) =>
  t.field({
    type: [OpenSession],
    description:
      'Where the person asking is signed in, in all their organizations, the one used last first.',
    authScopes: { member: true },
    resolve: (_root, _args, context) =>
      context.onAuthRoad((db) => listUserSessions(db, context.member.userId)),
  }),
)

builder.mutationField('revokeSession', (t) =>
  t.field({
    type: 'ID',
    description: 'Signs one of the own sessions out. NOT_FOUND.',
    authScopes: { member: true },
    extensions: { comesAlone: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const { userId, name } = context.member
      await context.onAuthRoad(async (db) => {
        const session = (await listUserSessions(db, userId)).find((each) => each.id === id)
        if (!session) throw notFound()
        const { organization_id: organizationId, member_id: memberId } = session
        await enterTenant(db, organizationId)
        if (!(await revokeSession(db, { organizationId, sessionId: id }, 'revoked by its owner')))
          throw notFound()
        const act: Act = { action: 'SIGNED_OUT_ELSEWHERE', entityType: 'session', entityId: id }
        await recordAct(db, { organizationId, memberId, name }, act)
      })
      context.services.viewers.forget(id)
      return id
    },
  }),
)

builder.mutationField('revokeOtherSessions', (t) =>
  t.field({
    type: 'Int',
    description:
      'Signs every own session out but the one asking, in all organizations; how many there were.',
    authScopes: { member: true },
    extensions: { comesAlone: true },
    resolve: async (_root, _args, context) => {
      const { userId, sessionId, organizationId } = context.member
      const ended = await context.onAuthRoad(async (db) => {
        const ids = await revokeUserSessions(db, userId, 'revoked by its owner', sessionId)
        await enterTenant(db, organizationId)
        const act: Act = {
          action: 'SIGNED_OUT_ELSEWHERE',
          entityType: 'session',
          metadata: { count: ids.length },
        }
        await recordAct(db, context.member, act)
        return ids
      })
      for (const id of ended) context.services.viewers.forget(id)
      return ended.length
    },
  }),
)
