import SchemaBuilder from '@pothos/core'
import ComplexityPlugin from '@pothos/plugin-complexity'
import ScopeAuthPlugin from '@pothos/plugin-scope-auth'
import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql'
import { isObjectType } from 'graphql'
import type { JsonValue, MemberRole } from '../../db/types.ts'
import type { Context } from './context.ts'
import { Refusal, unauthenticated } from './errors.ts'
import { date, dateTime, json, safeInt } from './scalars.ts'

/** What a field may ask of its caller. */
export type Scopes = {
  /** Anybody, signed in or not. */
  public: boolean
  /** A member of an organization, in any role. */
  member: boolean
  /** A member who may change things: owner, admin or editor. */
  editor: boolean
  /** A member who runs the organization: owner or admin. */
  admin: boolean
  owner: boolean
}

/** The roles that may, and what the others are told. */
const roles = {
  editor: {
    may: ['OWNER', 'ADMIN', 'EDITOR'],
    refusal: 'Viewers cannot change this. An owner can make you an editor.',
  },
  admin: {
    may: ['OWNER', 'ADMIN'],
    refusal: 'Only owners and admins can do this. Ask one of them.',
  },
  owner: { may: ['OWNER'], refusal: 'Only an owner can do this. Ask one of them.' },
} as const satisfies Partial<Record<keyof Scopes, { may: readonly MemberRole[]; refusal: string }>>

type RoleScope = keyof typeof roles

function isOne(scope: RoleScope, role: MemberRole | undefined): boolean {
  return (roles[scope].may as readonly (MemberRole | undefined)[]).includes(role)
}

/** FORBIDDEN, naming who may: what a field asks for stands in its own options. */
function forbidden(info: GraphQLResolveInfo): Refusal {
  const { extensions } = info.parentType.getFields()[info.fieldName] ?? {}
  const { pothosOptions } = (extensions ?? {}) as { pothosOptions?: { authScopes?: object } }
  const asked = Object.keys(pothosOptions?.authScopes ?? {}).find((scope) => scope in roles)
  return new Refusal('FORBIDDEN', roles[(asked ?? 'editor') as RoleScope].refusal)
}

export const builder = new SchemaBuilder<{
  Context: Context
  AuthScopes: Scopes
  DefaultAuthStrategy: 'all'
  DefaultFieldNullability: false
  DefaultInputFieldRequiredness: false
  Scalars: {
    ID: { Input: string; Output: string }
    Date: { Input: string; Output: string }
    DateTime: { Input: Date; Output: Date }
    SafeInt: { Input: number; Output: number }
    JSON: { Input: JsonValue; Output: JsonValue }
  }
}>({
  plugins: [ScopeAuthPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  scopeAuth: {
    defaultStrategy: 'all',
    // Without this a subscription's source would start for somebody who may not read it.
    authorizeOnSubscribe: true,
    authScopes: (context) => ({
      public: true,
      member: context.viewer !== null,
      editor: isOne('editor', context.viewer?.role),
      admin: isOne('admin', context.viewer?.role),
      owner: isOne('owner', context.viewer?.role),
    }),
    unauthorizedError: (_parent, context, info) =>
      context.viewer ? forbidden(info) : unauthenticated(),
  },
  complexity: {
    defaultComplexity: 1,
    // A plain list here is short (limits, options); lists that grow are connections and multiply by `first`.
    defaultListMultiplier: 5,
    limit: { complexity: 20_000, depth: 12, breadth: 400 },
  },
})

builder.queryType({ authScopes: { public: true } })
builder.mutationType({ authScopes: { public: true } })
builder.subscriptionType({ authScopes: { public: true } })

builder.scalarType('DateTime', dateTime)
builder.scalarType('Date', date)
builder.scalarType('SafeInt', safeInt)
builder.scalarType('JSON', json)

/**
 * Closed by default: throws when a root field does not say who may call it, or an object type who may read it. Called when
 * the schema is made, so that a forgotten scope stops the start instead of opening a door.
 */
export function assertScoped(schema: GraphQLSchema): void {
  const roots = new Set([
    schema.getQueryType(),
    schema.getMutationType(),
    schema.getSubscriptionType(),
  ])
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue
    if (!roots.has(type)) {
      if (!hasScopes(type.extensions)) throw new Error(`${type.name} does not say who may read it`)
      continue
    }
    for (const field of Object.values(type.getFields())) {
      if (!hasScopes(field.extensions)) {
        throw new Error(`${type.name}.${field.name} does not say who may call it`)
      }
    }
  }
}

function hasScopes(extensions: unknown): boolean {
  const { pothosOptions } = extensions as { pothosOptions?: { authScopes?: unknown } }
  return pothosOptions?.authScopes !== undefined
}
