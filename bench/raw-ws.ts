import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'

// The least that a fan-out is: every POST sends one text, as long as a scan's message, to every open socket.
const scan = {
  ...{ id: '019f8087-eee0-72f4-9618-5d10228bb344', scannedAt: '2026-01-01T00:00:00.000Z' },
  ...{ city: 'Amsterdam', countryCode: 'NL', deviceType: 'phone' },
}
const cursor = 'x'.repeat(110)
const data = { scanFeed: { cursor, scans: [scan] } }
const message = JSON.stringify({ id: '1', type: 'next', payload: { data } })
const first = message.replace(/"scans":\[.*\]/, '"scans":[]')

const server = createServer((_request, response) => {
  for (const socket of sockets.clients) socket.send(message)
  response.writeHead(302, { location: 'https://example.com/', 'content-length': 0 })
  response.end()
})
const sockets = new WebSocketServer({ server, perMessageDeflate: false })
sockets.on('connection', (socket) => {
  socket.on('message', (said) =>
    socket.send(String(said).includes('init') ? '{"type":"connection_ack"}' : first),
  )
})
server.listen(0, () => {
  const address = server.address()
  console.log(typeof address === 'object' && address ? address.port : 0)
})
