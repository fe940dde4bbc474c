import { Link } from '@tanstack/react-router'
import type { Classification, HitsPartFragment } from '../gql/graphql.ts'
import { classWords, reasonOf } from '../scans/words.ts'
import { BarList } from '../ui/BarList.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { formatRange, formatShare } from '../ui/figures.ts'
import { formatCount, formatWhole } from '../ui/format.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { RelativeTime } from '../ui/RelativeTime.tsx'
import { Section } from '../ui/Section.tsx'
import { RowsSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { Chips } from './Chips.tsx'
import { hitsDocument } from './documents.ts'
import { NothingHere } from './NothingHere.tsx'
import { Toolbar } from './Toolbar.tsx'
import { useAnalytics } from './useAnalytics.ts'
import { scopeVariables, useView } from './useView.ts'
import { hitWords } from './words.ts'

const scope = {}

type Hit = HitsPartFragment['hits'][number]

/** What was not counted, and why: every request that reached a code, by what it was. */
export function FilteredPage() {
  const view = useView()
  const section = useAnalytics(
    hitsDocument,
    { range: view.range, filter: view.filter, ...scopeVariables(scope) },
    { isEmpty: (part) => part.hits.length === 0 },
  )
  const { part } = section
  const states = { state: section.state, error: section.error, onRetry: section.retry }
  const hits = part?.hits ?? []
  return (
    <>
      <PageHeader
        title="What was not counted"
        back={
          <Link to="/analytics" search={(before) => before}>
            Analytics
          </Link>
        }
        sub={
          part ? (
            <>
              {formatRange(part.from, part.to, part.timezone)}, {part.timezone},{' '}
              <RelativeTime at={part.updatedAt} prefix="updated " />
            </>
          ) : (
            <>&nbsp;</>
          )
        }
        tools={<Toolbar view={view} scope={scope} hasCompare={false} />}
      />
      <Chips view={view} />
      <Section title="Everything that came in">
        <Stateful
          {...states}
          skeleton={<RowsSkeleton rows={6} height={32} narrow={44} />}
          empty={<NothingHere view={view} />}
        >
          <Sum hits={hits} />
          <Classes hits={hits} />
        </Stateful>
      </Section>
      {section.state !== 'empty' && (
        <Section title="Why">
          <Stateful {...states} skeleton={<RowsSkeleton rows={6} narrow={60} />}>
            <DataTable<ReasonRow>
              caption="Requests that were not counted, by reason"
              columns={columns}
              rows={reasonsOf(hits)}
              narrow={(row) => ({
                first: row.what,
                second: row.why,
                figure: formatCount(row.hits),
              })}
            />
          </Stateful>
        </Section>
      )}
    </>
  )
}

/** "5,214 people + 311 bots + … = 5,626" */
function Sum({ hits }: { hits: Hit[] }) {
  const classes = sumByClass(hits)
  const total = classes.reduce((sum, [, count]) => sum + count, 0)
  const words = classes.map(([name, count]) => `${formatWhole(count)} ${hitWords[name]}`)
  return (
    <p>
      {words.join(' + ')} = <b>{formatWhole(total)} requests</b>
    </p>
  )
}

function Classes({ hits }: { hits: Hit[] }) {
  const classes = sumByClass(hits)
  const total = classes.reduce((sum, [, count]) => sum + count, 0)
  return (
    <BarList
      label="Requests by what they were"
      rows={classes.map(([name, count]) => ({
        key: name,
        label: name === 'HUMAN' ? 'People, counted as scans' : classWords[name],
        value: count,
        share: total > 0 ? count / total : 0,
      }))}
      state="ready"
    />
  )
}

/** People first, then the rest by size. */
function sumByClass(hits: Hit[]): [Classification, number][] {
  const sums = new Map<Classification, number>()
  for (const { classification, hits: count } of hits) {
    sums.set(classification, (sums.get(classification) ?? 0) + count)
  }
  return [...sums]
    .filter(([, count]) => count > 0)
    .sort(([a, countA], [b, countB]) => (a === 'HUMAN' ? -1 : b === 'HUMAN' ? 1 : countB - countA))
}

type ReasonRow = { id: string; what: string; why: string; hits: number; share: number }

function reasonsOf(hits: Hit[]): ReasonRow[] {
  const filtered = hits.filter(({ classification }) => classification !== 'HUMAN')
  const total = filtered.reduce((sum, each) => sum + each.hits, 0)
  return filtered
    .toSorted((a, b) => b.hits - a.hits)
    .map(({ classification, reason, hits: count }) => ({
      id: `${classification} ${reason ?? ''}`,
      what: classWords[classification],
      why: reasonOf(reason ?? null) ?? '',
      hits: count,
      share: total > 0 ? count / total : 0,
    }))
}

const columns: Column<ReasonRow>[] = [
  { key: 'what', head: 'What', isName: true, width: 160, cell: (row) => row.what },
  { key: 'why', head: 'Why it was not counted', cell: (row) => row.why },
  {
    key: 'hits',
    head: 'Requests',
    align: 'right',
    width: 112,
    cell: (row) => formatWhole(row.hits),
  },
  {
    key: 'share',
    head: 'Of these',
    align: 'right',
    width: 96,
    cell: (row) => formatShare(row.share),
  },
]
