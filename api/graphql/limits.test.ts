import { request as httpRequest } from 'node:http'
import { getIntrospectionQuery } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aServer, type Member, signUp, type TestServer } from '../testing.ts'

let server: TestServer
let me: Member
beforeAll(async () => {
  server = await aServer()
  me = await signUp(server)
})
afterAll(() => server.stop())

const many = (count: number, part: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => part(n)).join(' ')

/** Fragments that double at each level: 2^25 fields when expanded. */
const bomb = `{ organization { ...F0 } } ${many(25, (n) =>
  n === 24
    ? `fragment F24 on Organization { id }`
    : `fragment F${n} on Organization { ...F${n + 1} ...F${n + 1} }`,
)}`

const nested = (levels: number) =>
  `{ me ${'{ organization { members { nodes '.repeat(levels)} { id } ${'} } }'.repeat(levels)} }`

const attacks: [what: string, query: string, message: RegExp][] = [
  ['5,000 aliases', `{ ${many(5_000, (n) => `a${n}: __typename`)} }`, /tokens/i],
  ['31 aliases', `{ me { ${many(31, (n) => `a${n}: id`)} } }`, /aliases/],
  ['21 root fields', `{ ${many(21, () => 'plans { id }')} }`, /root fields/],
  ['12 levels', nested(4), /levels/],
  ['11 directives', `{ me { id ${many(11, () => '@include(if: true)')} } }`, /directives/],
  ['501 fields', `{ me { ${many(501, () => 'id')} } }`, /fields/],
  ['fragments that double 25 times', bomb, /fields|aliases/],
  [
    'a fragment in a circle',
    '{ me { ...A } } fragment A on Member { ...B } fragment B on Member { ...A }',
    /fragment|cycle|itself/i,
  ],
  ['10,000 levels', `{ me ${'{ organization '.repeat(900)} { id } ${'}'.repeat(900)} }`, /tokens/i],
  ['a string of 90,000 characters that is no field', `{ ${'x'.repeat(90_000)} }`, /field/i],
  [
    'more than a query may cost',
    `{ organization { qrCodes(first: 100) { nodes { scans(first: 100) { nodes { qrCode { scans(first: 100) { nodes { id } } } } } } } } }`,
    /complexity|levels/i,
  ],
]

describe('An operation that would cost too much', () => {
  for (const [what, query, message] of attacks) {
    it(`is refused before anything of it runs: ${what}`, async () => {
      const startedAt = performance.now()
      const answer = await server.send(query, {}, me)
      expect(performance.now() - startedAt).toBeLessThan(1_000)
      expect(answer.errors?.[0]?.extensions.code).toBe('INVALID')
      expect(answer.errors?.[0]?.message).toMatch(message)
      expect(JSON.stringify(answer).length).toBeLessThan(95_000)
    })
  }

  it('leaves the limits themselves to everybody: 30 aliases, 10 levels, 20 root fields', async () => {
    for (const query of [
      `{ me { ${many(30, (n) => `a${n}: id`)} } }`,
      `{ ${many(20, () => '__typename')} }`,
      '{ me { organization { members { nodes { organization { members { nodes { organization { members { totalCount } } } } } } } } } }',
    ]) {
      expect((await server.send(query, {}, me)).errors).toBeUndefined()
    }
  })

  it('is not reached by way of a variable', async () => {
    const answer = await server.send(
      'query ($n: Int) { organization { qrCodes(first: $n) { nodes { scans(first: $n) { nodes { id } } } } } }',
      { n: 2_147_483_647 },
      me,
    )
    expect(answer.errors?.[0]?.extensions.code).toBe('INVALID')
  })
})

describe('The schema', () => {
  it('answers the standard introspection query', async () => {
    const { data, errors } = await server.send(getIntrospectionQuery())
    expect(errors).toBeUndefined()
    expect(data.__schema.types.length).toBeGreaterThan(40)
  })

  it('suggests nothing to who guesses at names', async () => {
    for (const query of [
      '{ organizatio { id } }',
      '{ me { emai } }',
      '{ qrCode(i: 1) { id } }',
      'mutation { signOu }',
    ]) {
      const { errors } = await server.send(query)
      expect(errors?.[0]?.extensions.code).toBe('INVALID')
      expect(JSON.stringify(errors)).not.toMatch(/did you mean/i)
    }
  })
})

type Raw = { status: number; text: string }

function post(
  body: string,
  headers: Record<string, string>,
  method = 'POST',
  path = '/graphql',
): Promise<Raw> {
  return fetch(`${server.url}${path}`, {
    method,
    headers,
    ...(method === 'POST' ? { body } : {}),
  }).then(async (response) => ({ status: response.status, text: await response.text() }))
}

/** Sends a body without saying how long it is. */
function stream(size: number): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(server.url)
    const request = httpRequest(
      {
        port,
        path: '/graphql',
        method: 'POST',
        headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
      },
      (response) => {
        let text = ''
        response.on('data', (piece) => (text += piece))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
        response.on('error', reject)
      },
    )
    // The server shuts the connection on what it did not read.
    request.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EPIPE' || error.code === 'ECONNRESET' ? undefined : reject(error),
    )
    request.end(`{"query":"${' '.repeat(size)}{ __typename }"}`)
  })
}

const json = { 'content-type': 'application/json' }
const ask = JSON.stringify({ query: '{ __typename }' })

describe('A body', () => {
  it('over 100 kB is 413, announced or not', async () => {
    const announced = await post(JSON.stringify({ query: ' '.repeat(100_001) }), json)
    expect(announced.status).toBe(413)
    expect(JSON.parse(announced.text).errors[0].extensions.code).toBe('INVALID')
    expect((await stream(110_000)).status).toBe(413)
    expect((await stream(5_000_000)).status).toBe(413)
    expect((await stream(90_000)).status).toBe(200)
  })

  it('that is a batch is refused', async () => {
    const { status, text } = await post(`[${ask},${ask}]`, json)
    expect(status).toBe(400)
    expect(text).not.toContain('__typename')
  })

  for (const [what, body] of [
    ['no JSON', '{'],
    ['JSON that is no object', '"x"'],
    ['null', 'null'],
    ['empty', ''],
    ['without a query', '{}'],
    ['with a query that is no text', '{"query": 1}'],
    ['with variables that are no object', '{"query": "{ __typename }", "variables": "x"}'],
    ['with an operation name that is no text', '{"query": "{ __typename }", "operationName": {}}'],
    [
      'with levels beyond counting',
      `{"query": "{ __typename }", "variables": {"a": ${'['.repeat(40_000)}${']'.repeat(40_000)}}}`,
    ],
  ] as const) {
    it(`that is ${what} is answered, not with an error of ours`, async () => {
      const { status, text } = await post(body, json)
      expect(status).toBeLessThan(500)
      expect(text).not.toContain('INTERNAL_SERVER_ERROR')
      expect(text).not.toMatch(/\n\s+at |node_modules/)
    })
  }
})

describe('A request that another site can make a browser send', () => {
  const forms: [string, string, string][] = [
    [
      'urlencoded',
      'application/x-www-form-urlencoded',
      `query=${encodeURIComponent('mutation { signOut }')}`,
    ],
    ['text/plain', 'text/plain', JSON.stringify({ query: 'mutation { signOut }' })],
    [
      'multipart',
      'multipart/form-data; boundary=x',
      `--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n${JSON.stringify({ query: 'mutation { signOut }' })}\r\n--x--`,
    ],
  ]
  for (const [what, type, body] of forms) {
    it(`is refused as ${what}, also with the header`, async () => {
      const plain = await post(body, { 'content-type': type, cookie: me.cookie })
      expect(plain.status).toBeGreaterThanOrEqual(400)
      expect(plain.text).not.toContain('"signOut":true')
    })
  }

  it('is refused as GET without the header, and never a mutation', async () => {
    const query = encodeURIComponent('{ __typename }')
    const signOut = encodeURIComponent('mutation { signOut }')
    expect((await post('', {}, 'GET', `/graphql?query=${query}`)).status).toBe(403)
    const own = { 'x-graphql-yoga-csrf': '1' }
    expect((await post('', own, 'GET', `/graphql?query=${query}`)).status).toBe(200)
    expect((await post('', own, 'GET', `/graphql?query=${signOut}`)).status).toBe(405)
  })

  it('gets no page and no permission for its origin', async () => {
    const page = await fetch(`${server.url}/graphql`, { headers: { accept: 'text/html' } })
    expect(await page.text()).not.toMatch(/graphiql/i)
    const preflight = await fetch(`${server.url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://evil.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    })
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull()
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull()
  })

  it('needs no header when it is JSON, which no form can send', async () => {
    expect(JSON.parse((await post(ask, json)).text).data).toEqual({ __typename: 'Query' })
  })
})
