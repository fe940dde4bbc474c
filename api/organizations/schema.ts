import { builder } from '../graphql/builder.ts'
import { unauthenticated } from '../graphql/errors.ts'
import { listPlans, listUsage } from '../plans/queries.ts'
import { Plan, Resource } from '../plans/schema.ts'
import { findNextTimezone, getOrganization, type OrganizationRow } from './queries.ts'

export const DataSharing = builder.objectRef<OrganizationRow>('DataSharing').implement({
  description:
    "Whether this organization's scans go into the anonymised data product (at least 10 people and 3 organizations a cell, no address, no code). Nothing leaves without it.",
  authScopes: { member: true },
  fields: (t) => ({
    isOn: t.exposeBoolean('shares_data', {
      description: 'Its own word; while it has given none, on where no consent is needed.',
    }),
    isConsentRequired: t.exposeBoolean('needs_consent', {
      description:
        'True in the EU, the EEA, the United Kingdom and Switzerland, and while no country is given: there it is off until switched on.',
    }),
    decidedAt: t.expose('shares_data_at', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last switched; null when never.',
    }),
  }),
})

export const OrganizationStatus = builder.enumType('OrganizationStatus', {
  description:
    'PAST_DUE members still work; SUSPENDED and CLOSED ones cannot sign in. Printed codes redirect in all of them.',
  values: ['ACTIVE', 'PAST_DUE', 'SUSPENDED', 'CLOSED'] as const,
})

const NextTimezone = builder
  .objectRef<{ timezone: string; from_at: Date }>('NextTimezone')
  .implement({
    description: 'A time zone that is yet to hold.',
    authScopes: { member: true },
    fields: (t) => ({
      timezone: t.exposeString('timezone'),
      from: t.expose('from_at', { type: 'DateTime' }),
    }),
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
      description: 'IANA name; days and exports are cut by it. The one that holds now.',
    }),
    nextTimezone: t.field({
      type: NextTimezone,
      nullable: true,
      description: 'The zone that was chosen and holds from the next midnight on.',
      resolve: async (organization, _args, { db }) => {
        const next = await findNextTimezone(db)
        return next?.timezone === organization.timezone ? null : next
      },
    }),
    phone: t.exposeString('phone', { nullable: true }),
    billingAddress: t.exposeString('billing_address', {
      nullable: true,
      description: 'Several lines.',
    }),
    country: t.exposeString('country_code', {
      nullable: true,
      description:
        'ISO 3166-1 alpha-2. At sign-up the country of the address it came from, when that is known.',
    }),
    excludedAddresses: t.stringList({
      description: 'Networks in CIDR notation whose hits are kept but are no scans.',
      resolve: (organization) =>
        organization.excluded_addresses.slice(1, -1).split(',').filter(Boolean),
    }),
    yourAddress: t.string({
      description: 'The address this request came from, to be excluded. It is stored nowhere.',
      resolve: (_organization, _args, { facts }) => facts.address,
    }),
    dataSharing: t.field({ type: DataSharing, resolve: (organization) => organization }),
    version: t.exposeInt('version', {
      description: 'Rises with each change of the settings; send it back to notice another editor.',
    }),
    createdAt: t.expose('created_at', { type: 'DateTime' }),
    updatedAt: t.expose('updated_at', {
      type: 'DateTime',
      description: 'When the settings were last changed.',
    }),
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
      description: 'The plan asked for, at sign-up or by requestPlan, until it is granted.',
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
    description:
      'The organization the session belongs to; null when no token is sent. UNAUTHENTICATED for a token that is over.',
    authScopes: { public: true },
    resolve: (_root, _args, context) => {
      if (context.viewer) return getOrganization(context.db)
      if (context.facts.hasToken) throw unauthenticated()
      return null
    },
  }),
)
