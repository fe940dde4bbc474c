import { Button } from '@mantine/core'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useQuery } from 'urql'
import type { Dataset, ExportRowFragment, ExportStatus } from '../gql/graphql.ts'
import { usePages } from '../pages.ts'
import { errorOf, stateOfPages } from '../state.ts'
import { type Column, DataTable, type NarrowRow } from '../ui/DataTable.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { formatBytes, formatCount } from '../ui/format.ts'
import { RelativeTime } from '../ui/RelativeTime.tsx'
import { Select } from '../ui/Select.tsx'
import { RowsSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { StatusDot } from '../ui/StatusDot.tsx'
import { useZone } from '../ui/zone.ts'
import { Acts } from './Acts.tsx'
import { Details } from './Details.tsx'
import { exportHistoryDocument, exportPeopleDocument } from './documents.ts'
import classes from './Exports.module.css'
import { useLiveExports } from './follow.ts'
import {
  datasets,
  exportStatuses,
  exportStatusWords,
  rangeOfExport,
  stateOfExport,
  titleOf,
} from './words.ts'

const route = getRouteApi('/exports')

/** What was taken along, by whom, and what has become of it. */
export function History() {
  const { status, dataset, who, export: open } = route.useSearch()
  const navigate = route.useNavigate()
  const pages = usePages(
    exportHistoryDocument,
    {
      status: status ? [status] : null,
      dataset: dataset ? [dataset] : null,
      requestedBy: who ?? null,
    },
    (data) => data.organization?.exports,
  )
  const rows = useLiveExports(pages.nodes ?? [])
  const isFiltered = Boolean(status || dataset || who)
  return (
    <>
      <Filters />
      <Stateful
        state={stateOfPages(pages)}
        skeleton={<RowsSkeleton narrow={60} />}
        error={errorOf(pages.refusal)}
        onRetry={pages.retry}
        empty={isFiltered ? <NothingFound /> : <NothingYet />}
      >
        <DataTable<ExportRowFragment>
          caption="Exports, newest first"
          columns={columns}
          rows={rows}
          narrow={narrow}
          more={
            pages.next === null
              ? null
              : { onMore: () => pages.more(pages.next ?? ''), loading: pages.isLoadingMore }
          }
        />
      </Stateful>
      <Details
        id={open ?? null}
        onClose={() =>
          void navigate({ search: (before) => ({ ...before, export: undefined }), replace: true })
        }
      />
    </>
  )
}

const columns: Column<ExportRowFragment>[] = [
  { key: 'what', head: 'What', isName: true, cell: (row) => <Name row={row} /> },
  { key: 'range', head: 'Of', width: 176, spare: true, cell: (row) => <Range row={row} /> },
  { key: 'who', head: 'Who', width: '14%', cell: (row) => row.requestedBy?.name ?? 'Left' },
  {
    key: 'when',
    head: 'When',
    width: 116,
    spare: true,
    cell: (row) => <RelativeTime at={row.createdAt} />,
  },
  { key: 'state', head: 'State', width: 144, cell: (row) => <State row={row} /> },
  {
    key: 'rows',
    head: 'Rows',
    align: 'right',
    width: 84,
    cell: (row) => (row.rowCount === null ? '–' : formatCount(row.rowCount)),
  },
  {
    key: 'size',
    head: 'Size',
    align: 'right',
    width: 92,
    spare: true,
    cell: (row) => (row.sizeBytes === null ? '–' : formatBytes(row.sizeBytes)),
  },
  {
    key: 'acts',
    head: 'Actions',
    isHeadUnseen: true,
    align: 'right',
    width: 128,
    cell: (row) => <Acts row={row} />,
  },
]

function narrow(row: ExportRowFragment): NarrowRow {
  return {
    first: <Name row={row} />,
    second: (
      <>
        <State row={row} />, {row.requestedBy?.name ?? 'Left'}, <RelativeTime at={row.createdAt} />
      </>
    ),
    figure: <Acts row={row} />,
  }
}

function Name({ row }: { row: ExportRowFragment }) {
  const search = route.useSearch()
  return (
    <Link
      to="/exports"
      search={{ ...search, tab: 'history', export: row.id }}
      resetScroll={false}
      className="oi-cover"
      title={row.fileName}
    >
      {titleOf(row)}
    </Link>
  )
}

function Range({ row }: { row: ExportRowFragment }) {
  const words = rangeOfExport(row)
  return (
    <span className={classes.quiet} title={words}>
      {words}
    </span>
  )
}

function State({ row }: { row: ExportRowFragment }) {
  return <StatusDot {...stateOfExport(row, useZone())} />
}

function Filters() {
  const { status, dataset, who } = route.useSearch()
  const navigate = route.useNavigate()
  const [people] = useQuery({ query: exportPeopleDocument })
  const members = people.data?.organization?.members.nodes ?? []
  // Somebody who has left, or came after the hundred that are listed.
  const isKnown = !who || members.some(({ id }) => id === who)

  function set(change: { status?: ExportStatus; dataset?: Dataset; who?: string }) {
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  }

  return (
    <search className={classes.filters}>
      <Select
        aria-label="What"
        value={dataset ?? ''}
        onChange={(event) => set({ dataset: event.currentTarget.value as Dataset })}
        data={[
          { value: '', label: 'Anything' },
          ...datasets.map((each) => ({ value: each.dataset, label: each.name })),
        ]}
      />
      <Select
        aria-label="State"
        value={status ?? ''}
        onChange={(event) => set({ status: event.currentTarget.value as ExportStatus })}
        data={[
          { value: '', label: 'Any state' },
          ...exportStatuses.map((value) => ({ value, label: exportStatusWords[value].label })),
        ]}
      />
      <Select
        aria-label="Who"
        value={who ?? ''}
        onChange={(event) => set({ who: event.currentTarget.value })}
        data={[
          { value: '', label: 'Anybody' },
          ...(isKnown ? [] : [{ value: who, label: 'Somebody else' }]),
          ...members.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
    </search>
  )
}

function NothingYet() {
  return (
    <EmptyState
      title="No exports yet"
      text="Files you take from the catalogue are listed here, with their rows."
      action={<Link to="/exports">Open the catalogue</Link>}
    />
  )
}

function NothingFound() {
  return (
    <EmptyState
      title="No export matches"
      text="Another state, or another person, may have one."
      action={
        <Button
          variant="default"
          renderRoot={(props) => <Link {...props} to="/exports" search={{ tab: 'history' }} />}
        >
          Clear
        </Button>
      }
    />
  )
}
