import { mac } from '../credentials/seal.ts'

// The chain of app.admin_access_log: what a line says, the line before it, and a key the database does not have.

/** Everything a line says, as it is stored. */
export type Line = {
  seq: number
  operation_id: string
  kind: 'ASKED' | 'ANSWERED'
  /** Microseconds since 1970: what the database keeps, and not a digit less. */
  micros: number
  admin_id: string | null
  address: string
  reason: string | null
  operation_name: string | null
  operation: string | null
  variables: string | null
  outcome: string | null
  organizations: string[] | null
  row_count: number | null
  cost: number | null
  duration_ms: number | null
}

/** What stands before the first line. */
export const beginning = Buffer.alloc(32)

export function hashLine(key: Buffer, previous: Buffer, line: Line): Buffer {
  return mac(
    key,
    JSON.stringify([
      previous.toString('hex'),
      ...[line.seq, line.operation_id, line.kind, line.micros, line.admin_id, line.address],
      ...[line.reason, line.operation_name, line.operation, line.variables, line.outcome],
      ...[line.organizations, line.row_count, line.cost, line.duration_ms],
    ]),
  )
}

/** Says that the chain ends here: made by whoever has the key, so an older end cannot be made up. */
export function sealHead(key: Buffer, seq: number, hash: Buffer): Buffer {
  return mac(key, `head ${seq} ${hash.toString('hex')}`)
}
