import { type ReactNode, useId } from 'react'
import classes from './Toggle.module.css'

type ToggleProps = {
  label: string
  description?: ReactNode
  checked: boolean
  disabled?: boolean
  onChange: (checked: boolean) => void
}

/** Something that is on or off, with what that means. It holds at once; no button follows. */
export function Toggle({ label, description, checked, disabled, onChange }: ToggleProps) {
  const id = useId()
  return (
    <label className={classes.toggle}>
      <input
        type="checkbox"
        className={classes.box}
        checked={checked}
        disabled={disabled}
        aria-describedby={description ? id : undefined}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span className={classes.label}>{label}</span>
      {description && (
        <span id={id} className={classes.description}>
          {description}
        </span>
      )}
    </label>
  )
}
