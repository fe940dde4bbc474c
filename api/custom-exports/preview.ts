import { sql } from 'kysely'
import pLimit from 'p-limit'
import { DatabaseError } from 'pg'
import { openExport, type Pools, type Tenant } from '../../db/connections.ts'
import type { Bounds } from '../datasets/dataset.ts'
import { type Columns, plainCells } from '../export-engine/rows.ts'
import { invalid, Refusal } from '../graphql/errors.ts'
import type { Recipe } from './recipe.ts'
import { customRows } from './rows.ts'

export type Preview = { columns: Columns; rows: (string | null)[][]; rowCount: number | null }

/** Previews take few of the connections that files are made over, and none for long. */
const turns = pLimit(2)
const mostWaiting = 20
const patience = '3s'
const mostCounted = 1_000_000

/**
 * The first rows of a custom export and how many it has, on the road that makes the file. INVALID when it takes longer than a
 * moment; the count alone is null then, and beyond a million.
 */
export async function previewOf(
  pools: Pools,
  tenant: Tenant,
  recipe: Recipe,
  bounds: Omit<Bounds, 'asOf' | 'snapshot'>,
  first: number,
): Promise<Preview> {
  if (turns.pendingCount >= mostWaiting) {
    const message = 'Many previews are asked for at this moment. Try again.'
    throw new Refusal('RATE_LIMITED', message, { retryAfter: 2 })
  }
  return turns(() => readPreview(pools, tenant, recipe, bounds, first))
}

async function readPreview(
  pools: Pools,
  tenant: Tenant,
  recipe: Recipe,
  bounds: Omit<Bounds, 'asOf' | 'snapshot'>,
  first: number,
): Promise<Preview> {
  const { db, transaction } = openExport(pools, tenant)
  try {
    const { rows: now } = await sql<{ snapshot: string }>`
      select pg_current_snapshot()::text as snapshot, set_config('timezone', ${bounds.timezone}, true),
        set_config('statement_timeout', ${patience}, true)`.execute(db)
    const snapshot = now[0]?.snapshot ?? ''
    const wanted = await customRows(db, recipe, { ...bounds, asOf: new Date(), snapshot })
    const { rows } = await sql<{ cells: (string | null)[] }>`
      select array[${sql.join(plainCells(wanted))}] as cells from (${wanted.query}) as cells
      limit ${first}`.execute(db)
    const counted = sql<{ count: number }>`
      select count(*) as count from (select from (${wanted.query}) as wanted limit ${mostCounted + 1}) as counted`
    const count = await counted.execute(db).then((answer) => answer.rows[0]?.count ?? 0, ifTooLong)
    const rowCount = count === null || count > mostCounted ? null : count
    return { columns: wanted.columns, rows: rows.map(({ cells }) => cells), rowCount }
  } catch (error) {
    if (isTooLong(error))
      throw invalid('recipe.range', 'This takes too long to preview. Choose a shorter range.')
    throw error
  } finally {
    // Nothing was written: the connection needs no more than an end.
    await transaction.rollback().catch(() => {})
  }
}

const isTooLong = (error: unknown) => error instanceof DatabaseError && error.code === '57014'

function ifTooLong(error: unknown): null {
  if (isTooLong(error)) return null
  throw error
}
