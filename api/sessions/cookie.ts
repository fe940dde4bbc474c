import { sessionDays } from './issue.ts'

// __Secure- rather than __Host-, which would forbid the path; over plain http (a trial on localhost) neither is possible.
const names = { secure: '__Secure-oi_refresh', plain: 'oi_refresh' }

/** The refresh token a request brought, whichever of the two names it has. */
export function refreshCookieOf(cookies: Readonly<Record<string, string>>): string | undefined {
  return cookies[names.secure] ?? cookies[names.plain]
}

/** Set-Cookie that keeps the refresh token where no script reads it and no other site sends it. */
export function setCookie(refreshToken: string, isSecure: boolean): string {
  return cookie(refreshToken, sessionDays * 86_400, isSecure)
}

export function clearCookie(isSecure: boolean): string {
  return cookie('', 0, isSecure)
}

function cookie(value: string, maxAge: number, isSecure: boolean): string {
  const name = isSecure ? names.secure : names.plain
  const flags = isSecure ? '; Secure' : ''
  return `${name}=${value}; Path=/graphql; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${flags}`
}
