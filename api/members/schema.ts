import DataLoader from 'dataloader'
import { builder } from '../graphql/builder.ts'
import { type Context, rowsById } from '../graphql/context.ts'
import { connectionOf, pageArgs, pageComplexity, pageOf } from '../graphql/page.ts'
import { getOrganization } from '../organizations/queries.ts'
import { DataSharing, Organization } from '../organizations/schema.ts'
import { countMembers, listMembers, listMembersById, type MemberRow } from './queries.ts'

export const MemberRole = builder.enumType('MemberRole', {
  description:
    'OWNER may do everything, ADMIN all but changing owners, EDITOR changes codes and campaigns, VIEWER reads and exports.',
  values: ['OWNER', 'ADMIN', 'EDITOR', 'VIEWER'] as const,
})

export const MemberStatus = builder.enumType('MemberStatus', {
  description: 'A DEACTIVATED member cannot sign in; what they did stays.',
  values: ['ACTIVE', 'DEACTIVATED'] as const,
})

export const Member = builder.objectRef<MemberRow>('Member').implement({
  description: 'A person in this organization.',
  authScopes: { member: true },
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    email: t.exposeString('email'),
    role: t.expose('role', { type: MemberRole }),
    status: t.expose('status', { type: MemberStatus }),
    lastSeenAt: t.expose('last_seen_at', {
      type: 'DateTime',
      nullable: true,
      description: 'The last sign-in or renewal of a session.',
    }),
    createdAt: t.expose('created_at', { type: 'DateTime' }),
    version: t.exposeInt('version', {
      description: 'Rises with each change of role or status; send it back with an update.',
    }),
    removedAt: t.expose('removed_at', {
      type: 'DateTime',
      nullable: true,
      description: 'When they were removed or left; what they did keeps their name.',
    }),
    organization: t.field({
      type: Organization,
      resolve: (_member, _args, { db }) => getOrganization(db),
    }),
  }),
})

const MemberConnection = connectionOf('Member', Member)

/** The member with that id, fetched together with the others this operation asks for; null when there is none. */
export function loadMember(context: Context, id: string | null): Promise<MemberRow | null> {
  if (!id) return Promise.resolve(null)
  const loader = context.loader(
    loadMember,
    () =>
      new DataLoader<string, MemberRow | null>(async (ids) =>
        rowsById(ids, await listMembersById(context.db, ids)),
      ),
  )
  return loader.load(id)
}

builder.objectField(DataSharing, 'decidedBy', (t) =>
  t.field({
    type: Member,
    nullable: true,
    description: 'Who switched it last.',
    resolve: (organization, _args, context) => loadMember(context, organization.shares_data_by),
  }),
)

builder.queryField('me', (t) =>
  t.field({
    type: Member,
    nullable: true,
    description: 'The member asking; null when signed out.',
    authScopes: { public: true },
    resolve: (_root, _args, context) =>
      context.viewer ? loadMember(context, context.viewer.memberId) : null,
  }),
)

builder.objectField(Organization, 'members', (t) =>
  t.field({
    type: MemberConnection,
    description: 'Who is in the team, deactivated members included, longest-standing first.',
    args: { first: t.arg.int(pageArgs.first), after: t.arg.string(pageArgs.after) },
    complexity: pageComplexity,
    resolve: (_organization, args, { db }) =>
      pageOf(
        args,
        (keyset) => listMembers(db, keyset),
        () => countMembers(db),
      ),
  }),
)
