import { createHmac } from 'node:crypto'

/** A database role that a program logs in as; what each may do is in sql/policies/. */
export type Road =
  | 'oi_app'
  | 'oi_export'
  | 'oi_auth'
  | 'oi_scan'
  | 'oi_keeper'
  | 'oi_mailer'
  | 'oi_worker'
  | 'oi_rollup'
  | 'oi_door'
  | 'oi_admin'

export const roads: readonly Road[] = [
  'oi_app',
  'oi_export',
  'oi_auth',
  'oi_scan',
  'oi_keeper',
  'oi_mailer',
  'oi_worker',
  'oi_rollup',
  'oi_door',
  'oi_admin',
]

/** The roads that see past row security: OI's staff, reading every organization and writing none. */
export const bypassing: readonly Road[] = ['oi_admin']

/** A database address that cannot be used; the message names the variable, never its value: that holds a password. */
export class DatabaseUrlError extends Error {}

/** DATABASE_URL: a superuser, or a role with CREATEROLE and BYPASSRLS; used for migrating only. */
export function databaseUrlFromEnvironment(): string | undefined {
  return checked('DATABASE_URL', process.env.DATABASE_URL)
}

/** DATABASE_DIRECT_URL: the same database past a transaction pooler, for what needs a session: LISTEN and migrations. */
export function directUrlFromEnvironment(): string | undefined {
  return checked('DATABASE_DIRECT_URL', process.env.DATABASE_DIRECT_URL)
}

function checked(name: string, value: string | undefined): string | undefined {
  if (!value) return undefined
  const url = URL.parse(value)
  const isPostgres =
    url !== null && /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1
  // The server may also be a socket, named by ?host=.
  if (isPostgres && (url.hostname || url.searchParams.has('host'))) return value
  throw new DatabaseUrlError(`${name} must look like postgres://user:password@host:5432/database.`)
}

/**
 * The URL one road logs in with: the server and database of `adminUrl`, the road's name, and a password derived from
 * SECRET_KEY, so that there is no second secret to keep. Roles belong to the whole cluster, hence no database in it.
 */
export function roadUrl(adminUrl: string, secretKey: Buffer, road: Road): string {
  const url = new URL(adminUrl)
  url.username = road
  url.password = roadPassword(secretKey, road)
  return url.href
}

export function roadPassword(secretKey: Buffer, road: Road): string {
  return createHmac('sha256', secretKey).update(`database role ${road}`).digest('base64url')
}

/** The same server and credentials, another database. */
export function withDatabase(url: string, database: string): string {
  const other = new URL(url)
  other.pathname = `/${database}`
  return other.href
}
