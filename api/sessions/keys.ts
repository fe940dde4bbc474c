import { type AuthDb, type Pools, withAuth } from '../../db/connections.ts'
import { KeyRing, type KeyStore } from '../credentials/keys.ts'
import type { Audience } from '../credentials/token.ts'

/** The keys that sign customers' access tokens. */
export function customerKeys(pools: Pools, secretKey: Buffer, audience: Audience): KeyRing {
  return new KeyRing(secretKey, audience, (work) =>
    withAuth(pools, (db) => work(storeOf(db, audience))),
  )
}

function storeOf(db: AuthDb, { audience }: Audience): KeyStore {
  return {
    list: (since) =>
      db
        .selectFrom('signing_keys')
        .selectAll()
        .where('audience', '=', audience)
        .where('retired_at', 'is', null)
        .where('created_at', '>', since)
        .orderBy('created_at')
        .execute(),
    async add(pair) {
      await db
        .insertInto('signing_keys')
        .values({ ...pair, audience })
        .execute()
    },
  }
}
