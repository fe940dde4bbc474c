import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useClient } from 'urql'
import { showToast } from '../frame/toast.ts'
import type { ExportRowFragment } from '../gql/graphql.ts'
import { usePages } from '../pages.ts'
import { readRefusal } from '../refusal.ts'
import { errorOf, stateOfPages } from '../state.ts'
import { type Column, DataTable, type NarrowRow } from '../ui/DataTable.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { formatBytes, formatCount, formatMoment } from '../ui/format.ts'
import { RelativeTime } from '../ui/RelativeTime.tsx'
import { RowsSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { StatusDot } from '../ui/StatusDot.tsx'
import { useZone } from '../ui/zone.ts'
import { exportFileDocument, exportHistoryDocument } from './documents.ts'
import { startDownload } from './download.ts'
import classes from './Exports.module.css'
import { exportStatusWords, formatWords, nameOf } from './words.ts'

export function History() {
  const pages = usePages(exportHistoryDocument, {}, (data) => data.organization?.exports)
  return (
    <Stateful
      state={stateOfPages(pages)}
      skeleton={<RowsSkeleton />}
      error={errorOf(pages.refusal)}
      onRetry={pages.retry}
      empty={
        <EmptyState
          title="No exports yet"
          text="Files you take from the catalogue are listed here, with their rows."
          action={<Link to="/exports">Open the catalogue</Link>}
        />
      }
    >
      <DataTable<ExportRowFragment>
        caption="Exports, newest first"
        columns={columns}
        rows={pages.nodes ?? []}
        narrow={narrow}
        more={
          pages.next === null
            ? null
            : { onMore: () => pages.more(pages.next ?? ''), loading: pages.isLoadingMore }
        }
      />
    </Stateful>
  )
}

const columns: Column<ExportRowFragment>[] = [
  {
    key: 'what',
    head: 'What',
    isName: true,
    cell: (row) => <span title={row.fileName}>{titleOf(row)}</span>,
  },
  { key: 'who', head: 'Who', width: '18%', cell: (row) => row.requestedBy?.name ?? 'Left' },
  { key: 'when', head: 'When', width: 124, cell: (row) => <RelativeTime at={row.createdAt} /> },
  {
    key: 'state',
    head: 'State',
    width: 108,
    cell: (row) => <StatusDot {...exportStatusWords[row.status]} />,
  },
  { key: 'rows', head: 'Rows', align: 'right', width: 92, cell: (row) => rowsOf(row) },
  {
    key: 'size',
    head: 'Size',
    align: 'right',
    width: 92,
    spare: true,
    cell: (row) => (row.sizeBytes === null ? '–' : formatBytes(row.sizeBytes)),
  },
  { key: 'get', head: 'File', align: 'right', width: 148, cell: (row) => <Again row={row} /> },
]

function narrow(row: ExportRowFragment): NarrowRow {
  return {
    first: titleOf(row),
    second: (
      <>
        {row.requestedBy?.name ?? 'Left'}, <RelativeTime at={row.createdAt} />
      </>
    ),
    figure: <Again row={row} />,
  }
}

function titleOf(row: ExportRowFragment): string {
  return `${nameOf(row.dataset)}, ${formatWords[row.format]}`
}

function rowsOf(row: ExportRowFragment): string {
  return row.rowCount === null ? '–' : formatCount(row.rowCount)
}

/** The address of a file is short-lived; each download asks for a new one. */
function Again({ row }: { row: ExportRowFragment }) {
  const client = useClient()
  const zone = useZone()
  const [isAsking, setAsking] = useState(false)
  if (row.status !== 'READY') {
    return <span className={classes.quiet}>{exportStatusWords[row.status].label}</span>
  }

  async function get() {
    setAsking(true)
    const { data, error } = await client.query(
      exportFileDocument,
      { id: row.id },
      { requestPolicy: 'network-only' },
    )
    setAsking(false)
    const file = data?.export
    if (file?.downloadUrl) startDownload(file.downloadUrl, file.fileName)
    else showToast({ text: error ? readRefusal(error).message : 'This file has expired.' })
  }

  return (
    <button
      type="button"
      className={classes.again}
      title={row.expiresAt ? `Kept until ${formatMoment(row.expiresAt, zone)}` : undefined}
      aria-label={`Download again: ${row.fileName}`}
      disabled={isAsking}
      onClick={() => void get()}
    >
      Download again
    </button>
  )
}
