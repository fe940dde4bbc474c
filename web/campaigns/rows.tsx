import { Link } from '@tanstack/react-router'
import type { CampaignRowFragment } from '../gql/graphql.ts'
import type { Column, NarrowRow } from '../ui/DataTable.tsx'
import { formatCount, formatWhole } from '../ui/format.ts'
import { RelativeTime } from '../ui/RelativeTime.tsx'
import { StatusDot } from '../ui/StatusDot.tsx'
import { Trend, WeekChange } from '../ui/Trend.tsx'
import classes from './Campaigns.module.css'
import { daysInWords, statusOf } from './words.ts'

/** A campaign in a list: what it is, when, how it does. */
export const campaignColumns: Column<CampaignRowFragment>[] = [
  {
    key: 'name',
    head: 'Name',
    isName: true,
    width: '26%',
    cell: (campaign) => <NameLink campaign={campaign} />,
  },
  { key: 'days', head: 'Days', cell: (campaign) => <Days campaign={campaign} /> },
  {
    key: 'status',
    head: 'Status',
    width: 136,
    cell: (campaign) => <StatusDot {...statusOf(campaign)} />,
  },
  {
    key: 'codes',
    head: 'Codes',
    align: 'right',
    width: 72,
    cell: (campaign) => formatWhole(campaign.qrCodeCount),
  },
  {
    key: 'scans',
    head: 'Scans',
    align: 'right',
    width: 88,
    cell: (campaign) => <ScanCount campaign={campaign} />,
  },
  {
    key: 'trend',
    head: '14 days',
    align: 'right',
    width: 96,
    cell: (campaign) => <Trend values={campaign.trend} />,
  },
  {
    key: 'change',
    head: 'In 7 days',
    align: 'right',
    width: 92,
    spare: true,
    cell: (campaign) => <WeekChange values={campaign.trend} />,
  },
  {
    key: 'last',
    head: 'Last scan',
    align: 'right',
    width: 124,
    spare: true,
    cell: ({ lastScannedAt }) => (
      <span className={classes.quiet}>
        {lastScannedAt ? <RelativeTime at={lastScannedAt} /> : 'Never'}
      </span>
    ),
  },
]

export function narrowCampaign(campaign: CampaignRowFragment): NarrowRow {
  return {
    first: <NameLink campaign={campaign} />,
    second: <Days campaign={campaign} />,
    figure: (
      <>
        <ScanCount campaign={campaign} />
        <br />
        <StatusDot {...statusOf(campaign)} />
      </>
    ),
  }
}

function NameLink({ campaign }: { campaign: CampaignRowFragment }) {
  return (
    <Link
      to="/campaigns/$id"
      params={{ id: campaign.id }}
      className="oi-cover"
      title={campaign.name}
    >
      {campaign.name}
    </Link>
  )
}

function Days({ campaign }: { campaign: CampaignRowFragment }) {
  return <span className={classes.quiet}>{daysInWords(campaign)}</span>
}

function ScanCount({ campaign }: { campaign: CampaignRowFragment }) {
  return <span title={formatWhole(campaign.scanCount)}>{formatCount(campaign.scanCount)}</span>
}
