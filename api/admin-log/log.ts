import { type DoorDb, type Pools, withDoor } from '../../db/connections.ts'
import { hashLine, type Line, sealHead } from './chain.ts'
import { type HeadKeeper, isDue } from './heads.ts'

export type Asked = {
  operationId: string
  adminId: string | null
  address: string
  reason: string | null
  operationName: string | null
  operation: string
  variables: string
}

export type Answered = {
  operationId: string
  adminId: string | null
  address: string
  outcome: string
  organizations: readonly string[]
  rows: number
  cost: number
  durationMs: number
}

const nothing = {
  reason: null,
  operation_name: null,
  operation: null,
  variables: null,
  outcome: null,
  organizations: null,
  row_count: null,
  cost: null,
  duration_ms: null,
}

/** The one writer of the log. A line is committed when its method returns; without it nothing is done and nothing leaves. */
export class AccessLog {
  readonly #pools: Pools
  readonly #key: Buffer
  readonly #heads: HeadKeeper
  readonly #onTrouble: (error: unknown) => void

  constructor(pools: Pools, key: Buffer, heads: HeadKeeper, onTrouble: (error: unknown) => void) {
    this.#pools = pools
    this.#key = key
    this.#heads = heads
    this.#onTrouble = onTrouble
  }

  /** Before anything is done. */
  asked(what: Asked): Promise<void> {
    return this.#append({
      ...nothing,
      kind: 'ASKED',
      operation_id: what.operationId,
      admin_id: what.adminId,
      address: what.address,
      reason: what.reason,
      operation_name: what.operationName,
      operation: what.operation,
      variables: what.variables,
    })
  }

  /** Before the answer leaves. */
  answered(what: Answered): Promise<void> {
    return this.#append({
      ...nothing,
      kind: 'ANSWERED',
      operation_id: what.operationId,
      admin_id: what.adminId,
      address: what.address,
      outcome: what.outcome,
      organizations: [...what.organizations],
      row_count: what.rows,
      cost: what.cost,
      duration_ms: what.durationMs,
    })
  }

  async #append(said: Omit<Line, 'seq' | 'micros'>): Promise<void> {
    const head = await withDoor(this.#pools, (db) => append(db, this.#key, said))
    if (isDue(head)) this.#heads.keep().catch(this.#onTrouble)
  }
}

/** One line after another: whoever appends holds the head until the commit. */
async function append(db: DoorDb, key: Buffer, said: Omit<Line, 'seq' | 'micros'>) {
  const head = await db
    .selectFrom('admin_access_head')
    .selectAll()
    .where('log', '=', 'staff')
    .forUpdate()
    .executeTakeFirstOrThrow()
  const now = Date.now()
  const line: Line = { ...said, seq: head.seq + 1, micros: now * 1_000 }
  const hash = hashLine(key, head.hash, line)
  const { micros: _micros, ...row } = line
  await db
    .insertInto('admin_access_log')
    .values({ ...row, at: new Date(now), previous_hash: head.hash, hash })
    .execute()
  const moved = { seq: line.seq, hash, seal: sealHead(key, line.seq, hash) }
  await db.updateTable('admin_access_head').set(moved).where('log', '=', 'staff').execute()
  return { ...head, ...moved }
}
