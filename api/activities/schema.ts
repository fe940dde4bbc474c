import { z } from 'zod'
import { builder } from '../graphql/builder.ts'
import { valid } from '../graphql/errors.ts'
import { connectionOf, isId, pageArgs, pageComplexity, pageOf } from '../graphql/page.ts'
import { productActions, recordOwnAct } from '../journal/activities.ts'
import { loadMember, Member } from '../members/schema.ts'
import { Organization } from '../organizations/schema.ts'
import { type ActivityRow, countActivities, getActivity, listActivities } from './queries.ts'

const Activity = builder.objectRef<ActivityRow>('Activity').implement({
  description: 'One thing somebody did; every mutation leaves one. Lines are never changed.',
  authScopes: { member: true },
  fields: (t) => ({
    id: t.exposeID('id'),
    action: t.exposeString('action', { description: 'What was done, such as QR_CODE_CREATED.' }),
    entityType: t.exposeString('entity_type', {
      description: 'What kind of thing it was done to.',
    }),
    entityId: t.exposeID('entity_id', { nullable: true }),
    metadata: t.expose('metadata', {
      type: 'JSON',
      nullable: true,
      description: 'What a reader wants to know.',
    }),
    member: t.field({
      type: Member,
      nullable: true,
      resolve: (activity, _args, context) => loadMember(context, activity.member_id),
    }),
    memberName: t.exposeString('member_name', {
      nullable: true,
      description: 'The name as it was then.',
    }),
    createdAt: t.expose('created_at', { type: 'DateTime' }),
  }),
})

const ActivityConnection = connectionOf('Activity', Activity)

const filterShape = z.object({
  action: z.string().nullish(),
  entityType: z.string().nullish(),
  memberId: z.string().refine(isId, 'An id is a UUID.').nullish(),
  from: z.date().nullish(),
  to: z.date().nullish(),
  search: z.string().max(200, 'Use at most 200 characters.').nullish(),
})

builder.objectField(Organization, 'activities', (t) =>
  t.field({
    type: ActivityConnection,
    description: 'What was done here, newest first.',
    args: {
      first: t.arg.int(pageArgs.first),
      after: t.arg.string(pageArgs.after),
      action: t.arg.string({ description: 'Only this action.' }),
      entityType: t.arg.string({ description: 'Only acts on this kind of thing.' }),
      memberId: t.arg.id({ description: 'Only what this member did.' }),
      from: t.arg({ type: 'DateTime', description: 'Only from this moment on.' }),
      to: t.arg({ type: 'DateTime', description: 'Only before this moment.' }),
      search: t.arg.string({
        description:
          'Part of the name of who did it or of what it was done to, up to 200 characters.',
      }),
    },
    complexity: pageComplexity,
    resolve: (_organization, args, { db }) => {
      const filter = valid(filterShape, args)
      return pageOf(
        args,
        (keyset) => listActivities(db, keyset, filter),
        () => countActivities(db, filter),
      )
    },
  }),
)

const RecordActivityInput = builder.inputType('RecordActivityInput', {
  fields: (t) => ({
    action: t.string({
      required: true,
      description: 'Capitals, digits and underscores, up to 64.',
    }),
    entityType: t.string({ required: true, description: 'Up to 64 characters.' }),
    entityId: t.id(),
    metadata: t.field({ type: 'JSON', description: 'Up to 4,096 characters of JSON.' }),
  }),
})

const activityShape = z.object({
  action: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'An action is capitals, digits and underscores, up to 64.')
    .refine(
      (action) => !(productActions as readonly string[]).includes(action),
      'We write this action ourselves. Choose a name of your own.',
    ),
  entityType: z
    .string()
    .trim()
    .min(1, 'Say what it was done to.')
    .max(64, 'Use at most 64 characters.'),
  entityId: z.string().refine(isId, 'An id is a UUID.').nullish(),
  metadata: z
    .json()
    .refine((value) => JSON.stringify(value).length <= 4_096, 'Use at most 4,096 characters.')
    // What jsonb cannot hold: NUL, and half a surrogate pair.
    .refine(
      (value) => !/\\u(0000|d[89a-f])/.test(JSON.stringify(value).replaceAll('\\\\', '')),
      'A text has a character that cannot be stored.',
    )
    .nullish(),
})

builder.mutationField('recordActivity', (t) =>
  t.field({
    type: Activity,
    description:
      'Adds a line to the activity log in the name of the member asking. INVALID, also for an action (field action) that the product writes itself.',
    authScopes: { editor: true },
    args: { input: t.arg({ type: RecordActivityInput, required: true }) },
    resolve: async (_root, args, { db, member }) => {
      const id = await recordOwnAct(db, member, valid(activityShape, args.input))
      return getActivity(db, id)
    },
  }),
)
