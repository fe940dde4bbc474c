import type { AnalyticsDimension, BreakdownPartFragment } from '../gql/graphql.ts'
import { type Bar, BarList } from '../ui/BarList.tsx'
import { breakdownDocument } from './documents.ts'
import { dimensions, isWanted } from './filters.ts'
import { type Section, useAnalytics } from './useAnalytics.ts'
import { picked, type Scope, scopeVariables, type View } from './useView.ts'
import { rowWords } from './words.ts'

type BreakdownListProps = {
  view: View
  scope: Scope
  by: AnalyticsDimension
  label: string
  /** How many rows to show, the rest in one. */
  rows?: number
}

/** Scans by one thing; every row filters the page by itself. */
export function BreakdownList(props: BreakdownListProps) {
  const section = useBreakdown(props.view, props.scope, props.by, props.rows ?? 7)
  return <BreakdownRows {...props} section={section} />
}

/** A breakdown of this view; `withPeople`: visitors of each row too, which are dear. */
export function useBreakdown(
  view: View,
  scope: Scope,
  by: AnalyticsDimension,
  first: number,
  withPeople = false,
) {
  return useAnalytics(
    breakdownDocument,
    {
      range: view.range,
      filter: view.filter,
      by,
      first,
      compare: view.compare,
      people: withPeople,
      ...scopeVariables(scope),
    },
    { isSlow: true, isEmpty: (part) => part.breakdown.rows.length === 0 },
  )
}

type BreakdownRowsProps = BreakdownListProps & { section: Section<BreakdownPartFragment> }

export function BreakdownRows({ section, view, by, label, rows = 7 }: BreakdownRowsProps) {
  const dimension = dimensions.find((each) => each.by === by)?.key
  const breakdown = section.part?.breakdown
  const shown = (breakdown?.rows ?? []).slice(0, rows)
  const total = breakdown?.total ?? 0
  // Against nothing everything is new, which the figures above have said.
  const isFirst = shown.every(({ before }) => !before)
  const rest = total - shown.reduce((sum, row) => sum + row.scans, 0)
  return (
    <BarList
      label={label}
      rows={shown.map(({ key, label: name, scans, share, before }): Bar => {
        const bar = {
          key,
          label: rowWords(by, key, name),
          value: scans,
          share,
          before: isFirst ? null : before,
        }
        if (!dimension) return bar
        return {
          ...bar,
          href: view.hrefOf(picked(view, dimension, key)),
          isActive: isWanted(view.clauses, dimension, key),
        }
      })}
      other={rest > 0 ? { value: rest, share: total > 0 ? rest / total : 0 } : null}
      onPick={(key) => dimension && view.set(picked(view, dimension, key))}
      state={section.state}
      room={rows}
      error={section.error}
      onRetry={section.retry}
      empty={<p style={{ color: 'var(--oi-text2)' }}>No scans in this range.</p>}
    />
  )
}
