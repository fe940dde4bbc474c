import type { ReactNode } from 'react'
import classes from './EmptyState.module.css'

type EmptyStateProps = { title: string; text: ReactNode; action?: ReactNode }

/** Nothing here, why, and the one next step. */
export function EmptyState({ title, text, action }: EmptyStateProps) {
  return (
    <div className={classes.state}>
      <p className={classes.title}>{title}</p>
      <p className={classes.text}>{text}</p>
      {action}
    </div>
  )
}
