import type { ObjectRef } from '@pothos/core'
import { builder } from './builder.ts'
import { invalid } from './errors.ts'

/** What a list is asked for. */
export type PageArgs = { first?: number | null | undefined; after?: string | null | undefined }

/** A page as a query function takes it: how many rows at most, and the id the last page ended with. */
export type Keyset = { limit: number; afterId: string | null }

type Row = { id: string }
type Page<T> = { rows: T[]; hasNextPage: boolean; count: () => Promise<number> }

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** The id, or NOT_FOUND: what is not a UUID names nothing, and says so like any unknown id. */
export function isId(id: string): boolean {
  return uuid.test(id)
}

const PageInfo = builder.objectRef<Page<Row>>('PageInfo').implement({
  description: 'Where a page ends and whether another follows.',
  authScopes: { public: true },
  fields: (t) => ({
    hasNextPage: t.boolean({ resolve: (page) => page.hasNextPage }),
    hasPreviousPage: t.boolean({
      description: 'Always false: lists are read forward.',
      resolve: () => false,
    }),
    startCursor: t.string({ nullable: true, resolve: (page) => cursorOf(page.rows[0]) }),
    endCursor: t.string({ nullable: true, resolve: (page) => cursorOf(page.rows.at(-1)) }),
  }),
})

/** The connection type over one kind of node: edges, nodes, pageInfo, totalCount. Made once a kind. */
export function connectionOf<T extends Row>(
  name: string,
  node: ObjectRef<typeof builder.$inferSchemaTypes, T>,
) {
  const Edge = builder.objectRef<T>(`${name}Edge`).implement({
    authScopes: { member: true },
    fields: (t) => ({
      cursor: t.string({ resolve: (row) => cursorOf(row) ?? '' }),
      node: t.field({ type: node, resolve: (row) => row as never }),
    }),
  })
  return builder.objectRef<Page<T>>(`${name}Connection`).implement({
    description: `A page of ${name} rows.`,
    authScopes: { member: true },
    fields: (t) => ({
      edges: t.field({ type: [Edge], complexity: { multiplier: 1 }, resolve: (page) => page.rows }),
      nodes: t.field({
        type: [node],
        complexity: { multiplier: 1 },
        resolve: (page) => page.rows as never,
      }),
      pageInfo: t.field({ type: PageInfo, resolve: (page) => page }),
      totalCount: t.int({
        description: 'How many rows the whole list has; counted only when asked for.',
        resolve: (page) => page.count(),
      }),
    }),
  })
}

/** The arguments every list has. */
export const pageArgs = {
  first: { description: 'How many rows, 1 to 100.', defaultValue: 20 },
  after: { description: 'The endCursor of the page before.' },
}

/** The cost of a list: its rows times what each row costs. */
export function pageComplexity(args: PageArgs): { field: number; multiplier: number } {
  return { field: 1, multiplier: Math.min(100, Math.max(1, args.first ?? 20)) }
}

/**
 * One page by key: asks for a row more than wanted to know whether another page follows. INVALID for a `first` outside
 * 1 to 100 or a cursor that is not one of ours.
 */
export async function pageOf<T extends Row>(
  args: PageArgs,
  list: (keyset: Keyset) => Promise<T[]>,
  count: () => Promise<number>,
): Promise<Page<T>> {
  const first = args.first ?? 20
  if (first < 1 || first > 100) throw invalid('first', 'Ask for 1 to 100 rows at a time.')
  const rows = await list({ limit: first + 1, afterId: idOf(args.after) })
  return { rows: rows.slice(0, first), hasNextPage: rows.length > first, count }
}

function cursorOf(row: Row | undefined): string | null {
  return row ? Buffer.from(row.id.replaceAll('-', ''), 'hex').toString('base64url') : null
}

function idOf(cursor: string | null | undefined): string | null {
  if (!cursor) return null
  const hex = Buffer.from(cursor, 'base64url').toString('hex')
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  if (!isId(id)) throw invalid('after', 'This cursor is not from this list.')
  return id
}
