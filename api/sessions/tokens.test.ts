import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { exportJWK, type JWK, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newKeyPair } from '../credentials/token.ts'
import { aServer, claimsOf, type Member, signUp, subscribe, type TestServer } from '../testing.ts'

let server: TestServer
let me: Member
let other: Member
beforeAll(async () => {
  server = await aServer({ PUBLIC_URL: 'http://oi.example' })
  me = await signUp(server)
  other = await signUp(server)
})
afterAll(() => server.stop())

type Key = Parameters<SignJWT['sign']>[0]
type Forged = { header?: object; claims?: object; key?: Key }

const now = () => Math.floor(Date.now() / 1_000)

/** A token signed with the server's own key, as it makes them, but for what is given. */
async function made({ header = {}, claims = {}, key }: Forged): Promise<string> {
  const { signer } = await server.app.services.keys.keys()
  const { sid, sub, org } = claimsOf(me.token)
  const payload = {
    ...{ sid, sub, org, iss: 'http://oi.example', aud: 'customers', iat: now(), exp: now() + 600 },
    ...claims,
  }
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'Ed25519', typ: 'at+jwt', kid: signer.kid, ...header })
    .sign(key ?? signer.key)
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token put together by hand, for what no library would sign. */
async function byHand(
  header: object,
  claims: object,
  signature: (text: string) => string,
): Promise<string> {
  const [, payload] = (await made({ claims })).split('.')
  const { signer } = await server.app.services.keys.keys()
  const text = `${part({ alg: 'Ed25519', typ: 'at+jwt', kid: signer.kid, ...header })}.${payload}`
  return `${text}.${signature(text)}`
}

async function publicJwk(): Promise<JWK> {
  const { rows } = await server.database.admin.query('select public_jwk from signing_keys')
  return rows[0].public_jwk
}

async function withPublicKeyAsSecret(alg: string): Promise<string> {
  const { x } = await publicJwk()
  const secret = Buffer.from(x ?? '', 'base64url')
  return byHand({ alg }, {}, (text) =>
    createHmac('sha256', secret).update(text).digest('base64url'),
  )
}

async function withOwnKey(header: object = {}): Promise<string> {
  const { privateKey } = generateKeyPairSync('ed25519')
  return byHand(header, {}, (text) =>
    sign(null, Buffer.from(text), privateKey).toString('base64url'),
  )
}

async function withEmbeddedKey(): Promise<string> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const jwk = await exportJWK(publicKey)
  return byHand({ jwk, kid: undefined }, {}, (text) =>
    sign(null, Buffer.from(text), privateKey).toString('base64url'),
  )
}

async function tampered(claims: object): Promise<string> {
  const [header, payload, signature] = me.token.split('.')
  const was = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString())
  return `${header}.${part({ ...was, ...claims })}.${signature}`
}

async function ofAnotherAudiencesKey(): Promise<string> {
  const pair = await newKeyPair(randomUUID())
  await server.database.admin.query(
    `insert into signing_keys (kid, audience, public_jwk, private_sealed) values ($1, 'staff', $2, 'x')`,
    [pair.kid, JSON.stringify(pair.publicJwk)],
  )
  const { importJWK } = await import('jose')
  const key = await importJWK(JSON.parse(pair.privateJwk), 'Ed25519')
  return made({ header: { kid: pair.kid }, key })
}

const forgeries: [what: string, token: () => Promise<string>][] = [
  ['alg none without a signature', () => byHand({ alg: 'none' }, {}, () => '')],
  [
    'alg None with the old signature',
    () => byHand({ alg: 'None' }, {}, () => me.token.split('.')[2] ?? ''),
  ],
  ['HS256 with the public key as its secret', () => withPublicKeyAsSecret('HS256')],
  ['Ed25519 in name, an HMAC in truth', () => withPublicKeyAsSecret('Ed25519')],
  ['a key that travels in the header', withEmbeddedKey],
  ['another key under our kid', () => withOwnKey()],
  ['another key under a kid that is a path', () => withOwnKey({ kid: '../../dev/null' })],
  ['another key under a kid that is SQL', () => withOwnKey({ kid: `' or 1=1 --` })],
  ['another key under a kid of the prototype', () => withOwnKey({ kid: '__proto__' })],
  ['another key under an address (jku)', () => withOwnKey({ jku: 'http://127.0.0.1/keys' })],
  ['a key of the staff audience', ofAnotherAudiencesKey],
  ['no kid', () => made({ header: { kid: undefined } })],
  ['the alg name EdDSA', () => byHand({ alg: 'EdDSA' }, {}, () => me.token.split('.')[2] ?? '')],
  ['typ JWT', () => made({ header: { typ: 'JWT' } })],
  ['no typ', () => made({ header: { typ: undefined } })],
  [
    'an unknown critical header',
    () => byHand({ crit: ['x'], x: 1 }, {}, () => me.token.split('.')[2] ?? ''),
  ],
  ['another audience', () => made({ claims: { aud: 'staff' } })],
  ['two audiences', () => made({ claims: { aud: ['staff', 'customers'] } })],
  ['an audience list of ours alone', () => made({ claims: { aud: ['customers'] } })],
  ['no audience', () => made({ claims: { aud: undefined } })],
  ['another issuer', () => made({ claims: { iss: 'http://elsewhere.example' } })],
  ['no organization', () => made({ claims: { org: undefined } })],
  ['an organization that is no text', () => made({ claims: { org: ['x'] } })],
  ['no session', () => made({ claims: { sid: undefined } })],
  ['no subject', () => made({ claims: { sub: undefined } })],
  [
    'a subject that is not the session’s',
    () => made({ claims: { sub: claimsOf(other.token).sub } }),
  ],
  [
    'another organization than the session’s',
    () => made({ claims: { org: other.organizationId } }),
  ],
  ['a session of another organization', () => made({ claims: { sid: claimsOf(other.token).sid } })],
  ['an end that has passed', () => made({ claims: { iat: now() - 700, exp: now() - 100 } })],
  ['no end', () => made({ claims: { exp: undefined } })],
  ['a beginning in the future', () => made({ claims: { iat: now() + 120, exp: now() + 720 } })],
  [
    'a longer life than ours have',
    () => made({ claims: { iat: now() - 700, exp: now() + 86_400 } }),
  ],
  ['no beginning', () => made({ claims: { iat: undefined } })],
  ['not before later', () => made({ claims: { nbf: now() + 300 } })],
  ['a payload changed after signing (org)', () => tampered({ org: other.organizationId })],
  ['a payload changed after signing (exp)', () => tampered({ exp: now() + 86_400 })],
  ['the signature cut off', async () => me.token.split('.').slice(0, 2).join('.')],
  ['no token at all', async () => 'x'],
  ['empty parts', async () => '..'],
  ['the refresh token', async () => me.cookie.split('=')[1] ?? ''],
]

const asked = async (token: string) => {
  const answer = await server.send('{ me { id } }', {}, { token })
  return { status: answer.status, me: answer.data?.me ?? null, errors: answer.errors }
}

describe('An access token', () => {
  it('is accepted as it was made', async () => {
    expect((await asked(me.token)).me).toEqual({ id: me.memberId })
    expect((await asked(await made({}))).me).toEqual({ id: me.memberId })
  })

  for (const [what, token] of forgeries) {
    it(`is refused with ${what}`, async () => {
      expect(await asked(await token())).toEqual({ status: 200, me: null, errors: undefined })
    })
  }

  it('is refused by the websocket as well', async () => {
    for (const token of [await withOwnKey(), await made({ claims: { aud: 'staff' } })]) {
      const feed = subscribe(server.url, 'subscription { scanFeed { cursor } }', {}, token)
      await feed.until(() => feed.end() !== null)
      expect(feed.end()).toMatchObject({ code: 4401 })
      await feed.close()
    }
  })

  it('is good for nothing in a cookie, a query or a body', async () => {
    const query = encodeURIComponent('{ me { id } }')
    for (const [path, headers] of [
      [`/graphql?query=${query}&access_token=${me.token}`, {}],
      [`/graphql?query=${query}`, { cookie: `oi_refresh=${me.token}; token=${me.token}` }],
    ] as const) {
      const response = await fetch(`${server.url}${path}`, {
        headers: { 'x-graphql-yoga-csrf': '1', ...headers },
      })
      expect(await response.text()).not.toContain(me.memberId)
    }
  })
})

describe('A revoked session', () => {
  it('is felt within five seconds by requests and by open sockets', async () => {
    const member = await signUp(server)
    const feed = subscribe(server.url, 'subscription { scanFeed { cursor } }', {}, member.token)
    await feed.until((results) => results.length > 0)
    await server.database.admin.query('update sessions set revoked_at = now() where id = $1', [
      claimsOf(member.token).sid,
    ])
    const revokedAt = Date.now()
    while ((await asked(member.token)).me !== null && Date.now() - revokedAt < 9_000) {
      // Asked again at once: each answer is the condition.
    }
    expect(Date.now() - revokedAt).toBeLessThan(5_500)
    await feed.until(() => feed.end() !== null)
    expect(Date.now() - revokedAt).toBeLessThan(6_000)
    expect(feed.end()).toMatchObject({ code: 4403 })
    await feed.close()
  }, 20_000)
})
