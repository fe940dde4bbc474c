import type { ReactNode } from 'react'
import classes from './Figures.module.css'
import { formatCount, formatWhole } from './format.ts'

type Figure = { label: string; value: number | ReactNode; note?: ReactNode }

/** Figures in one ruled strip, each with what it counts. */
export function Figures({ figures }: { figures: Figure[] }) {
  return (
    <dl className={classes.strip}>
      {figures.map(({ label, value, note }) => (
        <div key={label} className={classes.figure}>
          <dt className={classes.label}>{label}</dt>
          <dd
            className={classes.value}
            title={typeof value === 'number' ? formatWhole(value) : undefined}
          >
            {typeof value === 'number' ? formatCount(value) : value}
          </dd>
          {note && <dd className={classes.note}>{note}</dd>}
        </div>
      ))}
    </dl>
  )
}
