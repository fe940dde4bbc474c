import { useEffect, useState } from 'react'
import { type Client, stringifyDocument, useClient } from 'urql'
import type { ExportProgressSubscription, ExportRowFragment } from '../gql/graphql.ts'
import { openSocket } from '../scans/socket.ts'
import { exportFileDocument, exportProgressDocument } from './documents.ts'
import { isUnderWay } from './words.ts'

/** The server serves five subscriptions on one socket, and the live feed is one of them; the rest is asked for. */
const mostFollowed = 3
const pause = 3_000
let followed = 0

/** Hears each change of an export until nothing more becomes of it; returns what stops it. */
export function followExport(
  client: Client,
  id: string,
  onChange: (row: ExportRowFragment) => void,
): () => void {
  let isStopped = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let leave = () => {}

  function take(row: ExportRowFragment): void {
    if (isStopped) return
    onChange(row)
    if (!isUnderWay(row)) stop()
  }

  /** Also what becomes of it when the line breaks: the answer tells whether it goes on. */
  async function ask() {
    const { data, error } = await client
      .query(exportFileDocument, { id }, { requestPolicy: 'network-only' })
      .toPromise()
    if (data?.export) take(data.export)
    else if (error && !error.networkError) stop()
    if (!isStopped) timer = setTimeout(() => void begin(), pause)
  }

  function begin(): void {
    leave()
    if (followed >= mostFollowed) return void ask()
    followed += 1
    let isOver = false
    const end = () => {
      if (isOver) return
      isOver = true
      followed -= 1
      leave = () => {}
      if (!isStopped) void ask()
    }
    const unsubscribe = openSocket().subscribe<ExportProgressSubscription>(
      {
        query: stringifyDocument(exportProgressDocument),
        operationName: 'ExportProgress',
        variables: { id },
      },
      {
        next: ({ data }) => {
          if (data) take(data.exportProgress)
        },
        error: end,
        complete: end,
      },
    )
    leave = () => {
      end()
      unsubscribe()
    }
  }

  function stop(): void {
    isStopped = true
    clearTimeout(timer)
    leave()
  }

  begin()
  return stop
}

/** The same rows, those under way as they are now. */
export function useLiveExports(rows: ExportRowFragment[]): ExportRowFragment[] {
  const client = useClient()
  const [seen, setSeen] = useState<ReadonlyMap<string, ExportRowFragment>>(new Map())
  const key = rows
    .filter(isUnderWay)
    .map(({ id }) => id)
    .join()
  useEffect(() => {
    const stops = key
      .split(',')
      .filter(Boolean)
      .map((id) =>
        followExport(client, id, (row) => {
          setSeen((before) => new Map(before).set(row.id, row))
          // What it has come to belongs into every list it is in.
          if (!isUnderWay(row)) {
            void client
              .query(exportFileDocument, { id }, { requestPolicy: 'network-only' })
              .toPromise()
          }
        }),
      )
    return () => {
      for (const stop of stops) stop()
    }
  }, [client, key])
  return rows.map((row) => (isUnderWay(row) ? (seen.get(row.id) ?? row) : row))
}
