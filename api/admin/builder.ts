import SchemaBuilder from '@pothos/core'
import ComplexityPlugin from '@pothos/plugin-complexity'
import ScopeAuthPlugin from '@pothos/plugin-scope-auth'
import type { GraphQLResolveInfo } from 'graphql'
import type { AdminRole } from '../../db/types.ts'
import { invalid, Refusal, unauthenticated } from '../graphql/errors.ts'
import { date, dateTime, safeInt } from '../graphql/scalars.ts'
import type { AdminContext } from './context.ts'

/** What a field of the staff's schema may ask of its caller. */
export type AdminScopes = {
  /** Anybody, signed in or not: the door itself. */
  public: boolean
  /** Any of OI's staff. */
  staff: boolean
  /** Who answers for what staff do: super admins and admins. */
  lead: boolean
  /** Names and addresses of people: any of staff who said why. */
  personal: boolean
}

const leads: readonly AdminRole[] = ['SUPER_ADMIN', 'ADMIN']
/** Shorter is no reason. */
const shortestReason = 8

function scopesOf({ admin, facts }: AdminContext): AdminScopes {
  const staff = admin !== null
  const personal = staff && (facts.reason?.length ?? 0) >= shortestReason
  return { public: true, staff, lead: staff && leads.includes(admin.role), personal }
}

function refusalOf(context: AdminContext, info: GraphQLResolveInfo): Refusal {
  if (!context.admin) return unauthenticated()
  const { extensions } = info.parentType.getFields()[info.fieldName] ?? {}
  const { pothosOptions } = (extensions ?? {}) as { pothosOptions?: { authScopes?: object } }
  const isPersonal = 'personal' in (pothosOptions?.authScopes ?? {})
  return isPersonal
    ? invalid(
        'reason',
        'This names people. Say why you ask, in the header x-reason (8 characters or more).',
      )
    : new Refusal('FORBIDDEN', 'Your role cannot do this. Ask a super admin.')
}

/** The staff's schema: another one than the customers', with nothing in common but scalars. */
export const builder = new SchemaBuilder<{
  Context: AdminContext
  AuthScopes: AdminScopes
  DefaultAuthStrategy: 'all'
  DefaultFieldNullability: false
  DefaultInputFieldRequiredness: false
  Scalars: {
    ID: { Input: string; Output: string }
    Date: { Input: string; Output: string }
    DateTime: { Input: Date; Output: Date }
    SafeInt: { Input: number; Output: number }
  }
}>({
  plugins: [ScopeAuthPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  scopeAuth: {
    defaultStrategy: 'all',
    authScopes: scopesOf,
    unauthorizedError: (_parent, context, info) => refusalOf(context, info),
  },
  complexity: {
    defaultComplexity: 1,
    defaultListMultiplier: 10,
    limit: { complexity: 20_000, depth: 12, breadth: 400 },
  },
})

builder.queryType({ authScopes: { public: true } })
builder.mutationType({ authScopes: { public: true } })
builder.scalarType('DateTime', dateTime)
builder.scalarType('Date', date)
builder.scalarType('SafeInt', safeInt)
