import { ChangeMark } from './ChangeMark.tsx'
import { formatCount, formatWhole } from './format.ts'
import classes from './MetricStrip.module.css'
import { StripSkeleton } from './Skeletons.tsx'
import { type DataState, type SectionError, Stateful } from './Stateful.tsx'

export type Metric = {
  key: string
  /** With its basis: "People, sum of days". */
  label: string
  /** null when it cannot be said, such as scans per code without a code. */
  value: number | null
  before?: number | null
  better?: 'more' | 'less' | null
  format?: (value: number) => string
  /** Stands where the change would, when there is nothing to compare. */
  note?: string | undefined
  /** It can be drawn: the tile is a button. */
  isDrawable?: boolean
}

type MetricStripProps = {
  label: string
  metrics: Metric[]
  /** The metric the chart shows. */
  pressed?: string
  onPress?: (key: string) => void
  state: DataState
  error?: SectionError | null
  onRetry?: () => void
}

/** Figures in one ruled strip; a tile that can be drawn picks the chart's metric. */
export function MetricStrip(props: MetricStripProps) {
  return (
    <Stateful
      state={props.state}
      skeleton={<StripSkeleton />}
      error={props.error ?? null}
      {...(props.onRetry && { onRetry: props.onRetry })}
    >
      <ul className={classes.strip} aria-label={props.label}>
        {props.metrics.map((metric) => (
          <li key={metric.key} className={classes.place}>
            {metric.isDrawable && props.onPress ? (
              <button
                type="button"
                className={classes.tile}
                aria-pressed={metric.key === props.pressed}
                onClick={() => props.onPress?.(metric.key)}
              >
                <Tile metric={metric} />
              </button>
            ) : (
              <div className={classes.tile}>
                <Tile metric={metric} />
              </div>
            )}
          </li>
        ))}
      </ul>
    </Stateful>
  )
}

function Tile({ metric }: { metric: Metric }) {
  const { label, value, before = null, better = 'more', format = formatCount, note } = metric
  return (
    <>
      <span className={classes.label}>{label}</span>
      <span className={classes.value} title={value === null ? undefined : formatWhole(value)}>
        {value === null ? '–' : format(value)}
      </span>
      <span className={classes.note}>
        {value !== null && before !== null ? (
          <ChangeMark value={value} before={before} better={better} format={format} isLong />
        ) : (
          (note ?? '\u00a0')
        )}
      </span>
    </>
  )
}
