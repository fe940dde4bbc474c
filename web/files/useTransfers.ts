import { useEffect, useRef, useState } from 'react'
import { type Client, useClient } from 'urql'
import { readRefusal } from '../refusal.ts'
import { useLeaveWarning } from '../ui/useLeaveWarning.ts'
import { completeUploadDocument, deleteUploadDocument, requestUploadDocument } from './documents.ts'
import { Cancelled, sendBytes } from './sendBytes.ts'

export type Transferring = {
  key: number
  file: File
  status: 'waiting' | 'sending' | 'checking' | 'failed'
  /** Of the bytes, 0 to 1. */
  share: number
  /** Why it failed, as a sentence. */
  problem: string | null
  /** The plan with more room, when room was what lacked. */
  planName: string | null
  isFull: boolean
  /** Another try may end otherwise: the connection is back, or room was made. What the file is will not change. */
  mayPass: boolean
}

type Transfers = {
  all: Transferring[]
  add: (files: readonly File[]) => void
  cancel: (key: number) => void
  retry: (key: number) => void
}

/** So many at once: more only share the line. */
const atOnce = 2
let lastKey = 0

/** Files on their way: announced, sent, looked at by the server. Those that arrive leave the list. */
export function useTransfers(campaignId: string | null = null): Transfers {
  const client = useClient()
  const [all, setAll] = useState<Transferring[]>([])
  const running = useRef(new Map<number, AbortController>())
  useLeaveWarning(all.some(({ status }) => status !== 'failed'))

  useEffect(() => {
    const abort = running.current
    return () => {
      for (const each of abort.values()) each.abort()
    }
  }, [])

  const change = (key: number, next: Partial<Transferring>) =>
    setAll((before) => before.map((each) => (each.key === key ? { ...each, ...next } : each)))
  const drop = (key: number) => setAll((before) => before.filter((each) => each.key !== key))

  async function run({ key, file }: Transferring) {
    const stop = new AbortController()
    running.current.set(key, stop)
    try {
      const onState = (next: Partial<Transferring>) => change(key, next)
      const problem = await bring(client, file, campaignId, onState, stop.signal)
      if (problem) change(key, { status: 'failed', ...problem })
      else drop(key)
    } finally {
      running.current.delete(key)
    }
  }

  useEffect(() => {
    const free = atOnce - running.current.size
    const next = all.filter(({ key, status }) => status === 'waiting' && !running.current.has(key))
    for (const each of next.slice(0, Math.max(0, free))) void run(each)
  })

  return {
    all,
    add(files) {
      const fresh = files.map((file): Transferring => {
        lastKey += 1
        const start = { status: 'waiting', share: 0, problem: null } as const
        return { key: lastKey, file, ...start, planName: null, isFull: false, mayPass: true }
      })
      setAll((before) => [...before, ...fresh])
    },
    cancel(key) {
      running.current.get(key)?.abort()
      drop(key)
    },
    retry: (key) => change(key, { status: 'waiting', share: 0, problem: null }),
  }
}

type Problem = Pick<Transferring, 'problem' | 'planName' | 'isFull' | 'mayPass'>

/** Brings one file all the way; what was in the way, or null when it is there or was cancelled. */
async function bring(
  client: Client,
  file: File,
  campaignId: string | null,
  onState: (next: Partial<Transferring>) => void,
  signal: AbortSignal,
): Promise<Problem | null> {
  onState({ status: 'sending', share: 0 })
  const input = { name: file.name, size: file.size, type: file.type || null, campaignId }
  const announced = await client.mutation(requestUploadDocument, { input })
  if (announced.error) return problemOf(announced.error)
  const upload = announced.data?.requestUpload
  if (!upload?.transfer) return said('It was not taken.')
  try {
    await sendBytes(file, upload.transfer, (share) => onState({ share }), signal)
  } catch (error) {
    // Nothing is kept of what was cancelled or broke off; a new try starts from the beginning.
    void client.mutation(deleteUploadDocument, { id: upload.id })
    return error instanceof Cancelled ? null : said((error as Error).message)
  }
  onState({ status: 'checking', share: 1 })
  const completed = await client.mutation(completeUploadDocument, { id: upload.id })
  return completed.error ? problemOf(completed.error) : null
}

function said(problem: string): Problem {
  return { problem, planName: null, isFull: false, mayPass: true }
}

function problemOf(error: Parameters<typeof readRefusal>[0]): Problem {
  const { message, planName, code } = readRefusal(error)
  const mayPass = !['INVALID', 'FORBIDDEN', 'NOT_FOUND'].includes(code)
  return { problem: message, planName, isFull: code === 'LIMIT_REACHED', mayPass }
}
