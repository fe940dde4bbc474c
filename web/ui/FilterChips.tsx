import { CloseButton } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './FilterChips.module.css'

export type FilterChip = {
  key: string
  /** "Country" */
  dimension: string
  isNot: boolean
  /** What it is, or is not: names, joined by or. */
  values: { key: string; label: ReactNode }[]
  /** The same in plain text, for its buttons. */
  words: string
}

type FilterChipsProps = {
  chips: FilterChip[]
  onToggle: (key: string) => void
  onRemove: (key: string) => void
  onClear: () => void
}

/** The filters in force, each a sentence: press "is" to turn it round, the cross to drop it. */
export function FilterChips({ chips, onToggle, onRemove, onClear }: FilterChipsProps) {
  if (chips.length === 0) return null
  return (
    <div className={classes.bar}>
      <ul className={classes.list} aria-label="Filters">
        {chips.map((chip) => (
          <li key={chip.key} className={classes.chip}>
            <span>{chip.dimension}</span>
            <button
              type="button"
              className={classes.verb}
              onClick={() => onToggle(chip.key)}
              aria-label={`${chip.dimension} ${chip.isNot ? 'is not' : 'is'} ${chip.words}; turn round`}
            >
              {chip.isNot ? 'is not' : 'is'}
            </button>
            <b className={classes.values}>
              {chip.values.map(({ key, label }, index) => (
                <span key={key}>
                  {index > 0 && <span className={classes.or}> or </span>}
                  {label}
                </span>
              ))}
            </b>
            <CloseButton
              size="sm"
              className={classes.remove}
              aria-label={`Remove the filter on ${chip.dimension.toLowerCase()}`}
              onClick={() => onRemove(chip.key)}
            />
          </li>
        ))}
      </ul>
      <button type="button" className={classes.clear} onClick={onClear}>
        Clear
      </button>
    </div>
  )
}
