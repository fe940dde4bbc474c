import { Button } from '@mantine/core'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useQuery } from 'urql'
import type { ComparePartFragment, ScanFilter } from '../gql/graphql.ts'
import { ChangeMark } from '../ui/ChangeMark.tsx'
import { Choice } from '../ui/Choice.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { formatRatio } from '../ui/figures.ts'
import { formatCount, formatWhole } from '../ui/format.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { PlaceCredit } from '../ui/PlaceCredit.tsx'
import { Section } from '../ui/Section.tsx'
import { RowsSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { colorOf, TimeChart } from '../ui/TimeChart.tsx'
import { variable } from '../ui/variable.ts'
import { useZone } from '../ui/zone.ts'
import classes from './Analytics.module.css'
import { Chips } from './Chips.tsx'
import { distinct } from './CodesChart.tsx'
import { compareNamesDocument } from './documents.ts'
import { FilterDialog } from './FilterDialog.tsx'
import { dimensions, readFilters } from './filters.ts'
import { daysBetween, writeDays } from './ranges.ts'
import { bucketOf } from './ScanChart.tsx'
import { Toolbar } from './Toolbar.tsx'
import { mostLines, useSeriesOf } from './useSeriesOf.ts'
import { useView, type View } from './useView.ts'

const route = getRouteApi('/analytics/compare')
const scope = {}

type Kind = 'codes' | 'campaigns'
type Line = { id: string; name: string; part: ComparePartFragment | undefined; isGone: boolean }

/** Which of these is better: two to five codes, or campaigns, over the same range. */
export function ComparePage() {
  const view = useView()
  const search = route.useSearch()
  const [chosen, setChosen] = useState<Kind>('codes')
  const kind: Kind = search.campaigns ? 'campaigns' : search.codes ? 'codes' : chosen
  const named = [...new Set((search[kind] ?? '').split(',').filter(Boolean))]
  // What cannot be the id of anything was cut or mistyped on its way here.
  const ids = named.filter((id) => /^[\da-f-]{36}$/.test(id)).slice(0, mostLines)
  const compared = useCompared(view, kind, ids)
  const there = compared.lines.filter(({ isGone }) => !isGone)
  const navigate = route.useNavigate()
  const [isAdding, setAdding] = useState(false)
  const put = (next: string[]) =>
    void navigate({
      search: (before) => ({ ...before, [kind]: next.join(',') || undefined }),
      resetScroll: false,
    })
  const noun = kind === 'codes' ? 'QR code' : 'campaign'
  return (
    <>
      <PageHeader
        title={kind === 'codes' ? 'Compare QR codes' : 'Compare campaigns'}
        back={<Link to="/analytics">Analytics</Link>}
        sub={<RangeWords lines={compared.lines} />}
        tools={<Toolbar view={view} scope={scope} />}
        actions={
          ids.length > 0 &&
          ids.length < mostLines && (
            <Button variant="default" onClick={() => setAdding(true)}>
              Add a {noun}
            </Button>
          )
        }
      />
      <Chips view={view} />
      {ids.length === 0 ? (
        <>
          <Choice
            label="What to compare"
            options={[
              { value: 'codes', label: 'QR codes' },
              { value: 'campaigns', label: 'Campaigns' },
            ]}
            value={kind}
            onChange={setChosen}
          />
          <EmptyState
            title={named.length > 0 ? 'This address names nothing' : 'Nothing to compare yet'}
            text={`Add two to five, a ${noun} each. They are drawn over the same days.`}
            action={<Button onClick={() => setAdding(true)}>Add a {noun}</Button>}
          />
        </>
      ) : (
        <>
          <Gone lines={compared.lines} noun={noun} onDrop={put} />
          {there.length > 0 && (
            <Compared
              view={view}
              {...compared}
              lines={there}
              onDrop={(id) => put(ids.filter((each) => each !== id))}
            />
          )}
        </>
      )}
      <FilterDialog
        view={{
          ...view,
          set(patch) {
            const picked = readFilters(patch.f)
              .filter(({ dimension }) => dimension === (kind === 'codes' ? 'code' : 'campaign'))
              .flatMap(({ values }) => values)
            put([...new Set([...ids, ...picked])].slice(0, mostLines))
          },
        }}
        scope={scope}
        dimension={isAdding ? (dimensions.find((each) => each.key === keyOf(kind)) ?? null) : null}
        onClose={() => setAdding(false)}
      />
    </>
  )
}

type GoneProps = { lines: Line[]; noun: string; onDrop: (ids: string[]) => void }

/** Some that the address names are not there: said, instead of drawn as a line at zero without a word. */
function Gone({ lines, noun, onDrop }: GoneProps) {
  const gone = lines.filter(({ isGone }) => isGone)
  if (gone.length === 0) return null
  return (
    <div className={classes.prompt} role="status">
      {gone.length === 1 ? `One ${noun} is` : `${gone.length} ${noun}s are`} gone, or belong
      {gone.length === 1 && 's'} to another organization.{' '}
      <button
        type="button"
        className={classes.drop}
        onClick={() => onDrop(lines.filter(({ isGone }) => !isGone).map(({ id }) => id))}
      >
        Leave {gone.length === 1 ? 'it' : 'them'} out
      </button>
    </div>
  )
}

function keyOf(kind: Kind) {
  return kind === 'codes' ? 'code' : 'campaign'
}

/** What each of them brought, with its name. */
function useCompared(view: View, kind: Kind, ids: string[]) {
  const part = kind === 'codes' ? 'qrCodeIds' : 'campaignIds'
  const series = useSeriesOf(
    view,
    ids.map((id): ScanFilter => ({ ...view.filter, [part]: [id] })),
  )
  const names = useNames(kind, ids)
  return {
    ...series,
    lines: ids.map((id, index): Line => {
      const name = names?.[index]
      const isGone = names !== null && name === undefined
      return { id, name: name ?? (isGone ? 'Gone' : '…'), part: series.parts[index], isGone }
    }),
  }
}

/** Null until they have come. */
function useNames(kind: Kind, ids: string[]): (string | undefined)[] | null {
  const id = (index: number) => ids[index] ?? ids[0] ?? ''
  const [{ data, error, fetching }] = useQuery({
    query: compareNamesDocument,
    variables: {
      a: id(0),
      b: id(1),
      c: id(2),
      d: id(3),
      e: id(4),
      codes: kind === 'codes',
      campaigns: kind === 'campaigns',
    },
    pause: ids.length === 0,
  })
  // What is not there is an error of its own place; the others have their names.
  if (fetching || (!data && (!error || error.networkError))) return null
  if (!data) return []
  const { a, b, c, d, e, f, g, h, i, j } = data
  return (kind === 'codes' ? [a, b, c, d, e] : [f, g, h, i, j]).map((each) => each?.name)
}

function RangeWords({ lines }: { lines: Line[] }) {
  const part = lines.find((line) => line.part)?.part
  return part ? rangeOf(part) : '\u00a0'
}

function rangeOf({ from, to, timezone }: ComparePartFragment): string {
  const format = new Intl.DateTimeFormat(undefined, {
    timeZone: timezone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  })
  return `${format.formatRange(new Date(from), new Date(Date.parse(to) - 1))}, ${timezone}`
}

type ComparedProps = ReturnType<typeof useCompared> & { view: View; onDrop: (id: string) => void }

function Compared({ view, lines, state, error, retry, onDrop }: ComparedProps) {
  const zone = useZone()
  const longest = lines.find((line) => line.part)?.part?.series ?? []
  return (
    <>
      <TimeChart
        caption="Scans over time"
        lines={distinct(lines.map(({ name }) => name))}
        points={longest.map(({ at, until, isPartial }, index) => ({
          at,
          until,
          isPartial,
          before: null,
          values: lines.map(({ part }) => part?.series[index]?.scans ?? null),
        }))}
        bucket={bucketOf(longest)}
        beforeName={null}
        onZoom={(from, to) => view.set({ range: writeDays(daysBetween(from, to, zone)) })}
        state={state}
        error={error}
        onRetry={retry}
      />
      <Section title="Side by side">
        <Stateful
          state={state}
          skeleton={<RowsSkeleton rows={lines.length} narrow={60} />}
          error={error}
          onRetry={retry}
        >
          <DataTable<Line>
            caption="Totals side by side"
            columns={columnsOf(lines, onDrop)}
            rows={lines}
            narrow={(line) => ({
              first: line.name,
              second: (
                <>
                  <ChangeMark
                    value={line.part?.totals.scans ?? 0}
                    before={line.part?.comparison?.scans ?? null}
                    isLong
                  />{' '}
                  <Drop line={line} onDrop={onDrop} />
                </>
              ),
              figure: formatCount(line.part?.totals.scans ?? 0),
            })}
          />
        </Stateful>
        <PlaceCredit>{basisWords(lines, view)}</PlaceCredit>
      </Section>
    </>
  )
}

function basisWords(lines: Line[], view: View): string {
  const basis = lines.find((line) => line.part)?.part?.totals.uniques.basis
  const who = view.search.traffic === 'all' ? 'Everything that asked for a code.' : 'People only.'
  return basis === 'SUM_OF_DAYS' ? `${who} People are added up over days.` : who
}

function columnsOf(lines: Line[], onDrop: (id: string) => void): Column<Line>[] {
  return [
    {
      key: 'name',
      head: 'Name',
      isName: true,
      cell: (line) => (
        <span className={classes.series} style={variable('--color', colorOf(lines.indexOf(line)))}>
          {line.name}
        </span>
      ),
    },
    {
      key: 'scans',
      head: 'Scans',
      align: 'right',
      width: 104,
      cell: ({ part }) => part && formatWhole(part.totals.scans),
    },
    {
      key: 'change',
      head: 'Change',
      align: 'right',
      width: 104,
      cell: ({ part }) =>
        part && <ChangeMark value={part.totals.scans} before={part.comparison?.scans ?? null} />,
    },
    {
      key: 'people',
      head: 'People',
      align: 'right',
      width: 104,
      cell: ({ part }) => part && formatWhole(part.totals.uniques.value),
    },
    {
      key: 'perPerson',
      head: 'Scans per person',
      align: 'right',
      width: 136,
      spare: true,
      cell: ({ part }) =>
        part && part.totals.uniques.value > 0
          ? formatRatio(part.totals.scans / part.totals.uniques.value)
          : '',
    },
    {
      key: 'drop',
      head: 'Remove',
      isHeadUnseen: true,
      align: 'right',
      width: 96,
      cell: (line) => <Drop line={line} onDrop={onDrop} />,
    },
  ]
}

function Drop({ line, onDrop }: { line: Line; onDrop: (id: string) => void }) {
  return (
    <button type="button" className={classes.drop} onClick={() => onDrop(line.id)}>
      Remove<span className="oi-unseen"> {line.name}</span>
    </button>
  )
}
