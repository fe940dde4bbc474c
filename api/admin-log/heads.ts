import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { type Pools, withDoor } from '../../db/connections.ts'
import { platformTask, type Tasks } from '../jobs/tasks.ts'
import type { Storage } from '../storage/storage.ts'

// The end of the log, signed and put where the database's owner does not reach: what was cut off after it shows.

/** A signed end: so many lines there were, and the hash of the last. */
export type SignedHead = { seq: number; hash: string; at: string; signature: string }

/** So many lines, or so long after the last one, another is signed. */
const mostLines = 1_000
const longest = 3_600_000
/** All of them are in one folder: keys of a store begin with an organization's id, and this is nobody's. */
const folder = '00000000-0000-0000-0000-000000000000'
/** So many of the newest are looked at; each vouches for every line before it. */
const looked = 24

const shape = z.object({
  seq: z.number(),
  hash: z.string(),
  at: z.string(),
  signature: z.string(),
})

type Row = { seq: number; signed_seq: number; signed_at: Date | null }

/** Whether the end of the log has moved far enough from the last signed one. */
export function isDue({ seq, signed_seq, signed_at }: Row): boolean {
  if (seq === signed_seq) return false
  const age = signed_at ? Date.now() - signed_at.getTime() : Number.POSITIVE_INFINITY
  return seq - signed_seq >= mostLines || age >= longest
}

/** PKCS #8 of an Ed25519 key, up to its 32 bytes. */
const prefix = Buffer.from('302e020100300506032b657004220420', 'hex')

/** Signs the end of the log and keeps it in a store. */
export class HeadKeeper {
  readonly #pools: Pools
  readonly #store: Storage
  readonly #privateKey: KeyObject
  #isKeeping = false

  /** `seed`: 32 bytes only this program has. */
  constructor(pools: Pools, store: Storage, seed: Buffer) {
    this.#pools = pools
    this.#store = store
    const key = Buffer.concat([prefix, seed])
    this.#privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' })
  }

  /** Signs the end of the log when it is due. Two processes may both do it, which is as good as once. */
  async keep(): Promise<void> {
    if (this.#isKeeping) return
    this.#isKeeping = true
    try {
      const head = await withDoor(this.#pools, (db) =>
        db
          .selectFrom('admin_access_head')
          .selectAll()
          .where('log', '=', 'staff')
          .executeTakeFirst(),
      )
      if (!head || !isDue(head)) return
      await this.#put(head)
      // Not while the store is asked: whoever appends would wait for it.
      await withDoor(this.#pools, (db) =>
        db
          .updateTable('admin_access_head')
          .set({ signed_seq: head.seq, signed_at: new Date() })
          .where('log', '=', 'staff')
          .where('signed_seq', '<', head.seq)
          .execute(),
      )
    } finally {
      this.#isKeeping = false
    }
  }

  async #put({ seq, hash }: { seq: number; hash: Buffer }): Promise<void> {
    const said = { seq, hash: hash.toString('hex'), at: new Date().toISOString() }
    const signature = sign(null, textOf(said), this.#privateKey).toString('base64url')
    const body = Buffer.from(JSON.stringify({ ...said, signature }))
    await this.#store.put(`${folder}/${uuidv7()}`, Readable.from([body]), body.length)
  }

  /** The newest signed ends, those that nobody else could have signed; `forged` counts the others. */
  async list(): Promise<{ heads: SignedHead[]; forged: number }> {
    const keys: string[] = []
    for await (const { key } of this.#store.list(`${folder}/`)) keys.push(key)
    const publicKey = createPublicKey(this.#privateKey)
    const heads: SignedHead[] = []
    let forged = 0
    for (const key of keys.sort().slice(-looked)) {
      const stream = await this.#store.get(key)
      const head = stream && readHead(await buffer(stream))
      const isOurs =
        head && verify(null, textOf(head), publicKey, Buffer.from(head.signature, 'base64url'))
      if (isOurs) heads.push(head)
      else forged += 1
    }
    return { heads, forged }
  }
}

function readHead(bytes: Buffer): SignedHead | null {
  try {
    return shape.parse(JSON.parse(bytes.toString('utf8')))
  } catch {
    return null
  }
}

function textOf({ seq, hash, at }: Omit<SignedHead, 'signature'>): Buffer {
  return Buffer.from(`outbound-impact access log ${seq} ${hash} ${at}`)
}

/** Every five minutes it is looked whether an hour has passed. */
export const logCron = [{ task: 'sign_access_log', match: '*/5 * * * *' }]

export function logTasks(heads: HeadKeeper): Tasks {
  return { sign_access_log: platformTask(z.object({}), () => heads.keep()) }
}
