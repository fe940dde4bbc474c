import { useSyncExternalStore } from 'react'
import { formatAgo, formatMoment } from './format.ts'
import { useZone } from './zone.ts'

type RelativeTimeProps = { at: string; prefix?: string }

/** "4 s ago", kept true while it is on screen; the full moment is its title. */
export function RelativeTime({ at, prefix }: RelativeTimeProps) {
  const zone = useZone()
  const now = useNow()
  return (
    <time dateTime={at} title={`${formatMoment(at, zone)}, ${zone}`}>
      {prefix}
      {formatAgo(at, zone, now)}
    </time>
  )
}

const step = 5_000
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

/** One clock for all relative times, so that a long list ticks once. */
function useNow(): number {
  return useSyncExternalStore(listen, () => Math.ceil(Date.now() / step) * step)
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    for (const each of listeners) each()
  }, step)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}
