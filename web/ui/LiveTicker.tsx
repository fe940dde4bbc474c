import { Button } from '@mantine/core'
import { type PointerEvent, type ReactNode, useEffect, useState } from 'react'
import { formatMoment, formatTime, isToday } from './format.ts'
import classes from './LiveTicker.module.css'
import { useZone } from './zone.ts'

export type TickerItem = {
  id: string
  at: string
  /** Which code; null on that code's own page. */
  name: string | null
  place: string
  device: string
  /** What kind of request it was, when it was not a person. */
  kind: string | null
  /** Came in while the page was open; it tints for a moment. */
  isFresh: boolean
}

type LiveTickerProps = {
  label: string
  items: TickerItem[]
  isPaused: boolean
  onPause: (isPaused: boolean) => void
  onOpen: (id: string) => void
  /** Scans were missed; null when none were. */
  onLoadGap: (() => void) | null
  empty: ReactNode
}

/**
 * Scans as they arrive, newest first. While it is paused, under the pointer or scrolled away from,
 * the rows stand still and a pill counts what waits.
 */
export function LiveTicker(props: LiveTickerProps) {
  const { items, isPaused, onPause, onOpen, onLoadGap, empty } = props
  const [isHovered, setHovered] = useState(false)
  const isScrolled = useScrolled()
  const { shown, waiting, release } = useHeld(items, isPaused || isHovered || isScrolled)

  function follow() {
    release()
    onPause(false)
    setHovered(false)
    window.scrollTo({ top: 0 })
  }

  function hover(event: PointerEvent) {
    // A finger does not hover; its last touch would hold the list for good.
    setHovered(event.type === 'pointerenter' && event.pointerType === 'mouse')
  }

  return (
    <div className={classes.ticker}>
      {waiting > 0 && (
        <Button className={classes.pill} variant="light" onClick={follow}>
          {waiting === 1 ? '1 new scan' : `${waiting} new scans`}
        </Button>
      )}
      {onLoadGap && (
        <div className={classes.gap}>
          Some scans came in while you were away.
          <Button variant="default" onClick={onLoadGap}>
            Load them
          </Button>
        </div>
      )}
      {shown.length === 0 && empty}
      <ol
        className={classes.list}
        aria-label={props.label}
        onPointerEnter={hover}
        onPointerLeave={hover}
      >
        {shown.map((item) => (
          <TickerRow key={item.id} item={item} onOpen={onOpen} />
        ))}
      </ol>
    </div>
  )
}

function TickerRow({ item, onOpen }: { item: TickerItem; onOpen: (id: string) => void }) {
  const zone = useZone()
  return (
    <li className={classes.item} data-fresh={item.isFresh} data-quiet={item.kind !== null}>
      <button type="button" className={classes.row} onClick={() => onOpen(item.id)}>
        <time className={classes.time} dateTime={item.at}>
          {isToday(item.at, zone) ? formatTime(item.at, zone) : formatMoment(item.at, zone)}
        </time>
        {item.name !== null && <span className={classes.name}>{item.name}</span>}
        <span className={classes.place} data-first={item.name === null}>
          {item.place}
        </span>
        <span className={classes.device}>
          {item.kind && <span className={classes.kind}>{item.kind}</span>}
          {item.device}
        </span>
      </button>
    </li>
  )
}

/** The rows as they were when the hold began, and how many have come since. */
function useHeld(items: TickerItem[], isHeld: boolean) {
  const [frozen, setFrozen] = useState<TickerItem[] | null>(null)
  // An empty list has nothing to hold still: the first scan always shows.
  if (isHeld && !frozen && items.length > 0) setFrozen(items)
  if (!isHeld && frozen) setFrozen(null)
  const shown = isHeld ? (frozen ?? items) : items
  const known = new Set(shown.map((item) => item.id))
  const waiting = isHeld ? items.filter((item) => !known.has(item.id)).length : 0
  return { shown, waiting, release: () => setFrozen(null) }
}

function useScrolled(): boolean {
  const [isScrolled, setScrolled] = useState(false)
  useEffect(() => {
    const read = () => setScrolled(window.scrollY > 240)
    window.addEventListener('scroll', read, { passive: true })
    return () => window.removeEventListener('scroll', read)
  }, [])
  return isScrolled
}
