import { useEffect, useRef, useState } from 'react'

const afterScans = 5_000
/** A scan is told of when it is stored, and counted within a second: asked at once, the numbers would miss it. */
const counting = 1_000
const withoutScans = 60_000

/**
 * Rises at most every five seconds while scans come in, and once a minute when none do: "active now" fades, and days end. A
 * page nobody sees waits until it is seen.
 */
export function usePulse(arrived: number): number {
  const [beat, setBeat] = useState({ pulse: 0, at: Date.now(), arrived: 0 })
  const since = useRef<number | null>(null)
  useEffect(() => {
    if (arrived > beat.arrived) since.current ??= Date.now()
    const at =
      since.current === null
        ? beat.at + withoutScans
        : Math.max(beat.at + afterScans, since.current + counting)
    function strike() {
      since.current = null
      if (document.hidden) document.addEventListener('visibilitychange', strike, { once: true })
      else setBeat(({ pulse }) => ({ pulse: pulse + 1, at: Date.now(), arrived }))
    }
    const timer = setTimeout(strike, Math.max(0, at - Date.now()))
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', strike)
    }
  }, [beat, arrived])
  return beat.pulse
}
