import { useMutation } from 'urql'
import { showToast } from '../frame/toast.ts'
import { useViewer } from '../frame/viewer.ts'
import type { MemberRole, MemberRowFragment } from '../gql/graphql.ts'
import { readRefusal } from '../refusal.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { RelativeTime } from '../ui/RelativeTime.tsx'
import { Select } from '../ui/Select.tsx'
import { updateMemberDocument } from './documents.ts'
import { MemberMenu } from './MemberMenu.tsx'
import classes from './Team.module.css'
import { givableBy, roleName } from './words.ts'

type MembersTableProps = {
  members: MemberRowFragment[]
  more: { onMore: () => void; loading: boolean } | null
}

export function MembersTable({ members, more }: MembersTableProps) {
  return (
    <DataTable
      caption="Members"
      columns={columns}
      rows={members}
      narrow={(member) => ({
        first: <Person member={member} />,
        second: (
          <>
            {roleName(member.role)}, <LastSeen member={member} />
          </>
        ),
        figure: <MemberMenu member={member} withRoles />,
      })}
      more={more}
    />
  )
}

const columns: Column<MemberRowFragment>[] = [
  {
    key: 'person',
    head: 'Person',
    isName: true,
    cell: (member) => (
      <span className={classes.person}>
        <Person member={member} />
        <span className={classes.email}>{member.email}</span>
      </span>
    ),
  },
  { key: 'role', head: 'Role', width: 170, cell: (member) => <Role member={member} /> },
  { key: 'seen', head: 'Last seen', width: 150, cell: (member) => <LastSeen member={member} /> },
  {
    key: 'menu',
    head: 'Actions',
    isHeadUnseen: true,
    width: 48,
    align: 'right',
    cell: (member) => <MemberMenu member={member} />,
  },
]

function Person({ member }: { member: MemberRowFragment }) {
  const viewer = useViewer()
  return (
    <>
      {member.name}
      {member.id === viewer.id && ' (you)'}
      {member.status === 'DEACTIVATED' && <span className={classes.off}>Deactivated</span>}
    </>
  )
}

function LastSeen({ member }: { member: MemberRowFragment }) {
  return member.lastSeenAt ? <RelativeTime at={member.lastSeenAt} /> : 'not yet'
}

function Role({ member }: { member: MemberRowFragment }) {
  const viewer = useViewer()
  const change = useRoleChange(member)
  const givable = givableBy(viewer.role)
  if (!givable.includes(member.role) || member.id === viewer.id) return roleName(member.role)
  return (
    <Select
      size="xs"
      className={classes.role}
      aria-label={`Role of ${member.name}`}
      value={member.role}
      data={givable.map((role) => ({ value: role, label: roleName(role) }))}
      onChange={(event) => {
        const role = givable.find((each) => each === event.currentTarget.value)
        if (role) void change(role)
      }}
    />
  )
}

/** Gives a role at once; a refusal is told below, and the row shows what holds. */
export function useRoleChange(member: MemberRowFragment): (role: MemberRole) => Promise<void> {
  const [, update] = useMutation(updateMemberDocument)
  return async (role) => {
    const { error } = await update({ id: member.id, input: { role, version: member.version } })
    showToast({
      text: error ? readRefusal(error).message : `${member.name} is ${roleName(role)} now.`,
    })
  }
}
