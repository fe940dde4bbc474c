import { Button } from '@mantine/core'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useQuery } from 'urql'
import { ScanAnalytics } from '../analytics/ScanAnalytics.tsx'
import { useView } from '../analytics/useView.ts'
import { wishOf } from '../analytics/wish.ts'
import { PageExport } from '../exports/PageExport.tsx'
import { CampaignFiles } from '../files/CampaignFiles.tsx'
import { canEditCodes, useViewer } from '../frame/viewer.ts'
import type { CampaignDetailQuery } from '../gql/graphql.ts'
import { errorOf, stateOf } from '../state.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { formatWhole } from '../ui/format.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { RelativeTime } from '../ui/RelativeTime.tsx'
import { Section } from '../ui/Section.tsx'
import { FormSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { StatusDot } from '../ui/StatusDot.tsx'
import { useZone } from '../ui/zone.ts'
import { AddCodesDialog } from './AddCodesDialog.tsx'
import { CampaignCodes } from './CampaignCodes.tsx'
import classes from './Campaigns.module.css'
import { campaignDocument } from './documents.ts'
import { ShareDialog } from './ShareDialog.tsx'
import { channelWords, daysInWords, readOnlySentence, statusOf } from './words.ts'

const route = getRouteApi('/campaigns/$id')

export type CampaignOnPage = NonNullable<CampaignDetailQuery['campaign']>
type Dialog = 'add' | 'share' | null

export function CampaignPage() {
  const { id } = route.useParams()
  const [answer, ask] = useQuery({ query: campaignDocument, variables: { id } })
  const [dialog, setDialog] = useState<Dialog>(null)
  const campaign = answer.data?.campaign
  const isEditor = canEditCodes(useViewer())
  const view = useView()
  const zone = useZone()

  return (
    <>
      <PageHeader
        title={campaign?.name ?? 'Campaign'}
        back={<Link to="/campaigns">Campaigns</Link>}
        status={campaign && <StatusDot {...statusOf(campaign)} />}
        sub={campaign ? <DateLine campaign={campaign} isEditor={isEditor} /> : <>&nbsp;</>}
        actions={
          campaign && (
            <>
              <PageExport wish={() => wishOf(view, { campaignId: campaign.id }, zone)} />
              {isEditor && <Actions id={campaign.id} onOpen={setDialog} />}
            </>
          )
        }
      />
      <Stateful
        state={campaign ? stateOf(answer) : answer.error ? 'error' : 'loading'}
        skeleton={<FormSkeleton />}
        error={errorOf(answer.error)}
        onRetry={() => ask({ requestPolicy: 'network-only' })}
      >
        {campaign && (
          <>
            {campaign.description && <p className={classes.text}>{campaign.description}</p>}
            <Totals campaign={campaign} />
            {hasBegun(campaign) && <ScanAnalytics scope={{ campaignId: campaign.id }} />}
            <CampaignCodes campaign={campaign} isEditor={isEditor} onAdd={() => setDialog('add')} />
            <CampaignFiles campaignId={campaign.id} />
            <Shares campaign={campaign} />
            <AddCodesDialog
              campaign={campaign}
              opened={dialog === 'add'}
              onClose={() => setDialog(null)}
            />
            <ShareDialog
              campaign={campaign}
              codes={campaign.topCodes}
              opened={dialog === 'share'}
              onClose={() => setDialog(null)}
            />
          </>
        )}
      </Stateful>
    </>
  )
}

/** Figures of nothing would stand before the one next step. */
function hasBegun({ qrCodeCount, scanCount }: CampaignOnPage): boolean {
  return qrCodeCount > 0 || scanCount > 0
}

function Actions({ id, onOpen }: { id: string; onOpen: (dialog: Dialog) => void }) {
  return (
    <>
      <Button variant="default" component={Link} to={`/campaigns/${id}/settings`}>
        Edit
      </Button>
      <Button variant="default" onClick={() => onOpen('share')}>
        Share
      </Button>
      <Button onClick={() => onOpen('add')}>Add codes</Button>
    </>
  )
}

function DateLine({ campaign, isEditor }: { campaign: CampaignOnPage; isEditor: boolean }) {
  const zone = useZone()
  const days = daysInWords(campaign)
  return (
    <>
      {days.charAt(0).toUpperCase() + days.slice(1)}, {zone}
      {!isEditor && `. ${readOnlySentence}`}
    </>
  )
}

/** Everything it ever brought, in words: the figures below are of a range. */
function Totals({ campaign }: { campaign: CampaignOnPage }) {
  const { scanCount, qrCodeCount, lastScannedAt, shares } = campaign
  const shared = shares.reduce((sum, { count }) => sum + count, 0)
  return (
    <p className={classes.totals}>
      {counted(scanCount, 'scan')} of all time on {counted(qrCodeCount, 'code')}
      {lastScannedAt && (
        <>
          , the last <RelativeTime at={lastScannedAt} />
        </>
      )}
      {shared > 0 && `. Shared ${shared === 1 ? 'once' : `${formatWhole(shared)} times`}`}.
    </p>
  )
}

function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${formatWhole(count)} ${noun}s`
}

function Shares({ campaign }: { campaign: CampaignOnPage }) {
  return (
    <Section title="Shares">
      {campaign.shares.length === 0 ? (
        <EmptyState
          title="Not shared yet"
          text="A share is the link of one of its codes, on a network, by e-mail or copied. Where it was shared is counted here."
        />
      ) : (
        <ul className={classes.shares}>
          {campaign.shares.map(({ channel, count, lastAt }) => (
            <li key={channel} className={classes.share}>
              <span>{channelWords[channel]}</span>
              <span className={classes.quiet}>
                last <RelativeTime at={lastAt} />
              </span>
              <span className={classes.count}>{count}</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
