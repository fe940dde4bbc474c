import { type ExecutionArgs, type ExecutionResult, execute, getOperationAST, Kind } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { Context } from './context.ts'
import { type LogBug, maskError, Refusal } from './errors.ts'

/**
 * One operation is one transaction. A query keeps what it could read; a mutation of which any field failed, or whose COMMIT
 * was not answered with COMMIT, rolls back whole and answers `data: null`.
 */
export function useOperation(log: LogBug): Plugin {
  return {
    onExecute({ setExecuteFn }) {
      setExecuteFn((args: ExecutionArgs) => {
        // Yoga copies what it is given into an object of its own; ours has a life and travels inside it.
        const { operation } = args.contextValue as { operation: Context }
        return runOperation({ ...args, contextValue: operation }, log)
      })
    },
    onSubscribe({ setSubscribeFn }) {
      const refusal = new Refusal(
        'INVALID',
        'Subscriptions travel by websocket, on this same path.',
      )
      setSubscribeFn(() => ({ errors: [maskError(refusal, log)] }))
    },
  }
}

/** Executes with the transaction around it; every error that leaves has been masked. */
async function runOperation(args: ExecutionArgs, log: LogBug): Promise<ExecutionResult> {
  const context = args.contextValue as Context
  const operation = getOperationAST(args.document, args.operationName)
  const isMutation = operation?.operation === 'mutation'
  try {
    if (isMutation) refuseCompany(args)
    const result = await execute(args)
    const errors = result.errors?.map((error) => maskError(error, log))
    if (!errors) {
      await context.commit()
      return result
    }
    await context.rollback()
    return { ...result, errors, data: isMutation ? null : result.data }
  } catch (error) {
    await context.rollback().catch(() => {})
    return { data: null, errors: [maskError(error, log)] }
  }
}

/**
 * A mutation that commits on a road of its own (signing up, in, out; renewing) would outlive the rollback of another field
 * beside it, so it comes alone. Its field says so: `extensions: { comesAlone: true }`.
 */
function refuseCompany(args: ExecutionArgs): void {
  const fields = args.schema.getMutationType()?.getFields() ?? {}
  const names = rootFieldNames(args)
  if (names.length > 1 && names.some((name) => fields[name]?.extensions.comesAlone === true)) {
    throw new Refusal(
      'INVALID',
      'This mutation comes alone: send the other fields in an operation of their own.',
    )
  }
}

function rootFieldNames(args: ExecutionArgs): string[] {
  const operation = getOperationAST(args.document, args.operationName)
  const fragments = new Map(
    args.document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION
        ? [[definition.name.value, definition] as const]
        : [],
    ),
  )
  type Selections = NonNullable<typeof operation>['selectionSet']['selections']
  const collect = (selections: Selections): string[] =>
    selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection.name.value]
      if (selection.kind === Kind.INLINE_FRAGMENT) return collect(selection.selectionSet.selections)
      const fragment = fragments.get(selection.name.value)
      return fragment ? collect(fragment.selectionSet.selections) : []
    })
  return operation ? collect(operation.selectionSet.selections) : []
}
