import { useEffect, useRef, useState } from 'react'
import type { FeedSnapshot } from './feed.ts'
import { placeOf } from './words.ts'

const every = 15_000

/** Says what arrived, at most every fifteen seconds; a list that spoke each row would never stop. */
export function Announcer({ feed, isMuted }: { feed: FeedSnapshot; isMuted: boolean }) {
  const [words, setWords] = useState('')
  const latest = useRef(feed)
  useEffect(() => {
    latest.current = feed
  })
  useEffect(() => {
    if (isMuted) return
    let said = latest.current.arrived
    const timer = setInterval(() => {
      const { arrived, scans } = latest.current
      const count = arrived - said
      said = arrived
      const newest = scans[0]
      if (count === 0 || !newest) return
      setWords(`${count === 1 ? '1 new scan' : `${count} new scans`}, latest ${placeOf(newest)}`)
    }, every)
    return () => clearInterval(timer)
  }, [isMuted])

  return (
    <div role="status" className="oi-unseen">
      {words}
    </div>
  )
}
