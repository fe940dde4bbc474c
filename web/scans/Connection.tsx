import { useEffect, useState } from 'react'
import { formatWhole } from '../ui/format.ts'
import { StatusDot } from '../ui/StatusDot.tsx'
import type { FeedSnapshot } from './feed.ts'

type ConnectionProps = Pick<FeedSnapshot, 'connection' | 'retryAt' | 'caughtUp'> & {
  isPaused: boolean
}

/** Whether what is on screen is now: live, paused, or on its way back. */
export function Connection({ connection, retryAt, caughtUp, isPaused }: ConnectionProps) {
  const seconds = useSecondsUntil(connection === 'waiting' ? retryAt : 0)
  if (connection === 'waiting') {
    return <StatusDot tone="warn" hollow label={`Reconnecting in ${seconds} s`} />
  }
  if (connection === 'connecting') return <StatusDot tone="quiet" hollow label="Connecting" />
  if (connection === 'catching-up') {
    return <StatusDot tone="accent" hollow label={`Catching up, ${formatWhole(caughtUp)} scans`} />
  }
  if (isPaused) return <StatusDot tone="warn" label="Paused" />
  return <StatusDot tone="up" label="Live" />
}

function useSecondsUntil(moment: number): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (moment === 0) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [moment])
  return Math.max(1, Math.ceil((moment - now) / 1_000))
}
