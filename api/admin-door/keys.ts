import { type DoorDb, type Pools, withDoor } from '../../db/connections.ts'
import type { Admin } from '../admin/context.ts'
import { KeyRing, type KeyStore } from '../credentials/keys.ts'
import { verifyStaff } from '../credentials/token.ts'
import { findAdmin } from './sessions.ts'

/** The keys that sign staff's access tokens: their own pairs, issuer and audience. */
export function staffKeys(pools: Pools, secretKey: Buffer, publicUrl: string): KeyRing {
  const audience = { issuer: `${publicUrl}/admin`, audience: 'staff' }
  return new KeyRing(secretKey, audience, (work) => withDoor(pools, (db) => work(storeOf(db))))
}

function storeOf(db: DoorDb): KeyStore {
  return {
    list: (since) =>
      db
        .selectFrom('admin_signing_keys')
        .selectAll()
        .where('retired_at', 'is', null)
        .where('created_at', '>', since)
        .orderBy('created_at')
        .execute(),
    async add(pair) {
      await db.insertInto('admin_signing_keys').values(pair).execute()
    },
  }
}

/** Who of staff an access token stands for, as the database knows them now; null when it or its session no longer counts. */
export async function readStaff(pools: Pools, keys: KeyRing, token: string): Promise<Admin | null> {
  const { verifier } = await keys.keys()
  const claims = await verifyStaff(verifier, keys.audience, token, Date.now())
  if (!claims) return null
  const admin = await withDoor(pools, (db) => findAdmin(db, claims.sid))
  return admin?.id === claims.sub ? admin : null
}
