import { builder } from '../graphql/builder.ts'
import { listPlans, type Plan as PlanData } from './queries.ts'

export const Resource = builder.enumType('Resource', {
  description: 'What a plan limits. STORAGE_BYTES counts bytes, the others count things.',
  values: ['QR_CODES', 'SEATS', 'STORAGE_BYTES', 'CAMPAIGNS', 'UPLOADS'] as const,
})

export const Dataset = builder.enumType('Dataset', {
  description: 'What can be exported.',
  values: ['ACTIVITY', 'QR_CODES', 'QR_SCANS', 'CAMPAIGNS', 'ANALYTICS', 'TEAM', 'CUSTOM'] as const,
})

export const ExportFormat = builder.enumType('ExportFormat', {
  description: 'What an export is written as.',
  values: ['CSV', 'EXCEL', 'PDF', 'JSON'] as const,
})

const PlanLimit = builder.objectRef<PlanData['limits'][number]>('PlanLimit').implement({
  description: 'How much of one resource a plan allows.',
  authScopes: { public: true },
  fields: (t) => ({
    resource: t.expose('resource', { type: Resource }),
    max: t.field({
      type: 'SafeInt',
      nullable: true,
      description: 'Null is unlimited.',
      resolve: (limit) => limit.max,
    }),
  }),
})

const PlanExport = builder.objectRef<PlanData['exports'][number]>('PlanExport').implement({
  description: 'One dataset in one format that a plan includes.',
  authScopes: { public: true },
  fields: (t) => ({
    dataset: t.expose('dataset', { type: Dataset }),
    format: t.expose('format', { type: ExportFormat }),
  }),
})

export const Plan = builder.objectRef<PlanData>('Plan').implement({
  description: 'What a customer can buy; the rows of sql/plans.sql.',
  authScopes: { public: true },
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    priceCents: t.exposeInt('price_cents', { description: 'US cents a month.' }),
    rank: t.exposeInt('rank', { description: 'Orders plans, 1 the smallest.' }),
    isDefault: t.exposeBoolean('is_default', { description: 'Whether a sign-up starts on it.' }),
    lookbackDays: t.exposeInt('lookback_days', {
      nullable: true,
      description: 'How many days back analytics reach; null is without end.',
    }),
    limits: t.field({ type: [PlanLimit], resolve: (plan) => plan.limits }),
    exports: t.field({
      type: [PlanExport],
      complexity: { multiplier: 12 },
      resolve: (plan) => plan.exports,
    }),
  }),
})

builder.queryField('plans', (t) =>
  t.field({
    type: [Plan],
    description: 'The plans on offer, cheapest first. Needs no sign-in.',
    authScopes: { public: true },
    resolve: (_root, _args, context) =>
      context.viewer ? listPlans(context.db) : context.onAuthRoad((db) => listPlans(db)),
  }),
)
