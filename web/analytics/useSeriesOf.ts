import { useQuery } from 'urql'
import type { ComparePartFragment, ScanFilter, TimeBucket } from '../gql/graphql.ts'
import { errorOf } from '../state.ts'
import type { DataState, SectionError } from '../ui/Stateful.tsx'
import { compareDocument } from './documents.ts'
import type { View } from './useView.ts'

/** As many as have a colour of their own and a place in the query. */
export const mostLines = 5

const steps: Record<string, TimeBucket> = {
  hour: 'HOUR',
  day: 'DAY',
  week: 'WEEK',
  month: 'MONTH',
}

type SeriesOf = {
  /** One a filter; missing until they have come. */
  parts: (ComparePartFragment | undefined)[]
  state: DataState
  error: SectionError | null
  retry: () => void
}

/** Up to five filters over the same range in one query; the places that are not taken are switched off. */
export function useSeriesOf(view: View, filters: readonly ScanFilter[]): SeriesOf {
  const [answer, ask] = useQuery({
    query: compareDocument,
    variables: {
      range: view.range,
      bucket: steps[view.search.step ?? ''] ?? null,
      compare: view.compare ?? 'PREVIOUS_PERIOD',
      a: filters[0] ?? null,
      b: filters[1] ?? null,
      c: filters[2] ?? null,
      d: filters[3] ?? null,
      e: filters[4] ?? null,
      hasB: filters.length > 1,
      hasC: filters.length > 2,
      hasD: filters.length > 3,
      hasE: filters.length > 4,
    },
    pause: filters.length === 0,
  })
  const organization = answer.data?.organization
  const { a, b, c, d, e } = organization ?? {}
  const parts = [a, b, c, d, e].map((part) => part ?? undefined)
  const isAnswered = parts.filter(Boolean).length === filters.length
  return {
    parts,
    state: stateOf(isAnswered, answer.fetching, answer.error !== undefined),
    error: errorOf(answer.error),
    retry: () => ask({ requestPolicy: 'network-only' }),
  }
}

function stateOf(isAnswered: boolean, isFetching: boolean, hasError: boolean): DataState {
  if (hasError && !isAnswered) return 'error'
  if (!isAnswered) return 'loading'
  return isFetching ? 'stale' : 'ready'
}
