import { Button } from '@mantine/core'
import { useState } from 'react'
import { PageExport } from '../exports/PageExport.tsx'
import { showToast } from '../frame/toast.ts'
import type { AnalyticsDimension } from '../gql/graphql.ts'
import { TrafficChoice } from '../scans/TrafficChoice.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { Section } from '../ui/Section.tsx'
import { Select } from '../ui/Select.tsx'
import { useZone } from '../ui/zone.ts'
import classes from './Analytics.module.css'
import { BreakdownList } from './BreakdownList.tsx'
import { BreakdownTable } from './BreakdownTable.tsx'
import { Chips } from './Chips.tsx'
import { dimensions } from './filters.ts'
import { NothingHere } from './NothingHere.tsx'
import { Foot, RangeLine, Shortened, useFigures } from './ScanAnalytics.tsx'
import { ScanChart } from './ScanChart.tsx'
import { ScanFigures } from './ScanFigures.tsx'
import { Toolbar } from './Toolbar.tsx'
import { PulseContext } from './useAnalytics.ts'
import { usePulse } from './usePulse.ts'
import { useScanStream } from './useScanStream.ts'
import { useView, type View } from './useView.ts'
import { wishOf } from './wish.ts'

const scope = {}

/** Why did it change? Both periods' values and dates, a table by anything, and six lists that filter. */
export function AnalyticsPage() {
  const view = useView()
  const stream = useScanStream(view, scope)
  const pulse = usePulse(stream.arrived)
  return (
    <PulseContext value={pulse}>
      <Page view={view} />
    </PulseContext>
  )
}

const lists: { by: AnalyticsDimension; title: string }[] = [
  { by: 'QR_CODE', title: 'QR codes' },
  { by: 'CAMPAIGN', title: 'Campaigns' },
  { by: 'COUNTRY', title: 'Countries' },
  { by: 'CITY', title: 'Cities' },
  { by: 'DEVICE_TYPE', title: 'Devices' },
  { by: 'REFERRER', title: 'Referrers' },
]

function Page({ view }: { view: View }) {
  const zone = useZone()
  const figures = useFigures(view, scope)
  const isEmpty = figures.state === 'ready' && figures.part?.totals.scans === 0
  return (
    <>
      <PageHeader
        title="Analytics"
        sub={<RangeLine part={figures.part} />}
        tools={<Toolbar view={view} scope={scope} />}
        actions={
          <>
            <PageExport wish={() => wishOf(view, scope, zone)} />
            <CopyLink />
          </>
        }
      />
      <Chips view={view} />
      <Shortened part={figures.part} />
      <div className={classes.bar}>
        <TrafficChoice
          traffic={view.search.traffic}
          onChange={(traffic) => view.set({ traffic })}
        />
      </div>
      <ScanFigures section={figures} view={view} scope={scope} isDated />
      {isEmpty ? (
        <NothingHere view={view} />
      ) : (
        <>
          <ScanChart view={view} scope={scope} />
          <Grouped view={view} />
          <div className={classes.two}>
            {lists.map(({ by, title }) => (
              <Section key={by} title={title}>
                <BreakdownList view={view} scope={scope} by={by} label={title} rows={6} />
              </Section>
            ))}
          </div>
        </>
      )}
      <Foot view={view} scope={scope} filtered={figures.part?.totals.filtered} />
    </>
  )
}

/** All of one breakdown, with people and both periods' values side by side. */
function Grouped({ view }: { view: View }) {
  const dimension = dimensions.find(({ key }) => key === view.search.by) ?? dimensions[0]
  return (
    <Section
      title="Group by"
      tools={
        <Select
          aria-label="Group by"
          value={dimension.key}
          onChange={(event) => {
            const { value } = event.currentTarget
            view.set({ by: value === dimensions[0].key ? undefined : value })
          }}
          data={dimensions.map(({ key, label }) => ({ value: key, label }))}
        />
      }
    >
      <BreakdownTable key={dimension.key} view={view} scope={scope} dimension={dimension} />
    </Section>
  )
}

/** The view is the address; a colleague who opens it sees the same. */
function CopyLink() {
  const [copied, setCopied] = useState(false)
  async function copy() {
    if (!navigator.clipboard) {
      showToast({ text: 'Copy the address of this page: it holds the whole view.' })
      return
    }
    await navigator.clipboard.writeText(location.href)
    setCopied(true)
    setTimeout(() => setCopied(false), 2_000)
  }
  return (
    <Button variant="default" onClick={() => void copy()}>
      <span aria-live="polite">{copied ? 'Copied' : 'Copy link'}</span>
    </Button>
  )
}
