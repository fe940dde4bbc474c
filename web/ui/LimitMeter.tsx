import classes from './LimitMeter.module.css'

type LimitMeterProps = {
  label: string
  used: number
  /** null: unlimited */
  max: number | null
  format: (value: number) => string
}

/** How much of a limit is used: a bar, and the same in words. */
export function LimitMeter({ label, used, max, format }: LimitMeterProps) {
  const share = max === null ? 0 : max === 0 ? 1 : Math.min(used / max, 1)
  const level = max === null || share < 0.8 ? 'calm' : share < 1 ? 'near' : 'full'
  const words = max === null ? `${format(used)}, unlimited` : `${format(used)} of ${format(max)}`
  const note = { calm: '', near: `${Math.floor(share * 100)}% used`, full: 'All in use' }[level]
  return (
    <li className={classes.meter} data-level={level}>
      <span className={classes.label}>{label}</span>
      <span className={classes.track} aria-hidden="true">
        <span className={classes.fill} style={{ width: `${share * 100}%` }} />
      </span>
      <span className={classes.note}>{note}</span>
      <span className={classes.words}>{words}</span>
    </li>
  )
}
