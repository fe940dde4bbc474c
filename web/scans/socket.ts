import { type Client, createClient } from 'graphql-ws'
import { freshToken } from '../session.ts'

let socket: Client | null = null

/**
 * The one websocket of this page; it opens with the first feed and closes after the last. It does
 * not retry: the feed does, because only the feed knows the cursor to go on from.
 */
export function openSocket(): Client {
  socket ??= createWatchedClient()
  return socket
}

export function closeSocket(): void {
  socket?.terminate()
  void socket?.dispose()
  socket = null
}

function createWatchedClient(): Client {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  // A connection can die without a word, in a lift or behind a router: no pong, no connection.
  let overdue: ReturnType<typeof setTimeout> | undefined
  const client = createClient({
    url: `${scheme}://${location.host}/graphql`,
    connectionParams: async () => ({ accessToken: await freshToken() }),
    retryAttempts: 0,
    keepAlive: 15_000,
    on: {
      ping(isReceived) {
        if (!isReceived) overdue = setTimeout(() => client.terminate(), 5_000)
      },
      pong(isReceived) {
        if (isReceived) clearTimeout(overdue)
      },
      closed: () => clearTimeout(overdue),
    },
  })
  return client
}
