import { complexityFromQuery } from '@pothos/plugin-complexity'
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  OperationTypeNode,
} from 'graphql'
import { type LogBug, maskError, Refusal } from '../graphql/errors.ts'
import { parseWithin, validateWithin } from '../graphql/limits.ts'
import type { AdminContext } from './context.ts'

/** An operation as it was sent. */
export type Sent = {
  query: string
  operationName: string | null
  variables: Record<string, unknown>
}

/** What came of it, for the client and for the log. */
export type Done = {
  result: ExecutionResult
  /** OK, or the code of the first refusal. */
  outcome: string
  /** What it was reckoned to cost before it ran; 0 when it could not be read. */
  cost: number
  /** Entries of all lists in the answer. */
  rows: number
}

/**
 * Reads, weighs and runs one operation of staff. Every error that leaves has been masked; a query keeps what it could read,
 * a mutation stands alone and answers `data: null` when it fails.
 */
export async function runOperation(
  schema: GraphQLSchema,
  sent: Sent,
  context: AdminContext,
  log: LogBug,
): Promise<Done> {
  let cost = 0
  try {
    const document = parseWithin(sent.query)
    const errors = validateWithin(schema, document)
    if (errors.length > 0) return done({ errors }, cost, log)
    const isMutation = requireOperation(document, sent.operationName)
    const variables = sent.variables
    cost = complexityFromQuery(document, { schema, ctx: context, variables }).complexity
    const result = await execute({
      schema,
      document,
      contextValue: context,
      variableValues: variables,
      operationName: sent.operationName ?? undefined,
    })
    return done(isMutation && result.errors ? { ...result, data: null } : result, cost, log)
  } catch (error) {
    return done({ data: null, errors: [maskError(error, log)] }, cost, log)
  } finally {
    await context.end().catch(() => {})
  }
}

/** Whether it is a mutation, which comes alone; INVALID for a subscription: nothing here streams. */
function requireOperation(document: DocumentNode, name: string | null): boolean {
  const operation = getOperationAST(document, name)
  if (!operation) {
    throw new Refusal('INVALID', 'Say which operation of the document is meant: operationName.')
  }
  if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
    throw new Refusal('INVALID', 'There are no subscriptions here.')
  }
  if (operation.operation === OperationTypeNode.QUERY) return false
  const [only, ...others] = operation.selectionSet.selections
  if (others.length > 0 || only?.kind !== Kind.FIELD) {
    throw new Refusal(
      'INVALID',
      'One mutation at a time: send the others in operations of their own.',
    )
  }
  return true
}

function done(result: ExecutionResult, cost: number, log: LogBug): Done {
  const errors = result.errors?.map((error) => maskError(error, log))
  const outcome = String(errors?.[0]?.extensions.code ?? 'OK')
  return {
    result: errors ? { ...result, errors } : result,
    outcome,
    cost,
    rows: countEntries(result.data),
  }
}

function countEntries(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum, each) => sum + 1 + countEntries(each), 0)
  if (typeof value !== 'object' || value === null) return 0
  return Object.values(value).reduce((sum: number, each) => sum + countEntries(each), 0)
}
