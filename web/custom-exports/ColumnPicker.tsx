import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import type { ExportColumn } from './Builder.tsx'
import classes from './Custom.module.css'

type ColumnPickerProps = {
  columns: ExportColumn[]
  /** In the order of the file. */
  chosen: string[]
  onChange: (chosen: string[]) => void
}

/** Which columns, in which order: those in the file first, moved by their arrows. */
export function ColumnPicker({ columns, chosen, onChange }: ColumnPickerProps) {
  const inFile = chosen.flatMap((name) => columns.find((each) => each.name === name) ?? [])
  const others = columns.filter(({ name }) => !chosen.includes(name))

  function move(index: number, by: -1 | 1) {
    const next = [...chosen]
    const [name = ''] = next.splice(index, 1)
    next.splice(index + by, 0, name)
    onChange(next)
  }

  return (
    <fieldset className={classes.columns}>
      <legend className={classes.label}>Columns, in this order</legend>
      <ol className={classes.list}>
        {inFile.map(({ name, label, description }, index) => (
          <li key={name} className={classes.column}>
            <label className={classes.pick} title={description ?? undefined}>
              <input
                type="checkbox"
                className={classes.box}
                checked
                // A file has at least one.
                disabled={inFile.length === 1}
                onChange={() => onChange(chosen.filter((each) => each !== name))}
              />
              {label}
            </label>
            <button
              type="button"
              className={classes.arrow}
              disabled={index === 0}
              onClick={() => move(index, -1)}
            >
              <IconChevronUp size={16} stroke={1.5} aria-hidden="true" />
              <span className="oi-unseen">{label} further to the front</span>
            </button>
            <button
              type="button"
              className={classes.arrow}
              disabled={index === inFile.length - 1}
              onClick={() => move(index, 1)}
            >
              <IconChevronDown size={16} stroke={1.5} aria-hidden="true" />
              <span className="oi-unseen">{label} further to the back</span>
            </button>
          </li>
        ))}
      </ol>
      {others.length > 0 && (
        <ul className={classes.list} aria-label="Left out">
          {others.map(({ name, label, description }) => (
            <li key={name} className={classes.column} data-out>
              <label className={classes.pick} title={description ?? undefined}>
                <input
                  type="checkbox"
                  className={classes.box}
                  checked={false}
                  onChange={() => onChange([...chosen, name])}
                />
                {label}
              </label>
            </li>
          ))}
        </ul>
      )}
    </fieldset>
  )
}
