import { type PointerEvent, useState } from 'react'
import classes from './ChartOverlay.module.css'
import { type Bucket, formatBucket } from './figures.ts'
import { formatWhole } from './format.ts'
import type { TimeChartPoint } from './TimeChart.tsx'
import { variable } from './variable.ts'
import { useZone } from './zone.ts'

type ChartOverlayProps = {
  points: TimeChartPoint[]
  lines: { name: string; color: string }[]
  bucket: Bucket
  highest: number
  marks: { at: string; label: string }[]
  beforeName: string | null
  onZoom: ((from: string, to: string) => void) | null
}

/** What lies over the plot: the values under the pointer, the range being dragged, the marks. */
export function ChartOverlay(props: ChartOverlayProps) {
  const { points, onZoom } = props
  const [at, setAt] = useState<number | null>(null)
  const [start, setStart] = useState<number | null>(null)
  const last = points.length - 1

  function indexAt(event: PointerEvent<HTMLElement>): number {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    const share = width === 0 ? 0 : (event.clientX - left) / width
    return Math.min(last, Math.max(0, Math.round(share * last)))
  }

  function press(event: PointerEvent<HTMLElement>) {
    // A finger that moves here is scrolling; the range picker does the same with a tap.
    if (!onZoom || event.pointerType === 'touch' || event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    setStart(indexAt(event))
  }

  function lift(event: PointerEvent<HTMLElement>) {
    if (start === null) return
    setStart(null)
    const end = indexAt(event)
    const from = points[Math.min(start, end)]
    const to = points[Math.max(start, end)]
    if (onZoom && start !== end && from && to) onZoom(from.at, to.until)
  }

  const place = (index: number) => `${last === 0 ? 50 : (index / last) * 100}%`
  const point = at === null ? undefined : points[at]
  return (
    <>
      <div
        className={classes.plot}
        data-zooms={onZoom !== null}
        aria-hidden="true"
        onPointerMove={(event) => setAt(indexAt(event))}
        onPointerLeave={() => setAt(null)}
        onPointerDown={press}
        onPointerUp={lift}
        onPointerCancel={() => setStart(null)}
      >
        {start !== null && at !== null && (
          <span
            className={classes.range}
            style={{
              left: place(Math.min(start, at)),
              width: `calc(${place(Math.max(start, at))} - ${place(Math.min(start, at))})`,
            }}
          />
        )}
        {at !== null && point && (
          <>
            <span className={classes.cursor} style={{ left: place(at) }} />
            <Hint {...props} point={point} side={at > last / 2 ? 'left' : 'right'} at={place(at)} />
          </>
        )}
      </div>
      <Marks {...props} place={place} />
    </>
  )
}

type HintProps = ChartOverlayProps & { point: TimeChartPoint; side: string; at: string }

function Hint({ point, lines, bucket, beforeName, side, at }: HintProps) {
  const zone = useZone()
  return (
    <div className={classes.hint} data-side={side} style={variable('--at', at)}>
      <div className={classes.when}>
        {formatBucket(point.at, point.until, bucket, zone)}
        {point.isPartial && ', not finished'}
      </div>
      {lines.map(({ name, color }, index) => (
        <div key={name} className={classes.line} style={variable('--color', color)}>
          <span className={classes.name}>{name}</span>
          <span className={classes.value}>{formatWhole(point.values[index] ?? 0)}</span>
        </div>
      ))}
      {beforeName && point.before !== null && (
        <div className={classes.line} data-before>
          <span className={classes.name}>{beforeName}</span>
          <span className={classes.value}>{formatWhole(point.before)}</span>
        </div>
      )}
    </div>
  )
}

type MarksProps = ChartOverlayProps & { place: (index: number) => string }

/** Ticks under the axis at the bucket in which something happened. */
function Marks({ points, marks, place }: MarksProps) {
  const placed = marks.flatMap((mark) => {
    const index = points.findIndex((point) => mark.at >= point.at && mark.at < point.until)
    return index < 0 ? [] : [{ ...mark, index }]
  })
  if (placed.length === 0) return null
  return (
    <ul className={classes.marks} aria-label="Along the time axis">
      {placed.map(({ at, label, index }) => (
        <li key={at} className={classes.mark} style={{ left: place(index) }} title={label}>
          <span className="oi-unseen">{label}</span>
        </li>
      ))}
    </ul>
  )
}
