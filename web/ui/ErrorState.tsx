import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './EmptyState.module.css'

type ErrorStateProps = {
  title: string
  text: string
  /** What the log knows this failure by. */
  id: string | null
  onRetry?: (() => void) | undefined
  children?: ReactNode
}

export function ErrorState({ title, text, id, onRetry, children }: ErrorStateProps) {
  return (
    <div className={classes.state} role="alert">
      <p className={classes.title}>{title}</p>
      <p className={classes.text}>
        {text}
        {id && (
          <>
            {' '}
            Error <span className={classes.error}>{id}</span>.
          </>
        )}
      </p>
      {onRetry && (
        <Button variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
      {children}
    </div>
  )
}
