import { ConfigError } from '../api/config.ts'
import { SpoolError } from '../api/intake/spool.ts'
import { PortTaken } from '../api/server.ts'
import { MigrationError } from '../db/migrate.ts'
import { ClusterError } from '../db/process.ts'
import { DatabaseUrlError } from '../db/urls.ts'

/** One clear line for what an operator can mend; the whole error for a bug. Ends the program with 1. */
export function fail(error: unknown): never {
  const isExpected =
    error instanceof ConfigError ||
    error instanceof PortTaken ||
    error instanceof SpoolError ||
    error instanceof MigrationError ||
    error instanceof ClusterError ||
    error instanceof DatabaseUrlError
  if (isExpected) console.error(error.message)
  else if (isUnreachable(error))
    console.error(`The database cannot be reached (${(error as Error).message || error.code}).`)
  else console.error(error)
  process.exit(1)
}

function isUnreachable(error: unknown): error is Error & { code: string } {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' && /^(ECONN|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|28|3D|08)/.test(code)
}
