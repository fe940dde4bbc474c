import { useState } from 'react'
import { ChangeMark } from '../ui/ChangeMark.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { formatShare } from '../ui/figures.ts'
import { formatCount, formatWhole } from '../ui/format.ts'
import { RowsSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { useBreakdown } from './BreakdownList.tsx'
import type { Dimension } from './filters.ts'
import { compareWords } from './ScanChart.tsx'
import type { Scope, View } from './useView.ts'
import { rowWords } from './words.ts'

type BreakdownTableProps = { view: View; scope: Scope; dimension: Dimension }

type Row = {
  id: string
  name: string
  scans: number
  uniques: number | null
  share: number
  before: number | null
}

const step = 10
const most = 100

/** One breakdown in full: scans, people, shares, and what they were. */
export function BreakdownTable({ view, scope, dimension }: BreakdownTableProps) {
  const [count, setCount] = useState(step)
  const section = useBreakdown(view, scope, dimension.by, count, true)
  const breakdown = section.part?.breakdown
  const rows: Row[] = (breakdown?.rows ?? []).map(
    ({ key, label, scans, uniques, share, before }) => ({
      id: key,
      name: rowWords(dimension.by, key, label),
      scans,
      uniques: uniques ?? null,
      share,
      before: before ?? null,
    }),
  )
  const hasMore = (breakdown?.distinct ?? 0) > rows.length && count < most
  return (
    <Stateful
      state={section.state}
      skeleton={<RowsSkeleton rows={step} narrow={60} />}
      error={section.error}
      onRetry={section.retry}
      empty={<p style={{ color: 'var(--oi-text2)' }}>No scans in this range.</p>}
    >
      <DataTable<Row>
        caption={`Scans by ${dimension.label}`}
        columns={columnsOf(view, dimension.label, rows)}
        rows={rows}
        narrow={(row) => ({
          first: row.name,
          second: <ChangeMark value={row.scans} before={row.before} isLong />,
          figure: (
            <>
              {formatCount(row.scans)}
              <br />
              {formatShare(row.share)}
            </>
          ),
        })}
        more={
          hasMore
            ? {
                onMore: () => setCount(Math.min(most, count + 3 * step)),
                loading: section.state === 'stale',
              }
            : null
        }
      />
    </Stateful>
  )
}

function columnsOf(view: View, head: string, rows: Row[]): Column<Row>[] {
  const columns: Column<Row>[] = [
    { key: 'name', head, isName: true, cell: (row) => row.name },
    {
      key: 'scans',
      head: 'Scans',
      align: 'right',
      width: 104,
      cell: (row) => <span title={formatWhole(row.scans)}>{formatCount(row.scans)}</span>,
    },
  ]
  if (rows.some((row) => row.uniques !== null)) {
    columns.push({
      key: 'people',
      head: 'People, sum of days',
      align: 'right',
      width: 148,
      cell: (row) => (row.uniques === null ? '' : formatCount(row.uniques)),
    })
  }
  columns.push({
    key: 'share',
    head: 'Share',
    align: 'right',
    width: 88,
    cell: (row) => formatShare(row.share),
  })
  if (rows.some((row) => row.before !== null)) {
    columns.push(
      {
        key: 'before',
        head: compareWords(view),
        align: 'right',
        width: 128,
        spare: true,
        cell: (row) => (row.before === null ? '' : formatCount(row.before)),
      },
      {
        key: 'change',
        head: 'Change',
        align: 'right',
        width: 112,
        cell: (row) => <ChangeMark value={row.scans} before={row.before} />,
      },
    )
  }
  return columns
}
