import type { Readable } from 'node:stream'
import type { CompiledQuery } from 'kysely'
import { to as copyTo } from 'pg-copy-streams'
import type { Transaction } from './transaction.ts'

/** csv: with a heading. lines: one column of text without line feeds, tabs and backslashes, as it is, a line a row. */
export type CopyForm = 'csv' | 'lines'

const options: Record<CopyForm, string> = { csv: '(format csv, header)', lines: '(format text)' }

/**
 * A query's rows as bytes, straight from the server: COPY of a query obeys the policies of its transaction, and it is five
 * times as fast as reading rows and writing them again. COPY takes no parameters, so the query's values travel in a
 * setting of the transaction and each `$n` becomes an expression that reads it back.
 */
export async function copyOut(
  transaction: Transaction,
  query: CompiledQuery,
  form: CopyForm,
): Promise<CopyStream> {
  const client = await transaction.client()
  const values = query.parameters.map((value) =>
    value instanceof Date ? value.toISOString() : value,
  )
  await client.query("select set_config('app.copy_args', $1, true)", [JSON.stringify(values)])
  const text = query.sql.replace(/\$(\d+)/g, (_match, n: string) =>
    argument(Number(n) - 1, query.parameters[Number(n) - 1]),
  )
  return client.query(copyTo(`copy (${text}) to stdout with ${options[form]}`))
}

/** rowCount is known when the stream has ended. */
export type CopyStream = Readable & { rowCount: number }

function argument(index: number, value: unknown): string {
  return `(current_setting('app.copy_args')::jsonb ->> ${index})::${typeOf(value)}`
}

function typeOf(value: unknown): string {
  if (value instanceof Date) return 'timestamptz'
  if (typeof value === 'number') return 'numeric'
  if (typeof value === 'boolean') return 'boolean'
  return 'text'
}
