import type { JWK } from 'jose'
import { v7 as uuidv7 } from 'uuid'
import { deriveKey, seal, unseal } from './seal.ts'
import { type Audience, importKey, newKeyPair, type Signer, type Verifier } from './token.ts'

/** A pair signs for ninety days; the next one is published ten days before it is needed. */
const signingDays = 90
const publishedDays = 80
const day = 86_400_000
/** How long a process believes the keys it read, in milliseconds. */
const reread = 60_000

/** The keys of one audience: the newest published pair old enough to be known everywhere signs, all unretired ones verify. */
export type SigningKeys = { signer: Signer; verifier: Verifier }

export type StoredKey = {
  kid: string
  public_jwk: unknown
  private_sealed: Buffer
  created_at: Date
}

/** Where the pairs of one audience are kept. */
export type KeyStore = {
  /** Those that are not retired and were made after `since`, oldest first. */
  list(since: Date): Promise<StoredKey[]>
  add(pair: { kid: string; public_jwk: string; private_sealed: Buffer }): Promise<void>
}

/** Reads the keys now and then, and makes the next pair when its time comes. */
export class KeyRing {
  readonly audience: Audience
  readonly #sealKey: Buffer
  readonly #inStore: <T>(work: (store: KeyStore) => Promise<T>) => Promise<T>
  #keys: Promise<SigningKeys> | undefined
  #readAt = 0

  /** `inStore` runs work on the store in one transaction. */
  constructor(
    secretKey: Buffer,
    audience: Audience,
    inStore: <T>(work: (store: KeyStore) => Promise<T>) => Promise<T>,
  ) {
    this.audience = audience
    this.#inStore = inStore
    this.#sealKey = deriveKey(secretKey, 'signing keys')
  }

  async keys(): Promise<SigningKeys> {
    const old = this.#keys
    if (!old || Date.now() - this.#readAt > reread) {
      this.#readAt = Date.now()
      this.#keys = this.#inStore((store) => this.#read(store))
      // While the database is away the keys that were read go on verifying.
      if (old) this.#keys = this.#keys.catch(() => old)
      else this.#keys.catch(() => (this.#keys = undefined))
    }
    return this.#keys as Promise<SigningKeys>
  }

  async #read(store: KeyStore): Promise<SigningKeys> {
    // A day past its ninety nothing that it signed is valid any more, and it must not vouch for anything new.
    const rows = await store.list(new Date(Date.now() - (signingDays + 1) * day))
    const newest = rows.at(-1)
    if (!newest || Date.now() - newest.created_at.getTime() > publishedDays * day) {
      await this.#add(store)
      return this.#read(store)
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

  async #add(store: KeyStore): Promise<void> {
    const pair = await newKeyPair(uuidv7())
    await store.add({
      kid: pair.kid,
      public_jwk: JSON.stringify(pair.publicJwk),
      private_sealed: seal(this.#sealKey, pair.privateJwk),
    })
  }
}
