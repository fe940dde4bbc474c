import type { ServerResponse } from 'node:http'
import type { LogBug, RefusalCode } from '../graphql/errors.ts'
import { maskError } from '../graphql/errors.ts'

const statuses: Record<RefusalCode, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  PLAN_REQUIRED: 403,
  LIMIT_REACHED: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  INVALID: 400,
  RATE_LIMITED: 429,
}

/** A refusal outside GraphQL, in GraphQL's form: `{ errors: [{ message, extensions: { code } }] }`. */
export function sendErrors(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  more: object = {},
): void {
  const body = JSON.stringify({ errors: [{ message, extensions: { code, ...more } }] })
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  })
  response.end(body)
}

/** Answers a failure of a plain HTTP road: a refusal by its name, a bug by its id. */
export function sendFailure(response: ServerResponse, error: unknown, log: LogBug): void {
  const { message, extensions } = maskError(error, log)
  if (response.headersSent) {
    // The bytes that left cannot be taken back; a cut connection tells the client that they are not all.
    response.destroy()
    return
  }
  for (const name of response.getHeaderNames()) response.removeHeader(name)
  const { code, ...more } = extensions
  if (typeof more.retryAfter === 'number') response.setHeader('retry-after', more.retryAfter)
  sendErrors(response, statuses[code as RefusalCode] ?? 500, String(code), message, more)
}
