import { bypassing, type Road } from '../db/urls.ts'
import { type Access, access, catalogue, grantedColumns, type Reach, reaches } from './access.ts'
import type { Relation } from './relations.ts'

// One cell of the matrix, and what sql/access.ts says must come of a statement there.

/** What the transaction says about its tenant. */
export type Context = { name: string; kind: 'absent' | 'garbage' | 'tenant'; value?: string }

/** `stored` also accepts 23505: row security let the row through to a key that is taken. */
export type Expected = number | 'refused' | 'stored'

/** One cell of the matrix. */
export type Situation = {
  road: Road
  relation: Relation
  context: Context
  reads: Reach
  writes: Reach
  may(verb: 'select' | 'insert' | 'update' | 'delete', ...columns: string[]): boolean
}

export function situate(
  road: Road,
  relation: Relation,
  context: Context,
  granted: Access = access,
): Situation {
  const entry = granted[relation.name]?.[road]
  const may: Situation['may'] = (verb, ...columns) => {
    const allowed = grantedColumns(entry, verb)
    if (allowed === 'all') return true
    return allowed.length > 0 && columns.every((column) => allowed.includes(column))
  }
  return { road, relation, context, may, ...reachOf(road, relation) }
}

function reachOf(road: Road, relation: Relation): { reads: Reach; writes: Reach } {
  if (catalogue.includes(relation.name)) return { reads: 'any', writes: 'any' }
  if (bypassing.includes(road)) return { reads: 'any', writes: 'any' }
  // No policy: row security, forced, answers with nothing.
  if (!access[relation.name]?.[road]) return { reads: 'none', writes: 'none' }
  return relation.tenant ? reaches[road] : { reads: 'any', writes: 'any' }
}

/** How many rows a statement reaches that asks for the rows of `owner`, or for all. */
export function reached(at: Situation, owner?: string): Expected {
  const { counts, total } = at.relation
  if (at.reads === 'none') return 0
  if (at.reads === 'any') return owner ? (counts.get(owner) ?? 0) : total
  if (at.context.kind !== 'tenant') return 'refused'
  const isMine = owner === undefined || owner === at.context.value
  return isMine ? (counts.get(at.context.value ?? '') ?? 0) : 0
}

/** As reached(), for statements that leave a new version of the row behind, which the check must let pass. */
export function rewritten(at: Situation, owner?: string): Expected {
  if (at.writes === 'own' && at.reads === 'any') {
    const isMine = at.context.kind === 'tenant' && at.context.value === owner
    return isMine ? reached(at, owner) : 'refused'
  }
  return reached(at, owner)
}

export function inserted(at: Situation, owner: string): Expected {
  if (at.writes === 'none') return 'refused'
  const isAllowed = at.writes === 'any' || at.context.value === owner
  return isAllowed ? 'stored' : 'refused'
}
