import { enterTenant } from '../../db/connections.ts'
import { clearCookie, refreshCookieOf, setCookie } from '../credentials/cookie.ts'
import type { KeyRing } from '../credentials/keys.ts'
import { signAccess } from '../credentials/token.ts'
import { builder } from '../graphql/builder.ts'
import type { Context, RequestFacts } from '../graphql/context.ts'
import { unauthenticated } from '../graphql/errors.ts'
import { recordAct } from '../journal/activities.ts'
import type { MemberRow } from '../members/queries.ts'
import { loadMember, Member } from '../members/schema.ts'
import { findTokenSession, type Issued, memberCookie, renewSession } from './issue.ts'
import { type Origin, revokeSession, type SessionKey } from './queries.ts'
import type { ViewerReader } from './viewer.ts'

declare module '../graphql/context.ts' {
  interface Services {
    keys: KeyRing
    viewers: ViewerReader
    /** Derives refresh tokens from their predecessors. */
    refreshKey: Buffer
    /** Whether PUBLIC_URL is https: the cookie is then Secure. */
    isSecure: boolean
    /** The device and the place a request comes from, in words. */
    originOf(facts: RequestFacts): Origin
  }
}

type SessionData = { accessToken: string; expiresAt: Date }

export const Session = builder.objectRef<SessionData>('Session').implement({
  description: 'A signed-in member. The refresh token travels beside it, in an HttpOnly cookie.',
  authScopes: { member: true },
  fields: (t) => ({
    accessToken: t.exposeString('accessToken', {
      description: 'Send it as Authorization: Bearer.',
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      description: 'Renew with refreshSession before this.',
    }),
    member: t.field({
      type: Member,
      resolve: (_session, _args, context) =>
        loadMember(context, context.member.memberId) as Promise<MemberRow>,
    }),
  }),
})

/** Makes the operation the new member's, and hands out both tokens. */
export async function begin(context: Context, issued: Issued): Promise<SessionData> {
  const { keys, viewers, isSecure } = context.services
  viewers.forget(issued.sessionId)
  const viewer = await viewers.current(issued)
  if (!viewer) throw unauthenticated('This session has ended. Sign in again.')
  const { signer } = await keys.keys()
  const claims = { sub: issued.userId, sid: issued.sessionId, org: issued.organizationId }
  const { token, expiresAt } = await signAccess(signer, keys.audience, claims, Date.now())
  context.become({ ...viewer, expiresAt: expiresAt.getTime() })
  context.setCookies.push(setCookie(memberCookie, issued.refreshToken, isSecure))
  return { accessToken: token, expiresAt }
}

builder.mutationField('refreshSession', (t) =>
  t.field({
    type: Session,
    description:
      'Renews the session named by the refresh cookie, which is replaced. UNAUTHENTICATED.',
    authScopes: { public: true },
    extensions: { comesAlone: true },
    resolve: async (_root, _args, context) => {
      const cookie = refreshCookieOf(context.facts.cookies, context.services.isSecure)
      if (!cookie) throw unauthenticated('You are signed out.')
      const renewal = await context.onAuthRoad((db) =>
        renewSession(db, context.services.refreshKey, cookie),
      )
      if ('issued' in renewal) return begin(context, renewal.issued)
      if (renewal.key) context.services.viewers.forget(renewal.key.sessionId)
      context.setCookies.push(clearCookie(memberCookie, context.services.isSecure))
      throw unauthenticated('You were signed out. Sign in again.')
    },
  }),
)

builder.mutationField('signOut', (t) =>
  t.field({
    type: 'Boolean',
    description: 'Ends this session and all its tokens. True also when there was none.',
    authScopes: { public: true },
    extensions: { comesAlone: true },
    resolve: async (_root, _args, context) => {
      context.setCookies.push(clearCookie(memberCookie, context.services.isSecure))
      const viewer = context.viewer
      if (viewer) {
        await recordAct(context.db, viewer, {
          action: 'SIGNED_OUT',
          entityType: 'session',
          entityId: viewer.sessionId,
        })
      }
      const key = viewer ?? (await findCookieSession(context))
      if (key) await endSession(context, key)
      return true
    },
  }),
)

/** The session whose refresh cookie the request brought. */
export async function findCookieSession(context: Context): Promise<SessionKey | null> {
  const cookie = refreshCookieOf(context.facts.cookies, context.services.isSecure)
  return cookie ? context.onAuthRoad((db) => findTokenSession(db, cookie)) : null
}

async function endSession(context: Context, key: SessionKey): Promise<void> {
  await context.onAuthRoad(async (db) => {
    await enterTenant(db, key.organizationId)
    await revokeSession(db, key, 'signed out')
  })
  context.services.viewers.forget(key.sessionId)
}
