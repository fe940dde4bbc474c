import { builder } from '../graphql/builder.ts'
import { listPlans, listUsage } from '../plans/queries.ts'
import { Plan, Resource } from '../plans/schema.ts'
import { getOrganization, type OrganizationRow } from './queries.ts'

export const OrganizationStatus = builder.enumType('OrganizationStatus', {
  description:
    'PAST_DUE members still work; SUSPENDED and CLOSED ones cannot sign in. Printed codes redirect in all of them.',
  values: ['ACTIVE', 'PAST_DUE', 'SUSPENDED', 'CLOSED'] as const,
})

type UsageRow = Awaited<ReturnType<typeof listUsage>>[number]

const Usage = builder.objectRef<UsageRow>('Usage').implement({
  description: 'What is used of one resource, and how much there may be.',
  authScopes: { member: true },
  fields: (t) => ({
    resource: t.expose('resource', { type: Resource }),
    used: t.field({ type: 'SafeInt', resolve: (usage) => usage.used }),
    max: t.field({
      type: 'SafeInt',
      nullable: true,
      description: "The organization's own terms, else its plan; null is unlimited.",
      resolve: (usage) => usage.max,
    }),
  }),
})

export const Organization = builder.objectRef<OrganizationRow>('Organization').implement({
  description: 'The tenant: everything a customer owns hangs below it.',
  authScopes: { member: true },
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    email: t.exposeString('email', {
      nullable: true,
      description: 'Where OI writes to the company.',
    }),
    status: t.expose('status', { type: OrganizationStatus }),
    timezone: t.exposeString('timezone', {
      description: 'IANA name; days and exports are cut by it.',
    }),
    createdAt: t.expose('created_at', { type: 'DateTime' }),
    plan: t.field({
      type: Plan,
      resolve: async (organization, _args, { db }) => {
        const plans = await listPlans(db)
        return plans.find((plan) => plan.id === organization.plan_id) as (typeof plans)[number]
      },
    }),
    requestedPlan: t.field({
      type: Plan,
      nullable: true,
      description: 'The plan asked for at sign-up, until it is granted.',
      resolve: async (organization, _args, { db }) => {
        const plans = await listPlans(db)
        return plans.find((plan) => plan.id === organization.requested_plan_id) ?? null
      },
    }),
    usage: t.field({
      type: [Usage],
      description: 'Every limited resource with what is used of it.',
      resolve: (_organization, _args, { db }) => listUsage(db),
    }),
  }),
})

builder.queryField('organization', (t) =>
  t.field({
    type: Organization,
    nullable: true,
    description: 'The organization the session belongs to; null when signed out.',
    authScopes: { public: true },
    resolve: (_root, _args, context) => (context.viewer ? getOrganization(context.db) : null),
  }),
)
