import { useSyncExternalStore } from 'react'
import { readSession, subscribeToSession } from '../session.ts'

// Two forms do not need a router; it comes with the application.

const changed = 'oi-address'
const forms = ['/sign-in', '/sign-up']

export function isForm(): boolean {
  return forms.includes(location.pathname)
}

/** Pages that mails lead to: they are the same for a stranger and for a member. */
export function mailedPage(path: string): 'invite' | 'reset' | null {
  // The address with the token in its path is the one of mails that were sent before.
  if (path === '/invite' || path.startsWith('/invite/')) return 'invite'
  return path === '/reset' ? 'reset' : null
}

/** Goes to one of the forms. */
export function goTo(path: string): void {
  history.pushState(null, '', path)
  window.dispatchEvent(new Event(changed))
}

export function useAddress(): string {
  return useSyncExternalStore(listen, () => location.pathname)
}

/**
 * Signing in on any other address leads to that address; the forms' own lead to the first page, a new
 * account to its first scan, and signing out leads to the form, so that the next person does not start on this one's page. Called
 * before anything is drawn: the router reads the address when it is made.
 */
export function watchAddress(): void {
  subscribeToSession(() => {
    const state = readSession()
    if (state.status === 'signed-in' && isForm()) {
      const isNew = location.pathname === '/sign-up'
      history.replaceState(null, '', isNew ? '/welcome' : '/')
    }
    if (
      state.status === 'signed-out' &&
      state.byChoice &&
      !isForm() &&
      !mailedPage(location.pathname)
    )
      goTo('/sign-in')
  })
}

function listen(listener: () => void): () => void {
  window.addEventListener('popstate', listener)
  window.addEventListener(changed, listener)
  return () => {
    window.removeEventListener('popstate', listener)
    window.removeEventListener(changed, listener)
  }
}
