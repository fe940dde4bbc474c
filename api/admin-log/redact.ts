import { type DocumentNode, type GraphQLSchema, Kind, print, visit } from 'graphql'
import { parseWithin, validateWithin } from '../graphql/limits.ts'

// What is written down of an operation: everything but secrets. They are known by the name of the argument they are given
// to; of an operation that does not fit the schema no name can be believed, so no value of it is kept.

const removed = '[removed]'
const secret = /password|secret|token|^(code|otp)$/i
/** Deeper than any input type is. */
const deepest = 16
const literals: readonly string[] = [Kind.STRING, Kind.INT, Kind.FLOAT]
/** Longer ones are cut: the limits of an operation keep the honest ones far below. */
const longest = 20_000

export type Kept = { operation: string; variables: string; operationName: string | null }

type Sent = { query: string; variables: Record<string, unknown>; operationName: string | null }

export function withoutSecrets(
  schema: GraphQLSchema,
  { query, variables, operationName }: Sent,
): Kept {
  const document = read(query)
  if (!document) {
    const operation = `[cannot be read, ${query.length} characters]`
    return { operation, variables: keep(mask(variables, true)), operationName: null }
  }
  const isStrange = validateWithin(schema, document).length > 0
  const hidden = new Set<string>()
  const cleaned = clean(document, isStrange, hidden)
  const told = mask(variables, isStrange, hidden)
  const isNamed = operationName !== null && /^[_A-Za-z]\w{0,99}$/.test(operationName)
  return {
    operation: print(cleaned).slice(0, longest),
    variables: keep(told),
    operationName: isNamed ? operationName : nameOf(document),
  }
}

function read(query: string): DocumentNode | null {
  try {
    return parseWithin(query)
  } catch {
    return null
  }
}

function nameOf(document: DocumentNode): string | null {
  const first = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)
  return first?.name?.value.slice(0, 100) ?? null
}

/** Literals given to a secret's name are taken out; variables given to one are noted in `hidden`. */
function clean(document: DocumentNode, all: boolean, hidden: Set<string>): DocumentNode {
  const blank = { kind: Kind.STRING, value: removed } as const
  const judge = (node: { name: { value: string }; value: { kind: string } }) => {
    if (!secret.test(node.name.value)) return undefined
    if (node.value.kind === Kind.VARIABLE) {
      hidden.add((node.value as unknown as { name: { value: string } }).name.value)
      return undefined
    }
    return { ...node, value: blank }
  }
  const once = visit(document, { Argument: judge, ObjectField: judge } as never) as DocumentNode
  const isHidden = (name: string) => all || hidden.has(name) || secret.test(name)
  return visit(once, {
    enter(node) {
      if (all && literals.includes(node.kind)) return blank
      if (node.kind !== Kind.VARIABLE_DEFINITION || !node.defaultValue) return undefined
      return isHidden(node.variable.name.value) ? { ...node, defaultValue: blank } : undefined
    },
  })
}

/** The variables with secrets taken out, however deep; all values where `all`. */
function mask(
  value: unknown,
  all: boolean,
  hidden: ReadonlySet<string> = new Set(),
  level = 0,
): unknown {
  if (typeof value !== 'object' || value === null) return all ? removed : value
  if (level > deepest) return removed
  if (Array.isArray(value)) return value.map((each) => mask(each, all, hidden, level + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => {
      const isSecret = (level === 0 && hidden.has(name)) || secret.test(name)
      return [name.slice(0, 100), isSecret ? removed : mask(each, all, hidden, level + 1)]
    }),
  )
}

function keep(variables: unknown): string {
  const text = JSON.stringify(variables)
  return text.length > longest ? `[${text.length} characters]` : text
}
