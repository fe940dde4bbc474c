import type { ReactNode } from 'react'
import classes from './Checks.module.css'

type Check = { value: string; label: ReactNode; note?: ReactNode }

type ChecksProps = {
  legend: string
  options: Check[]
  chosen: ReadonlySet<string>
  onChange: (chosen: ReadonlySet<string>) => void
}

/** Any number of a list. */
export function Checks({ legend, options, chosen, onChange }: ChecksProps) {
  return (
    <fieldset className={classes.list}>
      <legend className="oi-unseen">{legend}</legend>
      {options.map(({ value, label, note }) => (
        <label key={value} className={classes.line}>
          <input
            type="checkbox"
            className={classes.box}
            checked={chosen.has(value)}
            onChange={() => onChange(toggled(chosen, value))}
          />
          <span className={classes.label}>{label}</span>
          {note && <span className={classes.note}>{note}</span>}
        </label>
      ))}
    </fieldset>
  )
}

/** The set with that value the other way round. */
export function toggled(chosen: ReadonlySet<string>, value: string): ReadonlySet<string> {
  const next = new Set(chosen)
  if (!next.delete(value)) next.add(value)
  return next
}
