import { createServer } from 'node:http'

// The least that Node can do: the same redirect for every request.
const server = createServer((_request, response) => {
  response.writeHead(302, { location: 'https://example.com/', 'content-length': 0 })
  response.end()
})
server.listen(0, () => {
  const address = server.address()
  console.log(typeof address === 'object' && address ? address.port : 0)
})
