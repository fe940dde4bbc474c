import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useQuery } from 'urql'
import { canChangePlan, canRunOrganization, useViewer } from '../frame/viewer.ts'
import type { TeamQuery } from '../gql/graphql.ts'
import { usePages } from '../pages.ts'
import { errorOf, stateOf, stateOfPages } from '../state.ts'
import { formatWhole } from '../ui/format.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { RowsSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { UpgradePrompt } from '../ui/UpgradePrompt.tsx'
import { membersDocument, teamDocument } from './documents.ts'
import { Invitations } from './Invitations.tsx'
import { InviteDialog } from './InviteDialog.tsx'
import { MembersTable } from './MembersTable.tsx'
import classes from './Team.module.css'

/** Who is in the team, as what, and who was asked to join. */
export function TeamPage() {
  const viewer = useViewer()
  const [answer] = useQuery({ query: teamDocument })
  const pages = usePages(membersDocument, {}, (data) => data.organization?.members)
  const [isInviting, setInviting] = useState(false)
  const seats = readSeats(answer.data)
  const isFull = seats !== null && seats.max !== null && seats.used + seats.held >= seats.max
  const mayRun = canRunOrganization(viewer)

  return (
    <>
      <PageHeader
        title="Team"
        sub={seats ? seatWords(seats) : ' '}
        actions={
          mayRun && (
            <Button onClick={() => setInviting(true)} aria-haspopup="dialog">
              Invite
            </Button>
          )
        }
      />
      {!mayRun && (
        <p className={classes.quiet}>
          You can see who is in the team. Owners and admins invite people and change roles.
        </p>
      )}
      {isInviting && isFull && (
        <div className={classes.prompt}>
          <SeatsPrompt seats={seats} data={answer.data} />
        </div>
      )}
      <Stateful
        state={stateOfPages(pages)}
        skeleton={<RowsSkeleton narrow={62} />}
        error={errorOf(pages.refusal)}
        onRetry={pages.retry}
      >
        <MembersTable
          members={pages.nodes ?? []}
          more={
            pages.next === null
              ? null
              : { onMore: () => pages.more(pages.next ?? ''), loading: pages.isLoadingMore }
          }
        />
      </Stateful>
      <Stateful
        state={stateOf(answer)}
        skeleton={<RowsSkeleton narrow={62} />}
        error={errorOf(answer.error)}
      >
        <Invitations invitations={answer.data?.organization?.invitations.nodes ?? []} />
      </Stateful>
      <InviteDialog opened={isInviting && !isFull} onClose={() => setInviting(false)} />
    </>
  )
}

type Seats = { used: number; held: number; max: number | null }

/** Members in their seats, and seats that pending invitations hold. */
function readSeats(data: TeamQuery | undefined): Seats | null {
  const usage = data?.organization?.usage.find((each) => each.resource === 'SEATS')
  if (!data || !usage) return null
  const pending = data.organization?.invitations.nodes.filter(({ state }) => state === 'PENDING')
  return { used: usage.used, max: usage.max, held: pending?.length ?? 0 }
}

function seatWords({ used, held, max }: Seats): string {
  const seats = max === null ? `${formatWhole(used)} seats` : `${formatWhole(used)} of ${max} seats`
  const taken = max === null && used === 1 ? '1 seat' : seats
  if (held === 0) return taken
  return `${taken}, ${held === 1 ? '1 more is held by an invitation' : `${held} more are held by invitations`}`
}

/** All seats taken: said before any form is filled in. */
function SeatsPrompt({ seats, data }: { seats: Seats; data: TeamQuery | undefined }) {
  const viewer = useViewer()
  const { max } = seats
  const roomier = [...(data?.plans ?? [])]
    .sort((a, b) => a.rank - b.rank)
    .find((plan) => {
      const limit = plan.limits.find((each) => each.resource === 'SEATS')
      return limit && (limit.max === null || limit.max > (max ?? 0))
    })
  return (
    <UpgradePrompt
      reason={
        <>
          <strong>All {max} seats are taken.</strong> Remove someone
          {seats.held > 0 && ', revoke an invitation'}
          {roomier ? ` or move to ${roomier.name}.` : ' to make room.'}
        </>
      }
      plan={roomier?.name ?? null}
      canChange={canChangePlan(viewer)}
      action={
        <Button variant="default" component={Link} to="/plan">
          See plans
        </Button>
      }
    />
  )
}
