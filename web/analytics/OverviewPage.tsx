import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useQuery } from 'urql'
import { canEditCodes, useViewer } from '../frame/viewer.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { beginningDocument } from './documents.ts'
import { JustNow } from './JustNow.tsx'
import { RangeLine, Sections, useFigures } from './ScanAnalytics.tsx'
import { Toolbar } from './Toolbar.tsx'
import { PulseContext } from './useAnalytics.ts'
import { usePulse } from './usePulse.ts'
import { useScanStream } from './useScanStream.ts'
import { useView, type View } from './useView.ts'

const scope = {}

/** How are my codes doing? */
export function OverviewPage() {
  const view = useView()
  const stream = useScanStream(view, scope)
  const pulse = usePulse(stream.arrived)
  const beginning = useBeginning(stream.arrived)
  const justNow = <JustNow scans={stream.scans} hasFilters={view.clauses.length > 0} />
  if (beginning) {
    return (
      <>
        <PageHeader title="Overview" actions={beginning.qrCodes > 0 && <NewCode />} />
        <Beginning codes={beginning.qrCodes} />
        {beginning.qrCodes > 0 && justNow}
      </>
    )
  }
  return (
    <PulseContext value={pulse}>
      <Figures view={view}>{justNow}</Figures>
    </PulseContext>
  )
}

function Figures({ view, children }: { view: View; children: React.ReactNode }) {
  const figures = useFigures(view, scope)
  return (
    <>
      <PageHeader
        title="Overview"
        sub={<RangeLine part={figures.part} />}
        tools={<Toolbar view={view} scope={scope} />}
        actions={<NewCode />}
      />
      <Sections view={view} scope={scope} figures={figures}>
        {children}
      </Sections>
    </>
  )
}

function NewCode() {
  if (!canEditCodes(useViewer())) return null
  return (
    <Button component={Link} to="/qr-codes/new">
      New QR code
    </Button>
  )
}

/** What there is before the first scan; null once there was one, or while nobody knows. */
function useBeginning(arrived: number) {
  const [{ data }, ask] = useQuery({ query: beginningDocument })
  const stats = data?.organization?.stats
  const isBeginning = stats !== undefined && stats.scans === 0
  useEffect(() => {
    if (arrived > 0 && isBeginning) ask({ requestPolicy: 'network-only' })
  }, [arrived, isBeginning, ask])
  return isBeginning ? stats : null
}

function Beginning({ codes }: { codes: number }) {
  const isEditor = canEditCodes(useViewer())
  if (codes > 0) {
    return (
      <EmptyState
        title="Waiting for the first scan"
        text="Point a phone at the code. The scan shows up here by itself."
        action={<Link to="/qr-codes">See your codes</Link>}
      />
    )
  }
  return (
    <EmptyState
      title="No QR codes yet"
      text={
        isEditor
          ? 'Create one, point it at a page, and scan it with your phone. The first scan shows up here within a second.'
          : 'When an owner, an admin or an editor has made one, its scans show up here.'
      }
      action={<NewCode />}
    />
  )
}
