import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  parse,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
  validate,
} from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { LRUCache } from 'lru-cache'

/** What one operation may weigh, before anything of it runs. */
const most = { tokens: 2_000, depth: 10, aliases: 30, rootFields: 20, directives: 10, nodes: 500 }

/** Operations that were parsed lately, and what validating them found: the same ones come again and again (bench: P3, P7). */
const documents = new LRUCache<string, DocumentNode>({
  maxSize: 100_000,
  sizeCalculation: (_document, source) => source.length + 1,
})
const validated = new WeakMap<
  DocumentNode,
  { schema: GraphQLSchema; errors: readonly GraphQLError[] }
>()

/** Parses under the token limit; throws a GraphQLError with code INVALID. The same source is the same document. */
export function parseWithin(source: string): DocumentNode {
  const known = documents.get(source)
  if (known) return known
  const document = parse(source, { maxTokens: most.tokens })
  documents.set(source, document)
  return document
}

/**
 * Validates: first the limits, alone and stopping at the first breach, so that an attack never reaches the expensive
 * rules; then GraphQL's own, without suggestions that would tell the schema's names.
 */
export function validateWithin(
  schema: GraphQLSchema,
  document: DocumentNode,
  rules?: readonly ValidationRule[],
): readonly GraphQLError[] {
  // Rules of somebody else's are asked every time: what they say may depend on more than the document.
  const known = rules ? undefined : validated.get(document)
  if (known?.schema === schema) return known.errors
  const errors = findErrors(schema, document, rules)
  if (!rules) validated.set(document, { schema, errors })
  return errors
}

function findErrors(
  schema: GraphQLSchema,
  document: DocumentNode,
  rules?: readonly ValidationRule[],
): readonly GraphQLError[] {
  const breaches = validate(schema, document, [limitsRule], { maxErrors: 1 })
  if (breaches.length > 0) return breaches
  const errors = validate(schema, document, rules, { maxErrors: 5, hideSuggestions: true })
  for (const { extensions } of errors) extensions.code = 'INVALID'
  return errors
}

/** The same two for Yoga. */
export function useLimits(): Plugin {
  return {
    onParse: ({ setParseFn }) => setParseFn((source: string) => parseWithin(source)),
    onValidate: ({ setValidationFn }) =>
      setValidationFn((schema: GraphQLSchema, document: DocumentNode, rules: ValidationRule[]) =>
        validateWithin(schema, document, rules),
      ),
  }
}

function limitsRule(context: ValidationContext) {
  return {
    OperationDefinition(operation: { selectionSet: SelectionSetNode }) {
      const breach = weigh(context, operation.selectionSet)
      if (breach) {
        const message = `This operation has too many ${breach.what} (at most ${breach.most}).`
        context.reportError(new GraphQLError(message, { extensions: { code: 'INVALID' } }))
      }
      // Nothing below is of interest, and walking it is what an attacker pays for.
      return false
    },
  }
}

type Breach = { what: string; most: number }

/** Walks the operation with its fragments expanded, and stops at the first limit it passes. */
function weigh(context: ValidationContext, root: SelectionSetNode): Breach | null {
  const seen = { nodes: 0, aliases: 0, directives: 0 }
  const open = new Set<string>()
  if (root.selections.length > most.rootFields)
    return { what: 'root fields', most: most.rootFields }

  function walk(set: SelectionSetNode, depth: number): Breach | null {
    for (const selection of set.selections) {
      seen.nodes += 1
      seen.directives += selection.directives?.length ?? 0
      if (selection.kind === 'Field' && selection.alias) seen.aliases += 1
      if (seen.nodes > most.nodes) return { what: 'fields', most: most.nodes }
      if (seen.directives > most.directives) return { what: 'directives', most: most.directives }
      if (seen.aliases > most.aliases) return { what: 'aliases', most: most.aliases }
      const breach = descend(selection, depth)
      if (breach) return breach
    }
    return null
  }

  function descend(
    selection: SelectionSetNode['selections'][number],
    depth: number,
  ): Breach | null {
    if (selection.kind === 'InlineFragment') return walk(selection.selectionSet, depth)
    if (selection.kind === 'FragmentSpread') {
      const fragment = context.getFragment(selection.name.value)
      if (!fragment || open.has(selection.name.value)) return null
      open.add(selection.name.value)
      const breach = walk(fragment.selectionSet, depth)
      open.delete(selection.name.value)
      return breach
    }
    // The standard introspection query is deep and harmless: it has limits of its own in graphql-js.
    if (selection.name.value === '__schema' || selection.name.value === '__type') return null
    if (depth > most.depth) return { what: 'levels', most: most.depth }
    return selection.selectionSet ? walk(selection.selectionSet, depth + 1) : null
  }

  return walk(root, 1)
}
