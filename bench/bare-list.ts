import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import pg from 'pg'

// A list of twenty as the least that an API can be: no token, no row security, no GraphQL; one query, its rows as JSON.
const organizationId = process.argv[2]
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 })
const text = `select id, name, slug, status, target_url, created_at from app.qr_codes
  where organization_id = $1 and deleted_at is null order by id desc limit 21`
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  request.resume()
  const { rows } = await pool.query({ name: 'list', text, values: [organizationId] })
  const nodes = rows.slice(0, 20)
  const body = JSON.stringify({
    data: { organization: { qrCodes: { nodes, pageInfo: { hasNextPage: rows.length > 20 } } } },
  })
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}

const server = createServer((request, response) => void answer(request, response))
server.listen(0, () => {
  const address = server.address()
  console.log(typeof address === 'object' && address ? address.port : 0)
})
