import type { AcceptInvitationInput, SignUpInput } from './gql/graphql.ts'
import {
  acceptMutation,
  refreshMutation,
  type SessionAnswer,
  signInMutation,
  signOutMutation,
  signUpMutation,
  switchMutation,
  type Viewer,
} from './session/operations.ts'
import { Refused, request } from './session/request.ts'

// The access token lives in this module and nowhere else: not in storage, not in a cookie a script
// can read. A reload starts from the HttpOnly refresh cookie.

type Session = { accessToken: string; endsAt: number; viewer: Viewer }

export type SessionState =
  | { status: 'opening' | 'unreachable' }
  | { status: 'signed-in'; session: Session }
  // held: who was here when the session ended by itself; their page waits behind the form.
  | { status: 'signed-out'; held: Viewer | null; byChoice: boolean }

/** Refreshed this long before the end, so that no request meets an expired token. */
const refreshAhead = 60_000

let state: SessionState = { status: 'opening' }
let refreshing: Promise<void> | null = null
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

type TabMessage = { kind: 'session'; session: Session } | { kind: 'signed-out' }
const tabs = new BroadcastChannel('oi-session')
tabs.onmessage = (event: MessageEvent<TabMessage>) => {
  if (event.data.kind === 'session') settle({ status: 'signed-in', session: event.data.session })
  else settle({ status: 'signed-out', held: null, byChoice: true })
}

export function subscribeToSession(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function readSession(): SessionState {
  return state
}

/** Tries the refresh cookie once, at load. */
export async function openSession(): Promise<void> {
  await refreshSession(null)
}

/** `code` for those who sign in by two steps; null at first, since only the answer tells who does. */
export async function signIn(email: string, password: string, code: string | null): Promise<void> {
  const { data, serverTime } = await request<{ signIn: SessionAnswer }>(signInMutation, {
    email,
    password,
    code,
  })
  enter(data.signIn, serverTime)
}

/** Into the team, and to its first page. */
export async function acceptInvitation(input: AcceptInvitationInput): Promise<void> {
  const { data, serverTime } = await request<{ acceptInvitation: SessionAnswer }>(
    acceptMutation,
    { input },
    state.status === 'signed-in' ? token(state) : undefined,
  )
  // The router of the application to come starts where the address says.
  history.replaceState(null, '', '/')
  enter(data.acceptInvitation, serverTime)
}

/** To the first page of another organization. In turn with refreshing: both replace the cookie. */
export function switchOrganization(id: string): Promise<void> {
  return withLock(async () => {
    const { data, serverTime } = await request<{ switchOrganization: SessionAnswer }>(
      switchMutation,
      { id },
      state.status === 'signed-in' ? token(state) : undefined,
    )
    history.pushState(null, '', '/')
    enter(data.switchOrganization, serverTime)
  })
}

export async function signUp(input: SignUpInput): Promise<void> {
  const { data, serverTime } = await request<{ signUp: SessionAnswer }>(signUpMutation, { input })
  enter(data.signUp, serverTime)
}

/**
 * Ends the session here and in every other tab. Offline it stays, and the caller hears why. In turn with refreshing: one that
 * was on its way would otherwise bring back a session that has ended.
 */
export function signOut(): Promise<void> {
  return withLock(leave)
}

async function leave(): Promise<void> {
  try {
    await request(signOutMutation, {}, state.status === 'signed-in' ? token(state) : undefined)
  } catch (error) {
    if (!(error instanceof Refused) || error.refusal.code !== 'UNAUTHENTICATED') throw error
  }
  settle({ status: 'signed-out', held: null, byChoice: true })
  tabs.postMessage({ kind: 'signed-out' } satisfies TabMessage)
}

/** What the frame shows of the member has changed: here and in every other tab. */
export function updateViewer(change: (viewer: Viewer) => Viewer): void {
  if (state.status !== 'signed-in') return
  const session = { ...state.session, viewer: change(state.session.viewer) }
  settle({ status: 'signed-in', session })
  tabs.postMessage({ kind: 'session', session } satisfies TabMessage)
}

/** A token that is good now; waits for the person when they have to sign in again. */
export async function freshToken(): Promise<string> {
  if (state.status === 'signed-in' && state.session.endsAt - Date.now() < 5_000) {
    await refreshSession(state.session.accessToken)
  }
  if (state.status === 'signed-in') return state.session.accessToken
  return new Promise((resolve) => {
    const stop = subscribeToSession(() => {
      if (state.status !== 'signed-in') return
      stop()
      resolve(state.session.accessToken)
    })
  })
}

/**
 * Replaces a token that is old or was refused. One request at a time in this tab, and, where the
 * browser has locks, in all of them: whoever comes second finds the first one's session.
 */
export function refreshSession(stale: string | null): Promise<void> {
  refreshing ??= withLock(() => replace(stale)).finally(() => {
    refreshing = null
  })
  return refreshing
}

async function replace(stale: string | null): Promise<void> {
  if (state.status === 'signed-in' && token(state) !== stale) return
  try {
    const { data, serverTime } = await request<{ refreshSession: SessionAnswer }>(
      refreshMutation,
      {},
    )
    enter(data.refreshSession, serverTime)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const ended = ['UNAUTHENTICATED', 'FORBIDDEN'].includes(error.refusal.code)
    if (ended) {
      settle({
        status: 'signed-out',
        held: state.status === 'signed-in' ? state.session.viewer : null,
        byChoice: false,
      })
    } else if (state.status === 'signed-in') {
      // The network is not a verdict: what is shown stays, and the refresh is tried again.
      scheduleRefresh(10_000)
    } else {
      settle({ status: 'unreachable' })
    }
  }
}

async function withLock(work: () => Promise<void>): Promise<void> {
  if (navigator.locks) await navigator.locks.request('oi-session', work)
  else await work()
}

function enter(answer: SessionAnswer, serverTime: number): void {
  // The life left is measured on the server's clock; a reader's clock may be hours off.
  const life = Date.parse(answer.expiresAt) - serverTime
  const session: Session = {
    accessToken: answer.accessToken,
    endsAt: Date.now() + life,
    viewer: answer.member,
  }
  settle({ status: 'signed-in', session })
  tabs.postMessage({ kind: 'session', session } satisfies TabMessage)
}

function settle(next: SessionState): void {
  state = next
  clearTimeout(timer)
  if (next.status === 'signed-in') {
    scheduleRefresh(Math.max(next.session.endsAt - Date.now() - refreshAhead, 5_000))
  }
  for (const listener of listeners) listener()
}

function scheduleRefresh(wait: number): void {
  clearTimeout(timer)
  timer = setTimeout(() => {
    if (state.status === 'signed-in') void refreshSession(token(state))
  }, wait)
}

function token(signedIn: { session: Session }): string {
  return signedIn.session.accessToken
}
