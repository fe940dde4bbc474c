import { sql } from 'kysely'
import { table, within } from './dataset.ts'

/** Everything that was done, by whom and when: each line that a mutation left. */
export const activity = table({
  title: 'Activity',
  columns: {
    at: { type: 'time', label: 'At', description: 'When it was done.' },
    member: {
      type: 'text',
      label: 'Member',
      description: 'Who did it, by the name of that time.',
      isGroupable: true,
    },
    action: {
      type: 'word',
      label: 'Action',
      description: 'What was done, such as QR_CODE_CREATED.',
      isGroupable: true,
    },
    entity_type: {
      type: 'text',
      label: 'Entity type',
      description: 'What kind of thing it was done to.',
      isGroupable: true,
    },
    entity_id: { type: 'word', label: 'Entity ID', description: 'The id of that thing.' },
    metadata: { type: 'text', label: 'Metadata', description: 'More about it, as JSON.' },
  },
  select: async (db, bounds) =>
    db
      .selectFrom('activity_log')
      .select([
        'created_at as at',
        'member_name as member',
        'action',
        'entity_type',
        'entity_id',
        sql<string>`metadata::text`.as('metadata'),
        'id',
      ])
      .where(within('created_at', bounds))
      .orderBy('id', 'desc'),
})

/** Who belongs to the organization, deactivated members included. */
export const team = table({
  title: 'Team',
  columns: {
    name: { type: 'text', label: 'Name', description: 'What the member is called.' },
    email: { type: 'text', label: 'Email', description: 'What the member signs in with.' },
    role: {
      type: 'word',
      label: 'Role',
      description: 'OWNER, ADMIN, EDITOR or VIEWER.',
      isGroupable: true,
    },
    status: {
      type: 'word',
      label: 'Status',
      description: 'ACTIVE, or DEACTIVATED: may not sign in.',
      isGroupable: true,
    },
    member_since: { type: 'time', label: 'Member since', description: 'When they joined.' },
    last_seen_at: {
      type: 'time',
      label: 'Last seen at',
      description: 'When they last signed in or came back; empty: never.',
    },
  },
  select: async (db, bounds) =>
    db
      .selectFrom('members')
      .select([
        'name',
        'email',
        'role',
        'status',
        'created_at as member_since',
        'last_seen_at',
        'id',
      ])
      .where('removed_at', 'is', null)
      .where(within('created_at', bounds))
      .orderBy('id'),
})
