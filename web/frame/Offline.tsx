import { useEffect, useState } from 'react'
import { formatTime } from '../ui/format.ts'
import { useZone } from '../ui/zone.ts'
import classes from './Offline.module.css'

/** Says how old the page is while the browser has no network. */
export function Offline() {
  const zone = useZone()
  const [since, setSince] = useState<string | null>(null)
  useEffect(() => {
    const leave = () => setSince(new Date().toISOString())
    const comeBack = () => setSince(null)
    window.addEventListener('offline', leave)
    window.addEventListener('online', comeBack)
    return () => {
      window.removeEventListener('offline', leave)
      window.removeEventListener('online', comeBack)
    }
  }, [])

  return (
    <div role="status">
      {since && (
        <p className={classes.line}>
          No connection. Showing what arrived until {formatTime(since, zone)}.
        </p>
      )}
    </div>
  )
}
