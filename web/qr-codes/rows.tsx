import { Link } from '@tanstack/react-router'
import type { QrCodeRowFragment } from '../gql/graphql.ts'
import type { Column, NarrowRow } from '../ui/DataTable.tsx'
import { formatCount, formatWhole } from '../ui/format.ts'
import { QrPreview } from '../ui/QrPreview.tsx'
import { RelativeTime } from '../ui/RelativeTime.tsx'
import { StatusDot } from '../ui/StatusDot.tsx'
import { Trend, WeekChange } from '../ui/Trend.tsx'
import classes from './QrCodes.module.css'
import { hostOf, statusWords } from './words.ts'

/** A code in a list: what it is, where it leads, how it does. */
export const codeColumns: Column<QrCodeRowFragment>[] = [
  {
    key: 'name',
    head: 'Name',
    isName: true,
    width: '30%',
    cell: (code) => (
      <span className={classes.name}>
        <QrPreview src={code.svgUrl} alt="" size={24} />
        <NameLink code={code} />
      </span>
    ),
  },
  { key: 'leads', head: 'Leads', cell: (code) => <Leads code={code} /> },
  { key: 'status', head: 'Status', width: 112, cell: (code) => <Status code={code} /> },
  {
    key: 'scans',
    head: 'Scans',
    align: 'right',
    width: 88,
    cell: (code) => <ScanCount code={code} />,
  },
  {
    key: 'trend',
    head: '14 days',
    align: 'right',
    width: 96,
    cell: (code) => <Trend values={code.trend} />,
  },
  {
    key: 'change',
    head: 'In 7 days',
    align: 'right',
    width: 92,
    spare: true,
    cell: (code) => <WeekChange values={code.trend} />,
  },
  {
    key: 'last',
    head: 'Last scan',
    align: 'right',
    width: 124,
    spare: true,
    cell: (code) => <LastScan code={code} />,
  },
]

export function narrowCode(code: QrCodeRowFragment): NarrowRow {
  return {
    first: <NameLink code={code} />,
    second: <Leads code={code} />,
    figure: (
      <>
        <ScanCount code={code} />
        <br />
        <Status code={code} />
      </>
    ),
  }
}

function NameLink({ code }: { code: QrCodeRowFragment }) {
  return (
    <Link
      to="/qr-codes/$id"
      params={{ id: code.id }}
      className={`oi-cover ${classes.clip}`}
      title={code.name}
    >
      {code.name}
    </Link>
  )
}

function Leads({ code }: { code: QrCodeRowFragment }) {
  return (
    <span title={code.upload?.name ?? code.targetUrl}>
      <span className="oi-mono">/s/{code.slug}</span>
      <span className={classes.quiet}> to {code.upload?.name ?? hostOf(code.targetUrl)}</span>
    </span>
  )
}

function Status({ code }: { code: QrCodeRowFragment }) {
  return <StatusDot {...statusWords[code.status]} />
}

function ScanCount({ code }: { code: QrCodeRowFragment }) {
  return <span title={formatWhole(code.scanCount)}>{formatCount(code.scanCount)}</span>
}

function LastScan({ code }: { code: QrCodeRowFragment }) {
  return (
    <span className={classes.quiet}>
      {code.lastScannedAt ? <RelativeTime at={code.lastScannedAt} /> : 'Never'}
    </span>
  )
}
