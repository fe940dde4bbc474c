import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type DocumentNode,
  getVariableValues,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
} from 'graphql'
import { describe, expect, it } from 'vitest'
import { parseWithin, validateWithin } from './graphql/limits.ts'
import { schema } from './schema.ts'

const text = readFileSync(join(import.meta.dirname, '../docs/api.md'), 'utf8')

/** An operation of the guide, and the variables written under it. */
type Example = { source: string; variables: string }

const examples: Example[] = [
  ...text.matchAll(/^```graphql\n(.*?)^```\n(?:\nVariables:\n\n```json\n(.*?)^```\n)?/gms),
].map(([, source = '', variables = '{}']) => ({ source, variables }))

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

function hasField(path: string): boolean {
  const [typeName = '', field = ''] = path.split('.')
  const type = schema.getType(typeName)
  return isObjectType(type) && field in type.getFields()
}

describe('the guide', () => {
  it('has its examples', () => {
    expect(examples).toHaveLength(text.split('```graphql').length - 1)
    expect(examples.length).toBeGreaterThan(20)
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
      [...page.matchAll(/not yet: `(\w+\.\w+)`/g)].map(([, path = '']) => path).filter(hasField)
    expect(wrong('not yet: `Query.me`, not yet: `Query.weather`')).toEqual(['Query.me'])
    expect(wrong(text)).toEqual([])
  })
})
