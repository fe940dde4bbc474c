import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  executeSubscriptionEvent,
  mapSourceToResponseEvent,
  type ValidatedSubscriptionArgs,
  validateSubscriptionArgs,
} from 'graphql'
import { Context } from './context.ts'
import { type LogBug, maskError } from './errors.ts'

/**
 * Starts a subscription. A subscription has no transaction of its own, since it may stay open for days: what an event's
 * fields read is read in a short one for that event.
 */
export async function runSubscription(
  args: ExecutionArgs,
  log: LogBug,
): Promise<AsyncGenerator<ExecutionResult, void, void> | ExecutionResult> {
  const validated = validateSubscriptionArgs(args)
  if (!('schema' in validated)) return masked({ errors: validated }, log)
  const source = await createSourceEventStream(validated)
  await (args.contextValue as Context).rollback()
  if (!(Symbol.asyncIterator in source)) return masked(source, log)
  return mapSourceToResponseEvent(validated, source, (event) => runEvent(event, log))
}

async function runEvent(event: ValidatedSubscriptionArgs, log: LogBug): Promise<ExecutionResult> {
  const { pools, services, facts, viewer } = event.contextValue as Context
  const context = new Context(pools, services, facts, viewer)
  try {
    const result = await executeSubscriptionEvent({ ...event, contextValue: context })
    await context.commit()
    return masked(result, log)
  } catch (error) {
    await context.rollback().catch(() => {})
    return { data: null, errors: [maskError(error, log)] }
  }
}

function masked(result: ExecutionResult, log: LogBug): ExecutionResult {
  const errors = result.errors?.map((error) => maskError(error, log))
  return errors ? { ...result, errors } : result
}
