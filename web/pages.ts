import { useCallback, useEffect, useRef, useState } from 'react'
import { type AnyVariables, type OperationResult, type TypedDocumentNode, useClient } from 'urql'
import { type Refusal, readRefusal } from './refusal.ts'

type Connection<Node> = {
  nodes: Node[]
  /** Asked for only where it is shown: the server counts it row by row. */
  totalCount?: number
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
}

export type Pages<Data, Node> = {
  /** The first page's whole answer, for what stands beside the list. */
  first: Data | undefined
  /** Of all pages that are open; null until the first has come. */
  nodes: Node[] | null
  totalCount: number
  /** Where the next page starts; null at the end. */
  next: string | null
  isLoadingMore: boolean
  isStale: boolean
  refusal: Refusal | null
  more: (after: string) => void
  retry: () => void
}

type Page<Data> = { after: string | null; result: OperationResult<Data> | null; stop: () => void }

/** Now: the pages asked for. Shown: the last ones whose first page had an answer. */
type View<Data> = { now: Page<Data>[]; shown: Page<Data>[] }

/**
 * A list that grows by keyset pages. Every page stays a query of its own, so when the cache forgets
 * the list all open pages come anew, each starting where the one before it now ends. What was shown
 * stays until the new list is there.
 */
export function usePages<Data, Variables extends AnyVariables, Node>(
  document: TypedDocumentNode<Data, Variables & { after?: string | null }>,
  variables: Variables,
  pick: (data: Data) => Connection<Node> | null | undefined,
): Pages<Data, Node> {
  const client = useClient()
  const [view, setView] = useState<View<Data>>({ now: [], shown: [] })
  const open = useRef<Page<Data>[]>([])
  const latest = useRef({ variables, pick })
  useEffect(() => {
    latest.current = { variables, pick }
  })

  const publish = useCallback(() => {
    const now = [...open.current]
    setView((before) => ({ now, shown: now[0]?.result?.data ? now : before.shown }))
  }, [])

  const load = useCallback(
    (index: number, after: string | null) => {
      open.current[index]?.stop()
      const page: Page<Data> = { after, result: open.current[index]?.result ?? null, stop() {} }
      open.current[index] = page
      const all = { ...latest.current.variables, after }
      page.stop = client.query(document, all).subscribe((result) => {
        page.result = result
        const end = result.data && latest.current.pick(result.data)?.pageInfo.endCursor
        const next = open.current[index + 1]
        if (next && end && next.after !== end) load(index + 1, end)
        publish()
      }).unsubscribe
      publish()
    },
    [client, document, publish],
  )

  const key = JSON.stringify(variables)
  // biome-ignore lint/correctness/useExhaustiveDependencies: key stands for the variables
  useEffect(() => {
    load(0, null)
    return () => {
      for (const page of open.current) page.stop()
      open.current = []
    }
  }, [load, key])

  return {
    ...describe(view, pick),
    more(after) {
      load(open.current.length, after)
    },
    retry() {
      for (const [index, page] of [...open.current].entries()) load(index, page.after)
    },
  }
}

function describe<Data, Node>(
  { now, shown }: View<Data>,
  pick: (data: Data) => Connection<Node> | null | undefined,
) {
  const error = now.find((page) => page.result?.error)?.result?.error
  const hasAnswer = Boolean(now[0]?.result?.data)
  // Rows of another filter under an error would pass for this one's.
  const connections = (error && !hasAnswer ? [] : shown).flatMap((page) => {
    const connection = page.result?.data && pick(page.result.data)
    return connection ? [connection] : []
  })
  const end = connections.at(-1)?.pageInfo
  return {
    first: shown[0]?.result?.data,
    nodes: connections.length > 0 ? connections.flatMap((connection) => connection.nodes) : null,
    totalCount: connections[0]?.totalCount ?? 0,
    next: end?.hasNextPage ? end.endCursor : null,
    isLoadingMore: now.some((page, index) => index > 0 && page.result === null),
    isStale: !hasAnswer || now.some((page) => page.result?.stale),
    refusal: error ? readRefusal(error) : null,
  }
}
