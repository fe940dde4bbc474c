import { type ErrorComponentProps, Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { Elsewhere } from './Elsewhere.tsx'

export function MissingPage() {
  return (
    <>
      <PageHeader title="Nothing here" />
      <EmptyState
        title="This address leads nowhere"
        text="Nothing here, or it belongs to another organization."
        action={<Link to="/">Go to Overview</Link>}
      />
      <Elsewhere />
    </>
  )
}

/** A page that broke while drawing; the frame around it still works. */
export function BrokenPage({ error, reset }: ErrorComponentProps) {
  // A new version was put in place while this tab was open: its old parts are gone.
  const isOutdated = /dynamically imported module|module script|preload CSS/i.test(String(error))
  if (isOutdated && !navigator.onLine) return <OfflinePage />
  return (
    <>
      <PageHeader title={isOutdated ? 'A new version is here' : 'This page broke'} />
      <ErrorState
        title={isOutdated ? 'Load the page again' : 'Something in this page failed'}
        text={isOutdated ? 'Nothing you saved is lost.' : 'The other pages still work.'}
        id={null}
        onRetry={isOutdated ? () => location.reload() : reset}
      />
    </>
  )
}

/** The page's own code is not here yet; it loads by itself when there is a connection. */
function OfflinePage() {
  useEffect(() => {
    const reload = () => location.reload()
    window.addEventListener('online', reload)
    return () => window.removeEventListener('online', reload)
  }, [])
  return (
    <>
      <PageHeader title="No connection" />
      <ErrorState
        title="This page needs a connection to load"
        text="It opens by itself when there is one. Printed codes keep working."
        id={null}
        onRetry={() => location.reload()}
      />
    </>
  )
}
