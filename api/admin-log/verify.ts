import { sql } from 'kysely'
import { type AdminDb, type Pools, withAdmin } from '../../db/connections.ts'
import { beginning, hashLine, type Line, sealHead } from './chain.ts'
import type { HeadKeeper } from './heads.ts'

/** What was found; `problem` is a sentence, null when everything is as it was written. */
export type Proof = {
  problem: string | null
  /** The first line that is wrong or missing. */
  line: number | null
  /** Lines that were looked at. */
  lines: number
  /** Signed ends that agree with them. */
  heads: number
  /** When the newest of those was signed. */
  signedAt: Date | null
  checkedAt: Date
}

type Stored = Line & { previous_hash: Buffer; hash: Buffer }
type Found = { problem: string; line: number | null }

/** Lines a transaction reads. */
const page = 2_000

/**
 * Reads the whole log, as it was when this began, and compares every line with its hash, with the line before it, with the
 * sealed end and with the newest ends that were signed and kept elsewhere. Lines that are added meanwhile are not looked at.
 */
export async function verifyAccessLog(
  pools: Pools,
  key: Buffer,
  heads: HeadKeeper,
): Promise<Proof> {
  const checkedAt = new Date()
  const head = await withAdmin(pools, (db) =>
    db.selectFrom('admin_access_head').selectAll().where('log', '=', 'staff').executeTakeFirst(),
  )
  const signed = await heads.list()
  const lastSigned = signed.heads.reduce((most, each) => Math.max(most, each.seq), 0)
  const signedHashes = new Map(signed.heads.map(({ seq, hash }) => [seq, hash]))
  const empty = { lines: 0, heads: 0, signedAt: null, checkedAt }
  if (!head) return { ...empty, problem: 'The end of the log is missing.', line: null }
  let previous: Buffer = beginning
  let seq = 0
  let agreeing = 0
  const tell = (found: Found | null): Proof => {
    const newest = signed.heads.at(-1)?.at
    const signedAt = newest ? new Date(newest) : null
    const told = found ?? { problem: null, line: null }
    return { ...told, lines: seq, heads: agreeing, signedAt, checkedAt }
  }
  for (;;) {
    const lines = await withAdmin(pools, (db) => listLines(db, seq, head.seq))
    for (const line of lines) {
      const found = judge(key, seq, previous, line)
      if (found) return tell(found)
      const expected = signedHashes.get(line.seq)
      if (expected && expected !== line.hash.toString('hex'))
        return tell({ problem: 'A line is not the one that was signed.', line: line.seq })
      if (expected) agreeing += 1
      seq = line.seq
      previous = line.hash
    }
    if (lines.length < page) break
  }
  if (seq < Math.max(head.seq, lastSigned)) {
    return tell({ problem: 'Lines are missing at the end.', line: seq + 1 })
  }
  if (signed.forged > 0) return tell({ problem: 'A signed end was changed.', line: null })
  return tell(judgeHead(key, head, previous))
}

function judge(key: Buffer, before: number, previous: Buffer, line: Stored): Found | null {
  if (line.seq !== before + 1) return { problem: 'A line is missing.', line: before + 1 }
  const isChained = line.previous_hash.equals(previous)
  return isChained && hashLine(key, previous, line).equals(line.hash)
    ? null
    : { problem: 'A line is not as it was written.', line: line.seq }
}

function judgeHead(
  key: Buffer,
  head: { seq: number; hash: Buffer; seal: Buffer | null },
  last: Buffer,
): Found | null {
  const isEmpty = head.seq === 0 && head.seal === null
  const isSealed = head.seal?.equals(sealHead(key, head.seq, head.hash)) === true
  const isEnd = head.hash.equals(last) && (isSealed || isEmpty)
  return isEnd ? null : { problem: 'The end of the log was changed.', line: head.seq }
}

async function listLines(db: AdminDb, after: number, upTo: number): Promise<Stored[]> {
  return db
    .selectFrom('admin_access_log')
    .selectAll()
    .select(sql<number>`(extract(epoch from at) * 1000000)::bigint`.as('micros'))
    .where('seq', '>', after)
    .where('seq', '<=', upTo)
    .orderBy('seq')
    .limit(page)
    .execute()
}
