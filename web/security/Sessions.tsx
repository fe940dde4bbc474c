import { Button } from '@mantine/core'
import { useMutation } from 'urql'
import { showToast } from '../frame/toast.ts'
import { useViewer } from '../frame/viewer.ts'
import type { SecurityQuery } from '../gql/graphql.ts'
import { readRefusal } from '../refusal.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { RelativeTime } from '../ui/RelativeTime.tsx'
import { Section } from '../ui/Section.tsx'
import { revokeOthersDocument, revokeSessionDocument } from './documents.ts'
import classes from './Security.module.css'

type Session = SecurityQuery['sessions'][number]
type SessionsProps = { sessions: Session[]; onChanged: () => void }

/** Where this person is signed in. One they do not know is ended here. */
export function Sessions({ sessions, onChanged }: SessionsProps) {
  const viewer = useViewer()
  const [{ fetching }, revokeOthers] = useMutation(revokeOthersDocument)
  const [, revoke] = useMutation(revokeSessionDocument)

  async function end(session: Session) {
    const { error } = await revoke({ id: session.id })
    showToast({ text: error ? readRefusal(error).message : `${nameOf(session)} is signed out.` })
    onChanged()
  }

  async function endOthers() {
    const { error } = await revokeOthers({})
    showToast({ text: error ? readRefusal(error).message : 'Signed out everywhere else.' })
    onChanged()
  }

  const place = (session: Session) => placeOf(session, viewer.organization.name)
  const act = (session: Session) =>
    !session.isCurrent && (
      <Button size="xs" variant="default" onClick={() => void end(session)}>
        Sign out<span className="oi-unseen"> {nameOf(session)}</span>
      </Button>
    )
  return (
    <Section
      title="Where you are signed in"
      tools={
        sessions.length > 1 && (
          <Button size="xs" variant="default" loading={fetching} onClick={() => void endOthers()}>
            Sign out everywhere else
          </Button>
        )
      }
    >
      <DataTable
        caption="Sessions"
        columns={columnsOf(place, act)}
        rows={sessions}
        narrow={(session) => ({
          first: <Name session={session} />,
          second: (
            <>
              {place(session)}, <RelativeTime at={session.lastSeenAt} />
            </>
          ),
          figure: act(session) || undefined,
        })}
      />
    </Section>
  )
}

function columnsOf(
  place: (session: Session) => string,
  act: (session: Session) => React.ReactNode,
): Column<Session>[] {
  return [
    { key: 'device', head: 'Device', isName: true, cell: (row) => <Name session={row} /> },
    { key: 'place', head: 'About where', cell: place },
    {
      key: 'since',
      head: 'Since',
      width: 130,
      spare: true,
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
    {
      key: 'seen',
      head: 'Last seen',
      width: 130,
      cell: ({ lastSeenAt }) => <RelativeTime at={lastSeenAt} />,
    },
    {
      key: 'act',
      head: 'Actions',
      isHeadUnseen: true,
      width: 110,
      align: 'right',
      cell: act,
    },
  ]
}

function Name({ session }: { session: Session }) {
  return (
    <>
      {nameOf(session)}
      {session.isCurrent && <span className={classes.here}>This one</span>}
    </>
  )
}

function nameOf({ device }: Session): string {
  return device ?? 'Unknown device'
}

const countries = new Intl.DisplayNames(undefined, { type: 'region' })

/** The place, and the organization where it is another than this one. */
function placeOf({ city, countryCode, organizationName }: Session, current: string): string {
  const country = countryCode ? countries.of(countryCode) : undefined
  const place = [city, country].filter(Boolean).join(', ') || 'Unknown place'
  return organizationName === current ? place : `${place}, in ${organizationName}`
}
