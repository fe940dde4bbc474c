import { CloseButton } from '@mantine/core'
import { useEffect, useState } from 'react'
import classes from './UndoToast.module.css'

type UndoToastProps = { text: string; onUndo?: (() => void) | undefined; onGone: () => void }

const lifetime = 8_000

/** What was just done, and for eight seconds the way back; it waits under a pointer or the focus. */
export function UndoToast({ text, onUndo, onGone }: UndoToastProps) {
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    if (isHeld) return
    const timer = setTimeout(onGone, lifetime)
    return () => clearTimeout(timer)
  }, [isHeld, onGone])

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the pointer only holds the clock
    <div
      className={classes.toast}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span className={classes.text}>{text}</span>
      {onUndo && (
        <button type="button" className={classes.undo} onClick={onUndo}>
          Undo
        </button>
      )}
      <CloseButton aria-label="Close this message" onClick={onGone} />
    </div>
  )
}
