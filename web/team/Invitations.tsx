import { Button } from '@mantine/core'
import { useMutation } from 'urql'
import { showToast } from '../frame/toast.ts'
import { useViewer } from '../frame/viewer.ts'
import type { InvitationRowFragment } from '../gql/graphql.ts'
import { readRefusal } from '../refusal.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { Section } from '../ui/Section.tsx'
import { resendDocument, revokeDocument } from './documents.ts'
import classes from './Team.module.css'
import { givableBy, roleName } from './words.ts'

/** Who was asked to join and has not answered; nothing when there is nobody. */
export function Invitations({ invitations }: { invitations: InvitationRowFragment[] }) {
  const open = invitations.filter(({ state }) => state === 'PENDING' || state === 'EXPIRED')
  if (open.length === 0) return null
  return (
    <Section title="Invited">
      <DataTable
        caption="Invitations"
        columns={columns}
        rows={open}
        narrow={(invitation) => ({
          first: invitation.email,
          second: `${roleName(invitation.role)}, ${endOf(invitation)}`,
          figure: <Acts invitation={invitation} />,
        })}
      />
    </Section>
  )
}

const columns: Column<InvitationRowFragment>[] = [
  {
    key: 'email',
    head: 'E-mail',
    isName: true,
    cell: ({ email, name }) => (
      <>
        {email}
        {name && <span className={classes.email}>{name}</span>}
      </>
    ),
  },
  { key: 'role', head: 'Role', width: 110, cell: ({ role }) => roleName(role) },
  { key: 'end', head: 'Link', width: 150, cell: endOf },
  {
    key: 'acts',
    head: 'Actions',
    isHeadUnseen: true,
    width: 190,
    align: 'right',
    cell: (invitation) => <Acts invitation={invitation} />,
  },
]

function endOf({ state, expiresAt }: InvitationRowFragment): string {
  if (state === 'EXPIRED') return 'expired'
  const days = Math.ceil((Date.parse(expiresAt) - Date.now()) / 86_400_000)
  return days <= 1 ? 'expires within a day' : `expires in ${days} days`
}

function Acts({ invitation: { id, email, role } }: { invitation: InvitationRowFragment }) {
  const viewer = useViewer()
  const [resent, resend] = useMutation(resendDocument)
  const [revoked, revoke] = useMutation(revokeDocument)
  if (!givableBy(viewer.role).includes(role)) return null

  async function run(act: typeof resend | typeof revoke, done: string) {
    const { error } = await act({ id })
    showToast({ text: error ? readRefusal(error).message : done })
  }

  return (
    <span className={classes.buttons}>
      <Button
        size="xs"
        variant="default"
        loading={resent.fetching}
        onClick={() => void run(resend, `Sent to ${email} again. The link before stopped working.`)}
      >
        Resend<span className="oi-unseen"> to {email}</span>
      </Button>
      <Button
        size="xs"
        variant="default"
        loading={revoked.fetching}
        onClick={() => void run(revoke, `The invitation of ${email} is revoked.`)}
      >
        Revoke<span className="oi-unseen"> of {email}</span>
      </Button>
    </span>
  )
}
