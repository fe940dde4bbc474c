import type { JWK } from 'jose'
import { v7 as uuidv7 } from 'uuid'
import { type AuthDb, type Pools, withAuth } from '../../db/connections.ts'
import { deriveKey, seal, unseal } from '../credentials/seal.ts'
import {
  type Audience,
  importKey,
  newKeyPair,
  type Signer,
  type Verifier,
} from '../credentials/token.ts'

/** A pair signs for ninety days; the next one is published ten days before it is needed. */
const signingDays = 90
const publishedDays = 80
const day = 86_400_000
/** How long a process believes the keys it read, in milliseconds. */
const reread = 60_000

/** The keys of one audience: the newest published pair old enough to be known everywhere signs, all unretired ones verify. */
export type SigningKeys = { signer: Signer; verifier: Verifier }

/** Reads the keys now and then, and makes the next pair when its time comes. */
export class KeyRing {
  readonly audience: Audience
  readonly #pools: Pools
  readonly #sealKey: Buffer
  #keys: Promise<SigningKeys> | undefined
  #readAt = 0

  constructor(pools: Pools, secretKey: Buffer, audience: Audience) {
    this.audience = audience
    this.#pools = pools
    this.#sealKey = deriveKey(secretKey, 'signing keys')
  }

  async keys(): Promise<SigningKeys> {
    const old = this.#keys
    if (!old || Date.now() - this.#readAt > reread) {
      this.#readAt = Date.now()
      this.#keys = withAuth(this.#pools, (db) => this.#read(db))
      // While the database is away the keys that were read go on verifying.
      if (old) this.#keys = this.#keys.catch(() => old)
      else this.#keys.catch(() => (this.#keys = undefined))
    }
    return this.#keys as Promise<SigningKeys>
  }

  async #read(db: AuthDb): Promise<SigningKeys> {
    const rows = await this.#list(db)
    const newest = rows.at(-1)
    if (!newest || Date.now() - newest.created_at.getTime() > publishedDays * day) {
      await this.#add(db)
      return this.#read(db)
    }
    // A pair signs once every process has had time to read it; the very first signs at once.
    const known = rows.filter(
      (row) => Date.now() - row.created_at.getTime() > (signingDays - publishedDays) * day,
    )
    const signing = known.at(-1) ?? rows[0] ?? newest
    const verifier = new Map<string, Signer['key']>()
    for (const row of rows) verifier.set(row.kid, await importKey(row.public_jwk as JWK))
    const privateJwk = JSON.parse(unseal(this.#sealKey, signing.private_sealed)) as JWK
    return { signer: { kid: signing.kid, key: await importKey(privateJwk) }, verifier }
  }

  #list(db: AuthDb) {
    return (
      db
        .selectFrom('signing_keys')
        .selectAll()
        .where('audience', '=', this.audience.audience)
        .where('retired_at', 'is', null)
        // A day past its ninety nothing that it signed is valid any more, and it must not vouch for anything new.
        .where('created_at', '>', new Date(Date.now() - (signingDays + 1) * day))
        .orderBy('created_at')
        .execute()
    )
  }

  async #add(db: AuthDb): Promise<void> {
    const pair = await newKeyPair(uuidv7())
    await db
      .insertInto('signing_keys')
      .values({
        kid: pair.kid,
        audience: this.audience.audience,
        public_jwk: JSON.stringify(pair.publicJwk),
        private_sealed: seal(this.#sealKey, pair.privateJwk),
      })
      .execute()
  }
}
