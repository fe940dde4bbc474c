import { type ReactNode, useEffect, useRef, useState } from 'react'
import { ErrorState } from './ErrorState.tsx'
import classes from './Stateful.module.css'

export type DataState = 'ready' | 'loading' | 'stale' | 'empty' | 'error' | 'locked'

export type SectionError = {
  title: string
  text: string
  /** What the log knows this failure by. */
  id: string | null
  /** Trying again would change nothing. */
  isFinal: boolean
  /** What may help instead of trying again. */
  more?: ReactNode
}

type StatefulProps = {
  state: DataState
  /** Shaped like what will come, at its final height. */
  skeleton: ReactNode
  empty?: ReactNode
  locked?: ReactNode
  error?: SectionError | null
  onRetry?: () => void
  children: ReactNode
}

/** Draws the state a part of the page is in, in the part's own place. */
export function Stateful({
  state,
  skeleton,
  empty,
  locked,
  error,
  onRetry,
  children,
}: StatefulProps) {
  const wait = usePatience(state === 'loading')
  if (wait !== 'done') {
    return (
      <div className={classes.waiting} data-shown={wait === 'skeleton'} aria-busy="true">
        {skeleton}
      </div>
    )
  }
  if (state === 'error') {
    return (
      <ErrorState
        title={error?.title ?? 'This section did not load'}
        text={error?.text ?? 'The rest of the page is up to date.'}
        id={error?.id ?? null}
        onRetry={error?.isFinal ? undefined : onRetry}
      >
        {error?.more}
      </ErrorState>
    )
  }
  if (state === 'empty') return empty
  if (state === 'locked') return locked
  return (
    <div className={classes.ready} data-stale={state === 'stale'}>
      {children}
    </div>
  )
}

/** Nothing for 200 ms; a skeleton that did appear stays for 300 ms, so that it never flickers. */
function usePatience(loading: boolean): 'nothing' | 'skeleton' | 'done' {
  const [shown, setShown] = useState(false)
  const since = useRef(0)
  useEffect(() => {
    if (loading === shown) return
    const wait = loading ? 200 : Math.max(0, since.current + 300 - Date.now())
    const timer = setTimeout(() => {
      since.current = Date.now()
      setShown(loading)
    }, wait)
    return () => clearTimeout(timer)
  }, [loading, shown])
  if (shown) return 'skeleton'
  return loading ? 'nothing' : 'done'
}
