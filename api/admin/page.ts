import type { ObjectRef } from '@pothos/core'
import { invalid } from '../graphql/errors.ts'
import { builder } from './builder.ts'

/** One page of a list, and what its rows are found again by. */
export type Page<T> = {
  rows: readonly T[]
  hasNextPage: boolean
  cursorOf: (row: T) => string
  count: () => Promise<number>
}

const most = 100

const PageInfo = builder.objectRef<Page<never>>('PageInfo').implement({
  description: 'Where a page ends and whether another follows.',
  authScopes: { staff: true },
  fields: (t) => ({
    hasNextPage: t.boolean({ resolve: (page) => page.hasNextPage }),
    hasPreviousPage: t.boolean({
      description: 'Always false: lists are read forward.',
      resolve: () => false,
    }),
    startCursor: t.string({ nullable: true, resolve: (page) => cursorAt(page, 0) }),
    endCursor: t.string({ nullable: true, resolve: (page) => cursorAt(page, -1) }),
  }),
})

function cursorAt(page: Page<never>, index: number): string | null {
  const row = page.rows.at(index)
  return row === undefined ? null : page.cursorOf(row)
}

/** The connection type over one kind of node: edges, nodes, pageInfo, totalCount. Made once a kind. */
export function connectionOf<T>(
  name: string,
  node: ObjectRef<typeof builder.$inferSchemaTypes, T>,
) {
  type Edge = { row: T; cursor: string }
  const EdgeType = builder.objectRef<Edge>(`${name}Edge`).implement({
    authScopes: { staff: true },
    fields: (t) => ({
      cursor: t.exposeString('cursor'),
      node: t.field({ type: node, resolve: ({ row }) => row as never }),
    }),
  })
  return builder.objectRef<Page<T>>(`${name}Connection`).implement({
    description: `A page of ${name} rows.`,
    authScopes: { staff: true },
    fields: (t) => ({
      edges: t.field({
        type: [EdgeType],
        complexity: { multiplier: 1 },
        resolve: (page) => page.rows.map((row) => ({ row, cursor: page.cursorOf(row) })),
      }),
      nodes: t.field({
        type: [node],
        complexity: { multiplier: 1 },
        resolve: (page) => page.rows as never,
      }),
      pageInfo: t.field({ type: PageInfo, resolve: (page) => page as unknown as Page<never> }),
      totalCount: t.int({
        description: 'How many rows the whole list has; counted only when asked for.',
        resolve: (page) => page.count(),
      }),
    }),
  })
}

/** How many rows are asked for; INVALID outside 1 to `most`. */
export function sizeOf(given: number | null | undefined, name = 'first', upTo = most): number {
  const size = given ?? 20
  if (size < 1 || size > upTo) throw invalid(name, `Ask for 1 to ${upTo} rows at a time.`)
  return size
}

/** The cost of a list: its rows times what each row costs. */
export function listComplexity(rows: number | null | undefined): {
  field: number
  multiplier: number
} {
  return { field: 10, multiplier: Math.max(1, rows ?? 20) }
}

/** A place in a list as a client keeps it; opaque. */
export function toCursor(place: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url')
}

/** The place a cursor names; INVALID when it is none of this list. */
export function fromCursor(cursor: string, isPlace: (place: unknown[]) => boolean): unknown[] {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(place) && isPlace(place)) return place
  } catch {
    // Said below.
  }
  throw invalid('after', 'This cursor is not from this list.')
}
