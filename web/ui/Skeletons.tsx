import classes from './Skeletons.module.css'

type RowsSkeletonProps = {
  rows?: number
  height?: number
  /** The height of a row on a phone. */
  narrow?: number
}

/** Rows of a list or table, at the height they will have: nothing may jump when they come. */
export function RowsSkeleton({ rows = 8, height = 36, narrow = height }: RowsSkeletonProps) {
  const heights: Record<string, string> = { '--row': `${height}px`, '--narrow-row': `${narrow}px` }
  return (
    <div aria-hidden="true" style={heights}>
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars have no identity but their place
        <div key={index} className={classes.row}>
          <span className={classes.bar} style={{ width: `${40 - ((index * 7) % 18)}%` }} />
          <span className={classes.bar} style={{ width: '12%' }} />
        </div>
      ))}
    </div>
  )
}

/** A strip of figures. */
export function StripSkeleton() {
  return <div className={classes.strip} aria-hidden="true" />
}

/** A form with this many fields. */
export function FormSkeleton({ fields = 3 }: { fields?: number }) {
  return <div className={classes.form} style={{ height: fields * 78 }} aria-hidden="true" />
}
