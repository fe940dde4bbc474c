import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react'
import { openSession, readSession, type SessionState, subscribeToSession } from '../session.ts'
import { overlaysId } from '../theme.ts'
import { ErrorState } from '../ui/ErrorState.tsx'
import { mailedPage, useAddress } from './address.ts'
import classes from './Door.module.css'
import type { Viewer } from './operations.ts'
import { SignIn } from './SignIn.tsx'
import { SignUp } from './SignUp.tsx'

/** Called early wherever someone is probably signed in: the session and the code come at once. */
export const loadApp = () => import('../App.tsx')
const InvitePage = lazy(() =>
  import('./InvitePage.tsx').then((module) => ({ default: module.InvitePage })),
)
const ResetPage = lazy(() =>
  import('./ResetPage.tsx').then((module) => ({ default: module.ResetPage })),
)
const App = lazy(() => loadApp().then((module) => ({ default: module.App })))

/** Who may come in: the forms for a stranger, the application for a member. */
export function Door() {
  const state = useSyncExternalStore(subscribeToSession, readSession)
  const mailed = mailedPage(useAddress())
  const viewer = lastViewer(state)
  const isOut = state.status === 'signed-out'
  useEffect(() => {
    // The person is typing; the application can come meanwhile.
    if (isOut) void loadApp()
  }, [isOut])

  if (state.status === 'opening') return null
  if (state.status === 'unreachable') return <Unreachable />
  if (mailed)
    return (
      <Suspense fallback={null}>{mailed === 'invite' ? <InvitePage /> : <ResetPage />}</Suspense>
    )
  return (
    <>
      {viewer && (
        // Hidden, not gone: after signing in again the page is as it was left.
        <div hidden={isOut}>
          <Suspense fallback={null}>
            <App key={`${viewer.id} ${viewer.organization.id}`} viewer={viewer} isBehind={isOut} />
          </Suspense>
          <div id={overlaysId} />
        </div>
      )}
      {isOut && <Forms isReturning={viewer !== null} />}
    </>
  )
}

/** The member whose page is on screen, or behind the form when their session ended by itself. */
function lastViewer(state: SessionState): Viewer | null {
  if (state.status === 'signed-in') return state.session.viewer
  return state.status === 'signed-out' ? state.held : null
}

function Forms({ isReturning }: { isReturning: boolean }) {
  const path = useAddress()
  if (path === '/sign-up' && !isReturning) return <SignUp />
  return <SignIn isReturning={isReturning} />
}

function Unreachable() {
  const [isTrying, setTrying] = useState(false)
  useEffect(() => {
    const again = () => void openSession()
    window.addEventListener('online', again)
    return () => window.removeEventListener('online', again)
  }, [])

  async function retry() {
    setTrying(true)
    await openSession()
    setTrying(false)
  }

  return (
    <main className={classes.page}>
      <h1 className={classes.title}>Outbound Impact</h1>
      <ErrorState
        title="No connection"
        text="Printed codes keep working. This page opens when the connection is back."
        id={null}
        onRetry={isTrying ? undefined : () => void retry()}
      />
    </main>
  )
}
