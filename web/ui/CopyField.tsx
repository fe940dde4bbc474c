import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import classes from './CopyField.module.css'

type CopyFieldProps = { value: string; label: string }

/** A value one takes along: mono, selectable, copied with one click. */
export function CopyField({ value, label }: CopyFieldProps) {
  const text = useRef<HTMLSpanElement>(null)
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2_000)
    return () => clearTimeout(timer)
  }, [copied])

  async function copy() {
    // Browsers keep the clipboard from plain http pages; there the value is selected instead.
    if (!navigator.clipboard) {
      if (text.current) getSelection()?.selectAllChildren(text.current)
      return
    }
    await navigator.clipboard.writeText(value)
    setCopied(true)
  }

  const Icon = copied ? IconCheck : IconCopy
  return (
    <span className={classes.field}>
      <span ref={text} className={classes.value}>
        {value}
      </span>
      <button type="button" className={classes.copy} onClick={() => void copy()}>
        <Icon size={16} stroke={1.5} aria-hidden="true" />
        <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
        <span className="oi-unseen"> {label}</span>
      </button>
    </span>
  )
}
