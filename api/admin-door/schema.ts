import encode from 'qr'
import { builder } from '../admin/builder.ts'
import type { AdminContext, Admin as AdminRow } from '../admin/context.ts'
import { clearCookie, refreshCookieOf, setCookie } from '../credentials/cookie.ts'
import type { KeyRing } from '../credentials/keys.ts'
import { signAccess } from '../credentials/token.ts'
import { unauthenticated } from '../graphql/errors.ts'
import { enrol, readSetup, type Setup } from './enrol.ts'
import {
  findAdmin,
  findHolder,
  type Issued,
  renewSession,
  revokeSession,
  staffCookie,
} from './sessions.ts'
import { signIn } from './sign-in.ts'

declare module '../admin/context.ts' {
  interface AdminServices {
    staffKeys: KeyRing
    /** Keys what is counted of tries. */
    throttleKey: Buffer
    /** Derives refresh tokens of staff from their predecessors. */
    staffRefreshKey: Buffer
    /** Seals staff's authenticators. */
    staffTwoStepKey: Buffer
    /** Whether PUBLIC_URL is https: the cookie is then Secure. */
    isSecure: boolean
  }
}

const Role = builder.enumType('AdminRole', {
  description: 'Everybody reads the numbers; SUPER_ADMIN and ADMIN also read who asked what.',
  values: ['SUPER_ADMIN', 'ADMIN', 'ANALYST', 'SUPPORT'] as const,
})

const Admin = builder
  .objectRef<Pick<AdminRow, 'id' | 'email' | 'name' | 'role'>>('Admin')
  .implement({
    description: 'Somebody of OI’s staff.',
    authScopes: { staff: true },
    fields: (t) => ({
      id: t.exposeID('id'),
      email: t.exposeString('email'),
      name: t.exposeString('name'),
      role: t.expose('role', { type: Role }),
    }),
  })

type SessionData = { accessToken: string; expiresAt: Date }

const Session = builder.objectRef<SessionData>('AdminSession').implement({
  description:
    'Somebody of staff, signed in. The refresh token travels beside it in an HttpOnly cookie (path /admin). A session ends twelve hours after it began, or after an hour without use.',
  authScopes: { staff: true },
  fields: (t) => ({
    accessToken: t.exposeString('accessToken', {
      description: 'Send it as Authorization: Bearer.',
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      description: 'Ten minutes from now; renew with refreshSession before.',
    }),
    admin: t.field({ type: Admin, resolve: (_session, _args, context) => context.staff }),
  }),
})

async function begin(context: AdminContext, issued: Issued): Promise<SessionData> {
  const { staffKeys: keys, isSecure } = context.services
  const admin = await context.onDoor((db) => findAdmin(db, issued.sessionId))
  if (!admin) throw unauthenticated('This session has ended. Sign in again.')
  const { signer } = await keys.keys()
  const claims = { sub: issued.adminId, sid: issued.sessionId }
  const { token, expiresAt } = await signAccess(signer, keys.audience, claims, Date.now())
  context.become(admin)
  context.setCookies.push(setCookie(staffCookie, issued.refreshToken, isSecure))
  return { accessToken: token, expiresAt }
}

builder.queryField('me', (t) =>
  t.field({
    type: Admin,
    nullable: true,
    description: 'Whoever asks; null when signed out.',
    authScopes: { public: true },
    resolve: (_root, _args, context) => context.admin,
  }),
)

builder.mutationField('signIn', (t) =>
  t.field({
    type: Session,
    description:
      'Opens a session. Everybody of staff has a second step: `code` is six digits of the authenticator or a recovery code, each good once. UNAUTHENTICATED (field code when only that is missing or wrong), RATE_LIMITED after ten tries an account, thirty an address or five codes in fifteen minutes.',
    authScopes: { public: true },
    args: {
      email: t.arg.string({ required: true }),
      password: t.arg.string({ required: true }),
      code: t.arg.string(),
    },
    resolve: async (_root, args, context) => begin(context, await signIn(context, args)),
  }),
)

builder.mutationField('refreshSession', (t) =>
  t.field({
    type: Session,
    description:
      'Renews the session named by the refresh cookie, which is replaced. UNAUTHENTICATED.',
    authScopes: { public: true },
    resolve: async (_root, _args, context) => {
      const { isSecure, staffRefreshKey } = context.services
      const cookie = refreshCookieOf(context.facts.cookies, isSecure)
      if (!cookie) throw unauthenticated('You are signed out.')
      const renewal = await context.onDoor((db) => renewSession(db, staffRefreshKey, cookie))
      if ('issued' in renewal) return begin(context, renewal.issued)
      context.setCookies.push(clearCookie(staffCookie, isSecure))
      throw unauthenticated(renewal.refused)
    },
  }),
)

builder.mutationField('signOut', (t) =>
  t.field({
    type: 'Boolean',
    description: 'Ends this session and all its tokens. True also when there was none.',
    authScopes: { public: true },
    resolve: async (_root, _args, context) => {
      const { isSecure } = context.services
      const cookie = refreshCookieOf(context.facts.cookies, isSecure)
      context.setCookies.push(clearCookie(staffCookie, isSecure))
      await context.onDoor(async (db) => {
        const ending = context.admin ?? (cookie ? await findHolder(db, cookie) : null)
        if (ending) await revokeSession(db, ending.sessionId, 'signed out')
      })
      return true
    },
  }),
)

const EnrolmentSetup = builder.objectRef<Setup>('EnrolmentSetup').implement({
  description: 'Who an enrolment link is for, and what their authenticator app has to be told.',
  authScopes: { public: true },
  fields: (t) => ({
    email: t.exposeString('email'),
    secret: t.exposeString('secret', { description: 'Base32, to be typed where no camera is.' }),
    uri: t.exposeString('uri', { description: 'otpauth://totp/…' }),
    qrSvg: t.string({
      description: 'The uri as a QR code: an SVG document with a white quiet zone.',
      resolve: ({ uri }) => encode(uri, 'svg', { ecc: 'medium', border: 4 }),
    }),
  }),
})

builder.queryField('enrolment', (t) =>
  t.field({
    type: EnrolmentSetup,
    description:
      'What stands behind the link that npm run create-admin printed. NOT_FOUND when it was used, replaced, or is a day old.',
    authScopes: { public: true },
    args: { token: t.arg.string({ required: true }) },
    resolve: (_root, { token }, context) => readSetup(context, token),
  }),
)

builder.mutationField('enrol', (t) =>
  t.field({
    type: ['String'],
    description:
      'Sets a password and the authenticator, with a first code of it, and ends older sessions of the same person. Answers with ten recovery codes, shown this once, each good once. NOT_FOUND, INVALID (field password or code), RATE_LIMITED.',
    authScopes: { public: true },
    args: {
      token: t.arg.string({ required: true }),
      password: t.arg.string({ required: true }),
      code: t.arg.string({ required: true }),
    },
    resolve: (_root, args, context) => enrol(context, args),
  }),
)
