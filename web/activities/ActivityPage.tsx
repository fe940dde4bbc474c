import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ActivityRowFragment } from '../gql/graphql.ts'
import { usePages } from '../pages.ts'
import { errorOf, stateOfPages } from '../state.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { formatDay, formatTime } from '../ui/format.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { Section } from '../ui/Section.tsx'
import { ShowMore } from '../ui/ShowMore.tsx'
import { RowsSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { useZone } from '../ui/zone.ts'
import classes from './Activities.module.css'
import { activityDocument } from './documents.ts'
import { describeActivity } from './words.ts'

export function ActivityPage() {
  const zone = useZone()
  const pages = usePages(activityDocument, {}, (data) => data.organization?.activities)
  return (
    <>
      <PageHeader
        title="Activity"
        sub={`Who did what in your organization, ${zone} time`}
        actions={
          <Button variant="default" component={Link} to="/exports">
            Export
          </Button>
        }
      />
      <Stateful
        state={stateOfPages(pages)}
        skeleton={<RowsSkeleton narrow={62} />}
        error={errorOf(pages.refusal)}
        onRetry={pages.retry}
        empty={
          <EmptyState
            title="Nothing yet"
            text="What members create, change and export is written down here."
          />
        }
      >
        {byDay(pages.nodes ?? [], zone).map(([day, rows]) => (
          <Section key={day} title={day}>
            <ol className={classes.list}>
              {rows.map((row) => (
                <Line key={row.id} row={row} />
              ))}
            </ol>
          </Section>
        ))}
        {pages.next !== null && (
          <ShowMore isLoading={pages.isLoadingMore} onMore={() => pages.more(pages.next ?? '')} />
        )}
      </Stateful>
    </>
  )
}

function Line({ row }: { row: ActivityRowFragment }) {
  const zone = useZone()
  const { who, did, what, target } = describeActivity(row)
  return (
    <li className={classes.line}>
      <time className={classes.time} dateTime={row.createdAt}>
        {formatTime(row.createdAt, zone)}
      </time>
      <span className={classes.who}>{who}</span>
      <span className={classes.did}>{did}</span>
      <span className={classes.what}>
        {target ? (
          <Link to="/qr-codes/$id" params={{ id: target }}>
            {what}
          </Link>
        ) : (
          what
        )}
      </span>
    </li>
  )
}

function byDay(rows: ActivityRowFragment[], zone: string): [string, ActivityRowFragment[]][] {
  const days = new Map<string, ActivityRowFragment[]>()
  for (const row of rows) {
    const day = formatDay(row.createdAt, zone)
    days.set(day, [...(days.get(day) ?? []), row])
  }
  return [...days]
}
