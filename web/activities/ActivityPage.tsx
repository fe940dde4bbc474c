import { Button } from '@mantine/core'
import { getRouteApi, Link } from '@tanstack/react-router'
import { todayIn } from '../analytics/ranges.ts'
import { PageExport } from '../exports/PageExport.tsx'
import type { Wish } from '../exports/Panel.tsx'
import type { ActivityLogQueryVariables, ActivityRowFragment } from '../gql/graphql.ts'
import { usePages } from '../pages.ts'
import { errorOf, stateOfPages } from '../state.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { formatDay, formatTime, fromLocalInput } from '../ui/format.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { Section } from '../ui/Section.tsx'
import { ShowMore } from '../ui/ShowMore.tsx'
import { RowsSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { useZone } from '../ui/zone.ts'
import classes from './Activities.module.css'
import { activityDocument } from './documents.ts'
import { type ActivitySearch, Filters } from './Filters.tsx'
import { addressOf, describeActivity } from './words.ts'

const route = getRouteApi('/activity')

export function ActivityPage() {
  const zone = useZone()
  const chosen = route.useSearch()
  const pages = usePages(
    activityDocument,
    variablesOf(chosen, zone),
    (data) => data.organization?.activities,
  )
  const isFiltered = Object.values(chosen).some(Boolean)
  return (
    <>
      <PageHeader
        title="Activity"
        sub={`Who did what in your organization, ${zone} time`}
        actions={<PageExport wish={() => wishOf(chosen, zone)} />}
      />
      <Filters chosen={chosen} />
      <Stateful
        state={stateOfPages(pages)}
        skeleton={<RowsSkeleton narrow={62} />}
        error={errorOf(pages.refusal)}
        onRetry={pages.retry}
        empty={isFiltered ? <NothingFound /> : <NothingYet />}
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

/** The days on the page; all of the log in them, whatever else it is filtered by. */
function wishOf({ search, who, what, from, to }: ActivitySearch, zone: string): Wish {
  const isFiltered = Boolean(search || who || what)
  return {
    dataset: 'ACTIVITY',
    ...(from && { days: { first: from, last: to ?? todayIn(zone) } }),
    ...(!from && to && { days: null }),
    ...(isFiltered && {
      filterWords: 'Every line of these days: the filters of the page are not applied.',
    }),
  }
}

function variablesOf(chosen: ActivitySearch, zone: string): ActivityLogQueryVariables {
  const { search = null, who = null, what = null, from, to } = chosen
  const isAction = what !== null && /^[A-Z]/.test(what)
  return {
    search,
    memberId: who,
    action: isAction ? what : null,
    entityType: isAction ? null : what,
    from: from ? fromLocalInput(`${from}T00:00`, zone) : null,
    to: to ? fromLocalInput(`${dayAfter(to)}T00:00`, zone) : null,
  }
}

/** Ranges do not include their end, people's do. */
function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}

function NothingYet() {
  return (
    <EmptyState
      title="Nothing yet"
      text="What members create, change and export is written down here."
    />
  )
}

function NothingFound() {
  return (
    <EmptyState
      title="No line matches"
      text="Other days, or another person, may have one."
      action={
        <Button variant="default" component={Link} to="/activity">
          Clear
        </Button>
      }
    />
  )
}

function Line({ row }: { row: ActivityRowFragment }) {
  const zone = useZone()
  const { who, did, what } = describeActivity(row)
  const address = addressOf(row)
  return (
    <li className={classes.line}>
      <time className={classes.time} dateTime={row.createdAt}>
        {formatTime(row.createdAt, zone)}
      </time>
      <span className={classes.who} title={who}>
        {who}
      </span>
      <span className={classes.did}>{did}</span>
      <span className={classes.what} title={what}>
        {address ? <Link to={address}>{what}</Link> : what}
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
