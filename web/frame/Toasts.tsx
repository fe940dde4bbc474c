import { useCallback, useSyncExternalStore } from 'react'
import { UndoToast } from '../ui/UndoToast.tsx'
import classes from './Toasts.module.css'
import { dropToast, readToasts, subscribeToToasts, type Toast } from './toast.ts'

export function Toasts() {
  const toasts = useSyncExternalStore(subscribeToToasts, readToasts)
  return (
    <div className={classes.toasts} role="status">
      {toasts.map((toast) => (
        <OneToast key={toast.id} toast={toast} />
      ))}
    </div>
  )
}

function OneToast({ toast }: { toast: Toast }) {
  const { id, text, onUndo } = toast
  const drop = useCallback(() => dropToast(id), [id])

  function undo() {
    drop()
    onUndo?.()
  }

  return <UndoToast text={text} onUndo={onUndo && undo} onGone={drop} />
}
