import { offline, type Refusal, readRefusal } from '../refusal.ts'

/** A request that was answered with a no, or not at all. */
export class Refused extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.message)
    this.refusal = refusal
  }
}

/** In milliseconds; longer than the server lets any operation take. */
const longestWait = 20_000

type Answer<Data> = { data: Data; serverTime: number }

/**
 * One GraphQL operation by plain fetch. The forms at the door use it so that signing in does not
 * wait for the client, the router and the cache.
 */
export async function request<Data>(
  query: string,
  variables: Record<string, unknown>,
  accessToken?: string,
): Promise<Answer<Data>> {
  let response: Response
  let body: { data?: Data | null; errors?: { message: string; extensions?: unknown }[] }
  try {
    response = await fetch('/graphql', {
      method: 'POST',
      credentials: 'same-origin',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        ...(accessToken ? { authorization: `Bearer ${accessToken}` } : {}),
      },
      body: JSON.stringify({ query, variables }),
      // A request that hangs would hold the lock that all tabs refresh under.
      signal: AbortSignal.timeout(longestWait),
    })
    body = await response.json()
  } catch {
    // No answer, or one that is not GraphQL: a proxy's page while the server restarts.
    throw new Refused(offline())
  }
  if (body.errors?.length) throw new Refused(readRefusal({ graphQLErrors: body.errors }))
  if (!body.data) throw new Refused(offline())
  const date = Date.parse(response.headers.get('date') ?? '')
  return { data: body.data, serverTime: Number.isNaN(date) ? Date.now() : date }
}
