import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { AnalyticsDimension, FiguresPartFragment } from '../gql/graphql.ts'
import { Choice } from '../ui/Choice.tsx'
import { formatRange } from '../ui/figures.ts'
import { formatWhole } from '../ui/format.ts'
import { PlaceCredit } from '../ui/PlaceCredit.tsx'
import { RelativeTime } from '../ui/RelativeTime.tsx'
import { Section } from '../ui/Section.tsx'
import classes from './Analytics.module.css'
import { BreakdownList } from './BreakdownList.tsx'
import { Chips } from './Chips.tsx'
import { figuresDocument } from './documents.ts'
import { type Clause, writeFilters } from './filters.ts'
import { JustNow } from './JustNow.tsx'
import { NothingHere } from './NothingHere.tsx'
import { ScanChart } from './ScanChart.tsx'
import { ScanFigures } from './ScanFigures.tsx'
import { LookbackPrompt, Toolbar } from './Toolbar.tsx'
import { PulseContext, type Section as SectionAnswer, useAnalytics } from './useAnalytics.ts'
import { usePulse } from './usePulse.ts'
import { useScanStream } from './useScanStream.ts'
import { type Scope, scopeVariables, useView, type View } from './useView.ts'
import { When } from './When.tsx'
import { Where } from './Where.tsx'

type ScanAnalyticsProps = {
  scope: Scope
  /** Pages that have a list of scans of their own need no second one. */
  hasJustNow?: boolean
}

/** How one code or one campaign does: the overview's sections, with their own tools. */
export function ScanAnalytics({ scope, hasJustNow = true }: ScanAnalyticsProps) {
  const view = useView()
  const stream = useScanStream(view, scope)
  const pulse = usePulse(stream.arrived)
  return (
    <PulseContext value={pulse}>
      <Scoped view={view} scope={scope}>
        {hasJustNow && <JustNow scans={stream.scans} hasFilters={view.clauses.length > 0} />}
      </Scoped>
    </PulseContext>
  )
}

type ScopedProps = { view: View; scope: Scope; children: ReactNode }

function Scoped({ view, scope, children }: ScopedProps) {
  const figures = useFigures(view, scope)
  return (
    <Section
      title="Scans"
      tools={
        <div className={classes.bar}>
          <Toolbar view={view} scope={scope} />
        </div>
      }
    >
      <p className={classes.line}>
        <RangeLine part={figures.part} />
      </p>
      <Sections view={view} scope={scope} figures={figures}>
        {children}
      </Sections>
    </Section>
  )
}

type Figures = SectionAnswer<FiguresPartFragment>

export function useFigures(view: View, scope: Scope): Figures {
  return useAnalytics(figuresDocument, {
    range: view.range,
    filter: view.filter,
    compare: view.compare ?? 'PREVIOUS_PERIOD',
    compares: view.compare !== null,
    ...scopeVariables(scope),
  })
}

/** Which days, in which zone, how old: what every figure below is of. */
export function RangeLine({ part }: { part: FiguresPartFragment | undefined }) {
  if (!part) return <>&nbsp;</>
  return (
    <>
      {formatRange(part.from, part.to, part.timezone)}, {part.timezone},{' '}
      <RelativeTime at={part.updatedAt} prefix="updated " />
    </>
  )
}

type SectionsProps = { view: View; scope: Scope; figures: Figures; children: ReactNode }

/** Everything below the title line. */
export function Sections({ view, scope, figures, children }: SectionsProps) {
  const isEmpty = figures.state === 'ready' && figures.part?.totals.scans === 0
  return (
    <>
      <Chips view={view} />
      <Shortened part={figures.part} />
      <ScanFigures section={figures} view={view} scope={scope} />
      {isEmpty ? (
        <NothingHere view={view} />
      ) : (
        <>
          <ScanChart view={view} scope={scope} />
          <div className={classes.two}>
            {scope.qrCodeId ? (
              <Devices view={view} scope={scope} />
            ) : (
              <TopCodes view={view} scope={scope} />
            )}
            <When view={view} scope={scope} />
          </div>
          <Where view={view} scope={scope} />
          {scope.qrCodeId ? (
            <Referrers view={view} scope={scope} />
          ) : (
            <div className={classes.two}>
              <Devices view={view} scope={scope} />
              <Referrers view={view} scope={scope} />
            </div>
          )}
        </>
      )}
      {children}
      <Foot view={view} scope={scope} filtered={figures.part?.totals.filtered} />
    </>
  )
}

/** The plan cuts the range: what is shown, that the rest is kept, and what opens it. */
export function Shortened({ part }: { part: FiguresPartFragment | undefined }) {
  if (!part?.isShortened) return null
  return (
    <div className={classes.prompt}>
      <LookbackPrompt days={part.lookbackDays ?? 0} plan={part.lookbackPlan?.name ?? null} />
    </div>
  )
}

type Tab = { value: AnalyticsDimension; label: string }

type TabbedProps = {
  title: string
  tabs: readonly Tab[]
  view: View
  scope: Scope
  foot?: ReactNode
}

/** One list at a time, where several answer one question. */
function Tabbed({ title, tabs, view, scope, foot }: TabbedProps) {
  const [by, setBy] = useState(tabs[0]?.value ?? 'COUNTRY')
  const label = tabs.find(({ value }) => value === by)?.label ?? title
  return (
    <Section
      title={title}
      tools={
        tabs.length > 1 && <Choice label={title} options={[...tabs]} value={by} onChange={setBy} />
      }
    >
      <BreakdownList key={by} view={view} scope={scope} by={by} label={label} />
      {foot}
    </Section>
  )
}

const codeTabs: Tab[] = [
  { value: 'QR_CODE', label: 'Codes' },
  { value: 'CAMPAIGN', label: 'Campaigns' },
]
const deviceTabs: Tab[] = [
  { value: 'DEVICE_TYPE', label: 'Device' },
  { value: 'OS', label: 'OS' },
  { value: 'BROWSER', label: 'Browser' },
]
const referrerTabs: Tab[] = [
  { value: 'REFERRER', label: 'Referrers' },
  { value: 'SOURCE', label: 'Print or link' },
]

type PartProps = { view: View; scope: Scope }

function TopCodes({ view, scope }: PartProps) {
  return (
    <Tabbed
      title="Top codes"
      tabs={scope.campaignId ? codeTabs.slice(0, 1) : codeTabs}
      view={view}
      scope={scope}
      foot={
        <>
          <Link className={classes.more} to="/qr-codes">
            All codes
          </Link>
          {!scope.campaignId && (
            <Link className={classes.more} to="/campaigns">
              All campaigns
            </Link>
          )}
          <Link className={classes.more} to="/analytics/compare">
            Compare
          </Link>
        </>
      }
    />
  )
}

function Devices({ view, scope }: PartProps) {
  return <Tabbed title="Devices" tabs={deviceTabs} view={view} scope={scope} />
}

function Referrers({ view, scope }: PartProps) {
  return <Tabbed title="Came by" tabs={referrerTabs} view={view} scope={scope} />
}

function countFiltered(count: number): string {
  if (count === 0) return 'No request was filtered'
  return count === 1 ? '1 request filtered' : `${formatWhole(count)} requests filtered`
}

type FootProps = PartProps & { filtered: number | undefined }

/** What the figures leave out, and how places were found. */
export function Foot({ view, scope, filtered }: FootProps) {
  const { range, f } = view.search
  const here: Clause[] = []
  if (scope.qrCodeId) here.push({ dimension: 'code', isNot: false, values: [scope.qrCodeId] })
  if (scope.campaignId) {
    here.push({ dimension: 'campaign', isNot: false, values: [scope.campaignId] })
  }
  const search = { range, f: writeFilters([...view.clauses, ...here]) ?? f }
  return (
    <PlaceCredit>
      {view.search.traffic === 'all' ? 'Everything that asked for a code. ' : 'People only. '}
      {filtered !== undefined && view.search.traffic !== 'all' && (
        <>
          {countFiltered(filtered)},{' '}
          <Link to="/analytics/filtered" search={search}>
            see why
          </Link>
          .
        </>
      )}
    </PlaceCredit>
  )
}
