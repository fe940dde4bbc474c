import { createContext, useContext, useEffect, useRef } from 'react'
import { type AnyVariables, type TypedDocumentNode, useQuery } from 'urql'
import { errorOf } from '../state.ts'
import type { DataState, SectionError } from '../ui/Stateful.tsx'

type Owner<Part> = { analytics: Part } | null
type Scoped<Part> = { organization?: Owner<Part>; qrCode?: Owner<Part>; campaign?: Owner<Part> }

export type Section<Part> = {
  part: Part | undefined
  state: DataState
  error: SectionError | null
  retry: () => void
}

/** Rises when scans have come in; sections ask again. */
export const PulseContext = createContext(0)

/**
 * One section's answer. What was shown stays while another range or filter loads, marked as old; asking again for the same
 * figures changes nothing on screen but the figures. Slow sections follow every fourth pulse.
 */
export function useAnalytics<Part, Variables extends AnyVariables>(
  query: TypedDocumentNode<Scoped<Part>, Variables>,
  variables: Variables,
  options: { isSlow?: boolean; isEmpty?: (part: Part) => boolean } = {},
): Section<Part> {
  const [answer, ask] = useQuery<Scoped<Part>, Variables>(asked(query, variables))
  const pulse = useContext(PulseContext)
  const beat = options.isSlow ? Math.floor(pulse / 4) : pulse
  useEffect(() => {
    if (beat > 0) ask({ requestPolicy: 'network-only' })
  }, [beat, ask])

  const key = JSON.stringify(variables)
  const answered = useRef<string | null>(null)
  const isSettled = !answer.fetching && !answer.error && answer.data !== undefined
  useEffect(() => {
    if (isSettled) answered.current = key
  }, [isSettled, key])

  const owner = answer.data?.organization ?? answer.data?.qrCode ?? answer.data?.campaign
  const part = owner?.analytics
  const isCurrent = isSettled || answered.current === key
  const state = stateOf({
    part,
    isCurrent,
    hasError: answer.error !== undefined && !answer.fetching,
    isEmpty: part !== undefined && (options.isEmpty?.(part) ?? false),
  })
  return {
    part,
    state,
    error: errorOf(answer.error),
    retry: () => ask({ requestPolicy: 'network-only' }),
  }
}

type Seen = { part: unknown; isCurrent: boolean; hasError: boolean; isEmpty: boolean }

function stateOf({ part, isCurrent, hasError, isEmpty }: Seen): DataState {
  // Figures of another range under an error would pass for this one's.
  if (hasError && !(part && isCurrent)) return 'error'
  if (!part) return 'loading'
  if (!isCurrent) return 'stale'
  return isEmpty ? 'empty' : 'ready'
}

function asked<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
) {
  return { query, variables } as Parameters<typeof useQuery<Data, Variables>>[0]
}
