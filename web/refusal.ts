/** An expected no, or a failure, in one shape for the plain requests and for urql alike. */
export type Refusal = {
  code: string
  message: string
  field: string | null
  errorId: string | null
  limit: number | null
  resource: string | null
  planName: string | null
  retryAfter: number | null
}

/** What urql's CombinedError and our own requests have in common. */
export type RequestFailure = {
  networkError?: Error | undefined
  graphQLErrors: readonly { message: string; extensions?: unknown }[]
}

export function readRefusal(failure: RequestFailure): Refusal {
  const first = failure.graphQLErrors[0]
  if (!first) return offline()
  const extensions = asRecord(first.extensions)
  const code = text(extensions.code) ?? 'INTERNAL_SERVER_ERROR'
  const errorId = text(extensions.errorId)
  return {
    code,
    message: sentence(code, first.message),
    field: text(extensions.field),
    errorId,
    limit: number(extensions.limit),
    resource: text(extensions.resource),
    planName: text(asRecord(extensions.requiredPlan).name),
    retryAfter: number(extensions.retryAfter),
  }
}

export function isOffline(refusal: Refusal): boolean {
  return refusal.code === 'OFFLINE'
}

/** No answer came, which says nothing about the session or about what was asked. */
export function offline(): Refusal {
  return {
    code: 'OFFLINE',
    message: 'No connection. Nothing was changed.',
    field: null,
    errorId: null,
    limit: null,
    resource: null,
    planName: null,
    retryAfter: null,
  }
}

function sentence(code: string, message: string): string {
  if (code === 'INTERNAL_SERVER_ERROR') return 'This did not work, and we logged it.'
  return message
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}
