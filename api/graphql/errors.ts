import { randomBytes } from 'node:crypto'
import { GraphQLError } from 'graphql'
import { DatabaseError } from 'pg'
import type { z } from 'zod'

/** Every expected "no". Anything else that fails is a bug. */
export type RefusalCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'PLAN_REQUIRED'
  | 'LIMIT_REACHED'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'INVALID'
  | 'RATE_LIMITED'

/** What a refusal adds for programs, beside its code. */
export type RefusalDetails = {
  /** The input field that is wrong. */
  field?: string
  /** The cheapest plan that would allow it. */
  requiredPlan?: { id: string; name: string } | null
  resource?: string
  limit?: number | null
  /** Seconds to wait. */
  retryAfter?: number
}

/** An expected no: `message` is a sentence for a person, `code` the name programs rely on. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly details: RefusalDetails

  constructor(code: RefusalCode, message: string, details: RefusalDetails = {}) {
    super(message)
    this.name = 'Refusal'
    this.code = code
    this.details = details
  }
}

export function unauthenticated(message = 'Sign in to see this.'): Refusal {
  return new Refusal('UNAUTHENTICATED', message)
}

/** Also for what belongs to another organization: whether it exists is not told. */
export function notFound(): Refusal {
  return new Refusal('NOT_FOUND', 'Nothing here, or it belongs to another organization.')
}

export function invalid(field: string, message: string): Refusal {
  return new Refusal('INVALID', message, { field })
}

/** The value in the schema's shape, or INVALID naming the first field that is wrong. */
export function valid<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw invalid(
    issue?.path.map(String).join('.') || 'input',
    issue?.message ?? 'This is not valid.',
  )
}

/**
 * What the database says about the caller's own doing: text it cannot hold (a NUL, half a surrogate pair), and two
 * operations that waited for one another, of which it ended one.
 */
const answerable: Record<string, Refusal> = {
  '22021': new Refusal('INVALID', 'A text has a character that cannot be stored.'),
  '22P05': new Refusal('INVALID', 'A text has a character that cannot be stored.'),
  '40001': new Refusal('CONFLICT', 'Somebody changed the same thing just now. Try again.'),
  '40P01': new Refusal('CONFLICT', 'Somebody changed the same thing just now. Try again.'),
}

export type LogBug = (bug: { errorId: string; error: unknown }) => void

/**
 * What leaves the server for a failure: a refusal and a mistake in the query as they are, a bug as an id whose log line
 * holds the rest.
 */
export function maskError(error: unknown, log: LogBug): GraphQLError {
  const root = rootCause(error)
  const cause = answered(root)
  if (cause instanceof Refusal) {
    return located(error, cause.message, { code: cause.code, ...cause.details })
  }
  // Raised by GraphQL itself about the request (syntax, unknown field, wrong variable), or by a limit of ours.
  if (cause instanceof GraphQLError && !cause.originalError) {
    const { code, ...rest } = cause.extensions
    return located(error, cause.message, { ...rest, code: isTheirs(code) ? 'INVALID' : code })
  }
  const errorId = randomBytes(6).toString('hex')
  log({ errorId, error: cause })
  const message = `This did not work, and we logged it. Error ${errorId}.`
  return located(error, message, { code: 'INTERNAL_SERVER_ERROR', errorId })
}

/** What is expected although it was thrown from below: the refusal for it, else the error itself. */
function answered(root: unknown): unknown {
  if (!(root instanceof Error)) return root
  const code = 'code' in root ? String(root.code) : ''
  if (root instanceof DatabaseError && answerable[code]) return answerable[code]
  // pg's pool and its read timeout have no other name than what they say.
  const isBusy =
    code === 'BUSY' ||
    /^(timeout exceeded when trying to connect|Query read timeout)$/.test(root.message)
  if (isBusy) return wait('Too much is going on at this moment. Try again.')
  return away.test(code) ? wait('The data cannot be reached at this moment. Try again.') : root
}

/** The database has stopped, is starting, or has no connection left: 08…, 57P0…, 53300, and what the network says. */
const away = /^(08...|57P0.|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND)$/

function wait(message: string): Refusal {
  return new Refusal('RATE_LIMITED', message, { retryAfter: 1 })
}

/** The server under us has names of its own for a request that makes no sense; clients know ours. */
function isTheirs(code: unknown): boolean {
  return code === undefined || code === 'BAD_REQUEST' || String(code).startsWith('GRAPHQL_')
}

function rootCause(error: unknown): unknown {
  let cause = error
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError
  return cause
}

function located(
  error: unknown,
  message: string,
  extensions: Record<string, unknown>,
): GraphQLError {
  if (!(error instanceof GraphQLError)) return new GraphQLError(message, { extensions })
  const { nodes, source, positions, path } = error
  return new GraphQLError(message, { nodes, source, positions, path, extensions })
}
