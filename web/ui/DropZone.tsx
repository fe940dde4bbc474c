import { Button } from '@mantine/core'
import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import classes from './DropZone.module.css'

type DropZoneProps = {
  /** What is taken, as the browser's own choice of files understands it. */
  accept: string
  button: string
  hint: ReactNode
  /** Beside something that the page is more about. */
  isAside?: boolean
  onFiles: (files: File[]) => void
}

/** Files dropped here, or chosen with the button: everything that can be dragged can be done without. */
export function DropZone({ accept, button, hint, isAside = false, onFiles }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null)
  // Entering a part of the zone comes before leaving the part around it.
  const depth = useRef(0)
  const [isOver, setOver] = useState(false)

  function over(event: DragEvent, change: number) {
    event.preventDefault()
    depth.current += change
    setOver(depth.current > 0)
  }

  function drop(event: DragEvent) {
    event.preventDefault()
    depth.current = 0
    setOver(false)
    take(event.dataTransfer.files)
  }

  function take(list: FileList | null) {
    const files = [...(list ?? [])]
    if (files.length > 0) onFiles(files)
    if (input.current) input.current.value = ''
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button inside does the same
    <div
      className={classes.zone}
      data-over={isOver}
      onDragEnter={(event) => over(event, 1)}
      onDragOver={(event) => event.preventDefault()}
      onDragLeave={(event) => over(event, -1)}
      onDrop={drop}
    >
      <Button variant={isAside ? 'default' : 'filled'} onClick={() => input.current?.click()}>
        {button}
      </Button>
      <p className={classes.text}>{hint}</p>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={accept}
        onChange={(event) => take(event.currentTarget.files)}
      />
    </div>
  )
}
