import { createElement } from 'react'
import type { CombinedError } from 'urql'
import { Elsewhere } from './frame/Elsewhere.tsx'
import { isOffline, type Refusal, readRefusal } from './refusal.ts'
import type { DataState, SectionError } from './ui/Stateful.tsx'

type Answer = {
  data?: unknown
  fetching: boolean
  stale: boolean
  error?: CombinedError | undefined
}

/** Which state a query puts its section in. Old data outlives an error. */
export function stateOf(answer: Answer, isEmpty = false): DataState {
  if (answer.data) {
    if (isEmpty) return 'empty'
    return answer.stale ? 'stale' : 'ready'
  }
  if (answer.error) return 'error'
  return 'loading'
}

/** An error as a section shows it. */
export function errorOf(error: CombinedError | undefined | Refusal | null): SectionError | null {
  if (!error) return null
  const refusal = 'graphQLErrors' in error ? readRefusal(error) : error
  if (isOffline(refusal)) {
    return {
      title: 'No connection',
      text: 'This section needs one to load.',
      id: null,
      isFinal: false,
    }
  }
  if (refusal.code === 'NOT_FOUND') {
    const text = 'It is gone, or it belongs to another organization.'
    return { title: 'Nothing here', text, id: null, isFinal: true, more: createElement(Elsewhere) }
  }
  const isBug = refusal.code === 'INTERNAL_SERVER_ERROR'
  return {
    title: isBug ? 'This section did not load' : 'Not available',
    text: isBug ? 'The rest is up to date, and we logged it.' : refusal.message,
    id: refusal.errorId,
    isFinal: false,
  }
}

/** The same for a list of pages. */
export function stateOfPages(pages: {
  nodes: unknown[] | null
  isStale: boolean
  refusal: Refusal | null
}): DataState {
  if (pages.nodes === null) return pages.refusal ? 'error' : 'loading'
  if (pages.nodes.length === 0 && !pages.isStale) return 'empty'
  return pages.isStale ? 'stale' : 'ready'
}
