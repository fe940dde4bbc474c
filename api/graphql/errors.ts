import { randomBytes } from 'node:crypto'
import { GraphQLError } from 'graphql'
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

export type LogBug = (bug: { errorId: string; error: unknown }) => void

/**
 * What leaves the server for a failure: a refusal and a mistake in the query as they are, a bug as an id whose log line
 * holds the rest.
 */
export function maskError(error: unknown, log: LogBug): GraphQLError {
  const cause = rootCause(error)
  if (cause instanceof Refusal) {
    return located(error, cause.message, { code: cause.code, ...cause.details })
  }
  // Raised by GraphQL itself about the request (syntax, unknown field, wrong variable), or by a limit of ours.
  if (cause instanceof GraphQLError && !cause.originalError) {
    const { code = 'INVALID', ...rest } = cause.extensions
    return located(error, cause.message, { ...rest, code })
  }
  const errorId = randomBytes(6).toString('hex')
  log({ errorId, error: cause })
  const message = `This did not work, and we logged it. Error ${errorId}.`
  return located(error, message, { code: 'INTERNAL_SERVER_ERROR', errorId })
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
