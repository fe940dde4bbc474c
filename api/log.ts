import { DatabaseError } from 'pg'
import { type Logger, pino } from 'pino'

/**
 * One JSON line an event, on stderr: stdout belongs to what a person reads at the start. Lines hold ids, never addresses,
 * tokens, e-mails or what a query was asked with.
 */
export function openLog(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2))
}

/** What of an error may be written down: its kind, code and where it came from; a database's message may quote values. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error }
  const { code, table, constraint } = error as Error & {
    code?: string
    table?: string
    constraint?: string
  }
  if (error instanceof DatabaseError) {
    const stack = error.stack?.slice(error.stack.indexOf('\n    at '))
    return { kind: error.name, code, table, constraint, routine: error.routine, stack }
  }
  return { kind: error.name, code, table, constraint, message: error.message, stack: error.stack }
}

export type { Logger }
