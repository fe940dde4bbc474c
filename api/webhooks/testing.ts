import http, { type IncomingHttpHeaders } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { pipeline, Readable } from 'node:stream'
import { publicReach, type Reach } from './reach.ts'

/** A receiver on this machine may be reached, and no other address. */
export const localReach: Reach = {
  ...publicReach,
  protocols: ['http:', 'https:'],
  mayReach: (address) => address === '127.0.0.1',
}

export type Received = { path: string; headers: IncomingHttpHeaders; body: string }

type Reply = { status: number; body?: string; location?: string; isEndless?: boolean }

/** A program that listens for webhooks: what it got, how often it was connected to, and what it answers. */
export type Receiver = {
  url: string
  port: number
  received: Received[]
  connections: () => number
  /** 200 for all that comes when it is not set. Undefined: no answer at all. */
  answer: (request: Received) => Reply | undefined
  stop(): Promise<void>
}

export async function aReceiver(
  tls?: { key: string; cert: string },
  host = '127.0.0.1',
): Promise<Receiver> {
  let connections = 0
  const receiver: Receiver = {
    ...{ url: '', port: 0, received: [], connections: () => connections },
    answer: () => ({ status: 200 }),
    stop: () => {
      server.closeAllConnections()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
  const hear: http.RequestListener = (request, response) => {
    let body = ''
    request.on('data', (piece) => {
      body += piece
    })
    request.on('end', () => {
      const received = { path: request.url ?? '', headers: request.headers, body }
      receiver.received.push(received)
      const answer = receiver.answer(received)
      if (!answer) return
      const headers = answer.location ? { location: answer.location } : {}
      response.writeHead(answer.status, headers)
      if (answer.isEndless) pipeline(Readable.from(forever()), response, () => {})
      else response.end(answer.body)
    })
  }
  const server = tls ? https.createServer(tls, hear) : http.createServer(hear)
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  receiver.port = (server.address() as AddressInfo).port
  receiver.url = `${tls ? 'https' : 'http'}://${host}:${receiver.port}/`
  return receiver
}

function* forever(): Generator<string> {
  for (;;) yield 'on and on '.repeat(1_000)
}
