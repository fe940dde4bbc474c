import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type DocumentNode,
  type GraphQLSchema,
  getVariableValues,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
} from 'graphql'
import { describe, expect, it } from 'vitest'
import { adminSchema } from './admin-schema.ts'
import { parseWithin, validateWithin } from './graphql/limits.ts'
import { schema } from './schema.ts'

const whole = readFileSync(join(import.meta.dirname, '../docs/api.md'), 'utf8')

/** The guide has two parts, each about a schema of its own. */
const [customers = '', staff = ''] = whole.split(/^## Staff$/m)
const parts = [
  { part: 'customers', text: customers, schema, least: 20 },
  { part: 'staff', text: staff, schema: adminSchema, least: 5 },
]

/** An operation of the guide, and the variables written under it. */
type Example = { source: string; variables: string }

function examplesOf(text: string): Example[] {
  const blocks = /^```graphql\n(.*?)^```\n(?:\nVariables:\n\n```json\n(.*?)^```\n)?/gms
  return [...text.matchAll(blocks)].map(([, source = '', variables = '{}']) => ({
    source,
    variables,
  }))
}

function operationOf(document: DocumentNode): OperationDefinitionNode {
  const [first, ...others] = document.definitions
  if (first?.kind !== Kind.OPERATION_DEFINITION || others.length > 0) {
    throw new Error('a block of the guide is exactly one operation')
  }
  return first
}

function nameOf({ source }: Example): string {
  return operationOf(parseWithin(source)).name?.value ?? source
}

function hasField(schema: GraphQLSchema, path: string): boolean {
  const [typeName = '', field = ''] = path.split('.')
  const type = schema.getType(typeName)
  return isObjectType(type) && field in type.getFields()
}

describe.each(parts)('the guide for $part', ({ text, schema, least }) => {
  const examples = examplesOf(text)

  it('has its examples', () => {
    expect(examples).toHaveLength(text.split('```graphql').length - 1)
    expect(examples.length).toBeGreaterThan(least)
    expect(text.split('Variables:')).toHaveLength(
      examples.filter(({ variables }) => variables !== '{}').length + 1,
    )
  })

  it.each(examples.map((example) => ({ name: nameOf(example), example })))(
    '$name can be sent as it is written',
    ({ example }) => {
      const document = parseWithin(example.source)
      expect(validateWithin(schema, document)).toEqual([])
      const definitions = operationOf(document).variableDefinitions ?? []
      const variables = JSON.parse(example.variables)
      expect(getVariableValues(schema, definitions, variables).errors).toBeUndefined()
      const declared = definitions.map(({ variable }) => variable.name.value)
      expect(declared).toEqual(expect.arrayContaining(Object.keys(variables)))
    },
  )

  it('shows every field that can be called', () => {
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
    const fields = roots.flatMap((root) => Object.keys(root?.getFields() ?? {}))
    const shown = examples.flatMap(({ source }) =>
      operationOf(parseWithin(source)).selectionSet.selections.map((selection) =>
        selection.kind === Kind.FIELD ? selection.name.value : '',
      ),
    )
    expect([...new Set(shown)].sort()).toEqual(fields.sort())
  })

  it('says "not yet" only of what is not there', () => {
    const wrong = (page: string) =>
      [...page.matchAll(/not yet: `(\w+\.\w+)`/g)]
        .map(([, path = '']) => path)
        .filter((path) => hasField(schema, path))
    expect(wrong('not yet: `Query.me`, not yet: `Query.weather`')).toEqual(['Query.me'])
    expect(wrong(text)).toEqual([])
  })
})
