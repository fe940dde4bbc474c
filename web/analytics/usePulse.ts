import { useEffect, useState } from 'react'

const afterScans = 5_000
const withoutScans = 60_000

/**
 * Rises at most every five seconds while scans come in, and once a minute when none do: "active now" fades, and days end. A
 * page nobody sees waits until it is seen.
 */
export function usePulse(arrived: number): number {
  const [beat, setBeat] = useState({ pulse: 0, at: Date.now(), arrived: 0 })
  useEffect(() => {
    const due = beat.at + (arrived > beat.arrived ? afterScans : withoutScans) - Date.now()
    function strike() {
      if (document.hidden) document.addEventListener('visibilitychange', strike, { once: true })
      else setBeat(({ pulse }) => ({ pulse: pulse + 1, at: Date.now(), arrived }))
    }
    const timer = setTimeout(strike, Math.max(0, due))
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', strike)
    }
  }, [beat, arrived])
  return beat.pulse
}
