import {
  type CryptoKey,
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  jwtVerify,
  SignJWT,
} from 'jose'

/** A pair that signs for one audience. The private half is a JWK text, to be sealed before it is stored. */
export type KeyPair = { kid: string; publicJwk: JWK; privateJwk: string }

/** Keys ready for use. */
export type Signer = { kid: string; key: CryptoKey | Uint8Array }
export type Verifier = ReadonlyMap<string, CryptoKey | Uint8Array>

/** What an access token says: which session of which person in which organization. Nothing else is believed. */
export type AccessClaims = StaffClaims & { org: string }

/** The same of OI's staff, who belong to no organization. */
export type StaffClaims = { sub: string; sid: string; exp: number }

/** Who the token is for; a token of one audience is nothing to another. */
export type Audience = { issuer: string; audience: string }

const algorithm = 'Ed25519'
/** Seconds an access token lives. */
const accessLifetime = 600

export async function newKeyPair(kid: string): Promise<KeyPair> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true })
  const publicJwk = { ...(await exportJWK(publicKey)), kid, alg: algorithm }
  return {
    kid,
    publicJwk,
    privateJwk: JSON.stringify({ ...(await exportJWK(privateKey)), kid, alg: algorithm }),
  }
}

export async function importKey(jwk: JWK): Promise<CryptoKey | Uint8Array> {
  return importJWK(jwk, algorithm)
}

/** A signed access token and when it ends. */
export async function signAccess(
  signer: Signer,
  audience: Audience,
  claims: { sub: string; sid: string; org?: string },
  now: number,
): Promise<{ token: string; expiresAt: Date }> {
  const issuedAt = Math.floor(now / 1_000)
  const { sub, ...rest } = claims
  const token = await new SignJWT(rest)
    .setProtectedHeader({ alg: algorithm, typ: 'at+jwt', kid: signer.kid })
    .setSubject(sub)
    .setIssuer(audience.issuer)
    .setAudience(audience.audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + accessLifetime)
    .sign(signer.key)
  return { token, expiresAt: new Date((issuedAt + accessLifetime) * 1_000) }
}

/** The claims of a customer's token that is ours, for this audience and still valid; null for anything else. */
export async function verifyAccess(
  keys: Verifier,
  audience: Audience,
  token: string,
  now: number,
): Promise<AccessClaims | null> {
  const payload = await verify(keys, audience, token, now, ['org'])
  return typeof payload?.org === 'string' ? { ...payload, org: payload.org } : null
}

/** The same of staff's. */
export async function verifyStaff(
  keys: Verifier,
  audience: Audience,
  token: string,
  now: number,
): Promise<StaffClaims | null> {
  const payload = await verify(keys, audience, token, now, [])
  return payload && { sub: payload.sub, sid: payload.sid, exp: payload.exp }
}

async function verify(
  keys: Verifier,
  audience: Audience,
  token: string,
  now: number,
  more: readonly string[],
): Promise<(StaffClaims & { org?: unknown }) | null> {
  const find = (header: { kid?: string }) => {
    const key = header.kid === undefined ? undefined : keys.get(header.kid)
    if (!key) throw new errors.JWKSNoMatchingKey()
    return key
  }
  try {
    const { payload } = await jwtVerify(token, find, {
      algorithms: [algorithm],
      typ: 'at+jwt',
      issuer: audience.issuer,
      audience: audience.audience,
      requiredClaims: ['exp', 'iat', 'sub', 'sid', ...more],
      maxTokenAge: accessLifetime,
      clockTolerance: 5,
      currentDate: new Date(now),
    })
    // jose accepts an audience list that contains ours; a token for two buildings is for neither.
    if (typeof payload.aud !== 'string') return null
    const { sub, exp, sid, org } = payload
    if (typeof sid !== 'string' || !sub || !exp) return null
    return { sub, sid, org, exp }
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return null
    throw error
  }
}
