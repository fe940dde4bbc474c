import classes from './StatusDot.module.css'

export type Tone = 'up' | 'warn' | 'down' | 'quiet' | 'accent'

type StatusDotProps = { tone: Tone; label: string; hollow?: boolean }

/** A dot and its word; the colour is never alone. */
export function StatusDot({ tone, label, hollow = false }: StatusDotProps) {
  return (
    <span className={classes.status} data-tone={tone} data-hollow={hollow}>
      {label}
    </span>
  )
}
