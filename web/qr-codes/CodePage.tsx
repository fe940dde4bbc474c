import { Button } from '@mantine/core'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useQuery } from 'urql'
import { ScanAnalytics } from '../analytics/ScanAnalytics.tsx'
import { useView } from '../analytics/useView.ts'
import { wishOf } from '../analytics/wish.ts'
import { PageExport } from '../exports/PageExport.tsx'
import { canEditCodes, useViewer } from '../frame/viewer.ts'
import type { QrCodeDetailsFragment } from '../gql/graphql.ts'
import { errorOf, stateOf } from '../state.ts'
import { CopyField } from '../ui/CopyField.tsx'
import { Figures } from '../ui/Figures.tsx'
import { formatMoment } from '../ui/format.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { QrPreview } from '../ui/QrPreview.tsx'
import { RelativeTime } from '../ui/RelativeTime.tsx'
import { FormSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { StatusDot } from '../ui/StatusDot.tsx'
import { useZone } from '../ui/zone.ts'
import { CodeScans } from './CodeScans.tsx'
import { qrCodeDocument } from './documents.ts'
import { PauseButton } from './PauseButton.tsx'
import classes from './QrCodes.module.css'
import { readOnlySentence, statusWords } from './words.ts'

const route = getRouteApi('/qr-codes/$id')

export function CodePage() {
  const { id } = route.useParams()
  const [answer, ask] = useQuery({ query: qrCodeDocument, variables: { id } })
  const code = answer.data?.qrCode
  const isEditor = canEditCodes(useViewer())
  const view = useView()
  const zone = useZone()

  return (
    <>
      <PageHeader
        title={code?.name ?? 'QR code'}
        back={<Link to="/qr-codes">QR codes</Link>}
        status={code && <StatusDot {...statusWords[code.status]} />}
        sub={code && !isEditor ? readOnlySentence : null}
        actions={
          code && (
            <>
              <PageExport wish={() => wishOf(view, { qrCodeId: code.id }, zone)} />
              {isEditor && <Actions code={code} />}
            </>
          )
        }
      />
      <Stateful
        state={code ? stateOf(answer) : answer.error ? 'error' : 'loading'}
        skeleton={<FormSkeleton />}
        error={errorOf(answer.error)}
        onRetry={() => ask({ requestPolicy: 'network-only' })}
      >
        {code && (
          <>
            <Identity code={code} />
            <Totals code={code} />
            {/* Before the first scan there is one thing to do, and the list below says it. */}
            {code.scanCount > 0 && (
              <ScanAnalytics scope={{ qrCodeId: code.id }} hasJustNow={false} />
            )}
            <CodeScans
              key={code.id}
              id={code.id}
              onNewScans={() => ask({ requestPolicy: 'network-only' })}
            />
          </>
        )}
      </Stateful>
    </>
  )
}

function Actions({ code }: { code: QrCodeDetailsFragment }) {
  return (
    <>
      <PauseButton code={code} />
      <Button
        variant="default"
        renderRoot={(props) => <Link {...props} to="/qr-codes/new" search={{ from: code.id }} />}
      >
        Duplicate
      </Button>
      <Button component={Link} to={`/qr-codes/${code.id}/settings`}>
        Edit
      </Button>
    </>
  )
}

function Identity({ code }: { code: QrCodeDetailsFragment }) {
  const zone = useZone()
  return (
    <div className={classes.identity}>
      <QrPreview src={code.svgUrl} alt={code.name} size={160} />
      <dl className={classes.facts}>
        <dt>Address</dt>
        <dd>
          <CopyField value={code.scanUrl} label="the address" />
        </dd>
        <dt>Leads to</dt>
        <dd>
          <a href={code.targetUrl} target="_blank" rel="noreferrer nofollow">
            {code.upload?.name ?? code.targetUrl}
          </a>
        </dd>
        <dt>Picture</dt>
        <dd className={classes.links}>
          <a href={`${code.svgUrl}?download`} download>
            Download SVG
          </a>
          <a href={`${code.pngUrl}?download`} download>
            Download PNG
          </a>
          {/* Without this a look from the desk would count as a scan. */}
          <a href={`${code.scanUrl}?no-track`} target="_blank" rel="noreferrer">
            Open, not counted
          </a>
        </dd>
        {code.campaign && (
          <>
            <dt>Campaign</dt>
            <dd>
              <Link to="/campaigns/$id" params={{ id: code.campaign.id }}>
                {code.campaign.name}
              </Link>
            </dd>
          </>
        )}
        {code.location && (
          <>
            <dt>Location</dt>
            <dd>{code.location}</dd>
          </>
        )}
        {code.expiresAt && (
          <>
            <dt>Expires</dt>
            <dd>{formatMoment(code.expiresAt, zone)}</dd>
          </>
        )}
      </dl>
    </div>
  )
}

function Totals({ code }: { code: QrCodeDetailsFragment }) {
  const zone = useZone()
  return (
    <Figures
      figures={[
        { label: 'Scans, all time', value: code.scanCount, note: 'people only' },
        {
          label: 'Last scan',
          value: code.lastScannedAt ? <RelativeTime at={code.lastScannedAt} /> : 'Never',
          note: code.lastScannedAt ? zone : 'point a phone at the code',
        },
        {
          label: 'Created',
          value: <RelativeTime at={code.createdAt} />,
          note: code.createdBy ? `by ${code.createdBy.name}` : null,
        },
      ]}
    />
  )
}
