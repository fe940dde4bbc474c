// __Secure- rather than __Host-, which would forbid the path; over plain http (a trial on localhost) neither is possible.
const names = { secure: '__Secure-oi_refresh', plain: 'oi_refresh' }

/** Whose refresh tokens: where the browser sends them, and for how many seconds it keeps them. */
export type CookieKind = { path: '/graphql' | '/admin'; maxAge: number }

/**
 * The refresh token a request brought. Under https only the __Secure- name counts: the plain one could have been planted by
 * a neighbour on the same domain.
 */
export function refreshCookieOf(
  cookies: Readonly<Record<string, string>>,
  isSecure: boolean,
): string | undefined {
  return cookies[isSecure ? names.secure : names.plain]
}

/** Set-Cookie that keeps the refresh token where no script reads it and no other site sends it. */
export function setCookie(kind: CookieKind, refreshToken: string, isSecure: boolean): string {
  return cookie(kind.path, refreshToken, kind.maxAge, isSecure)
}

export function clearCookie(kind: CookieKind, isSecure: boolean): string {
  return cookie(kind.path, '', 0, isSecure)
}

function cookie(path: string, value: string, maxAge: number, isSecure: boolean): string {
  const name = isSecure ? names.secure : names.plain
  const flags = isSecure ? '; Secure' : ''
  return `${name}=${value}; Path=${path}; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${flags}`
}
