import { sql } from 'kysely'
import type { AdminDb } from '../../db/connections.ts'
import { builder } from '../admin/builder.ts'
import { mrrOf, whole } from './metrics.ts'

type OverviewRow = {
  customers: number
  active: number
  fresh: number
  paying: number
  mrr_cents: number
  members: number
  qr_codes: number
  campaigns: number
  uploads: number
  storage_bytes: number
  scans: number
  scans_30d: number
}

/** Every number from its own table; together they are one row. */
async function getOverview(db: AdminDb): Promise<OverviewRow> {
  const { rows } = await sql<OverviewRow>`
    with customer as materialized (
      select customer.id, customer.status, customer.created_at, ${mrrOf} as mrr_cents from organizations as customer
    ),
    used as (select resource, sum(used)::bigint as used from organization_usage group by resource)
    select
      (select count(*) from customer) as customers,
      (select count(*) from customer where status in ('ACTIVE', 'PAST_DUE')) as active,
      (select count(*) from customer where created_at > now() - interval '30 days') as fresh,
      (select count(*) from customer where mrr_cents > 0) as paying,
      (select coalesce(sum(mrr_cents), 0)::bigint from customer) as mrr_cents,
      (select count(*) from members where removed_at is null) as members,
      coalesce((select used from used where resource = 'QR_CODES'), 0) as qr_codes,
      coalesce((select used from used where resource = 'CAMPAIGNS'), 0) as campaigns,
      coalesce((select used from used where resource = 'UPLOADS'), 0) as uploads,
      coalesce((select used from used where resource = 'STORAGE_BYTES'), 0) as storage_bytes,
      (select coalesce(sum(scans), 0)::bigint from scan_rollups where grain = 'MONTH' and scope = ${whole}) as scans,
      (select coalesce(sum(scans), 0)::bigint from scan_rollups where grain = 'DAY' and scope = ${whole}
         and starts_at >= now() - interval '30 days') as scans_30d`.execute(db)
  return rows[0] as OverviewRow
}

const safe = { type: 'SafeInt' } as const

const Overview = builder.objectRef<OverviewRow>('Overview').implement({
  description: 'The whole business at this moment.',
  authScopes: { staff: true },
  fields: (t) => ({
    customers: t.expose('customers', { ...safe, description: 'Organizations, in any standing.' }),
    activeCustomers: t.expose('active', { ...safe, description: 'Those ACTIVE or PAST_DUE.' }),
    newCustomers: t.expose('fresh', {
      ...safe,
      description: 'Signed up in the last 30 × 24 hours.',
    }),
    payingCustomers: t.expose('paying', { ...safe, description: 'Those with an MRR above 0.' }),
    mrrCents: t.expose('mrr_cents', { ...safe, description: 'As Query.mrr has it, now.' }),
    arrCents: t.field({
      ...safe,
      description: 'MRR × 12.',
      resolve: (row) => row.mrr_cents * 12,
    }),
    members: t.expose('members', {
      ...safe,
      description: 'People in organizations, each counted in each.',
    }),
    qrCodes: t.expose('qr_codes', { ...safe, description: 'Deleted ones left out.' }),
    campaigns: t.expose('campaigns', safe),
    uploads: t.expose('uploads', safe),
    storageBytes: t.expose('storage_bytes', safe),
    scans: t.expose('scans', { ...safe, description: 'People’s scans of all time.' }),
    scansLast30Days: t.expose('scans_30d', {
      ...safe,
      description: 'Of each organization’s last 30 local days.',
    }),
  }),
})

builder.queryField('overview', (t) =>
  t.field({
    type: Overview,
    authScopes: { staff: true },
    complexity: { field: 200 },
    resolve: (_root, _args, { db }) => getOverview(db),
  }),
)

type BreakdownRow = {
  id: string
  name: string
  customers: number
  paying: number
  mrr_cents: number
  price_cents: number
  scans: number
  uploads: number
}

async function listPlans(db: AdminDb): Promise<BreakdownRow[]> {
  const { rows } = await sql<BreakdownRow>`
    with customer as materialized (
      select customer.id, customer.plan_id, ${mrrOf} as mrr_cents,
        coalesce((select price_cents from organization_terms where organization_id = customer.id), plans.price_cents) as price_cents,
        coalesce((select sum(scans) from scan_rollups
          where organization_id = customer.id and grain = 'MONTH' and scope = ${whole}), 0) as scans,
        coalesce((select used from organization_usage
          where organization_id = customer.id and resource = 'UPLOADS'), 0) as uploads
      from organizations as customer join plans on plans.id = customer.plan_id
    )
    select plans.id, plans.name, count(customer.id) as customers,
      count(customer.id) filter (where mrr_cents > 0) as paying,
      coalesce(sum(customer.mrr_cents), 0)::bigint as mrr_cents,
      coalesce(round(avg(customer.price_cents)), plans.price_cents)::int as price_cents,
      coalesce(sum(customer.scans), 0)::bigint as scans, coalesce(sum(customer.uploads), 0)::bigint as uploads
    from plans left join customer on customer.plan_id = plans.id
    group by plans.id order by plans.rank`.execute(db)
  return rows
}

const PlanBreakdown = builder.objectRef<BreakdownRow>('PlanBreakdown').implement({
  description: 'A plan and what the organizations on it come to.',
  authScopes: { staff: true },
  fields: (t) => ({
    planId: t.exposeString('id'),
    plan: t.exposeString('name', { description: 'Its name.' }),
    customers: t.expose('customers', {
      ...safe,
      description: 'Organizations on it, in any standing.',
    }),
    payingCustomers: t.expose('paying', safe),
    mrrCents: t.expose('mrr_cents', { ...safe, description: 'The plans’ sum is Query.mrr now.' }),
    averagePriceCents: t.exposeInt('price_cents', {
      description: 'Of what is agreed a month; of a plan nobody is on, its price.',
    }),
    scans: t.expose('scans', { ...safe, description: 'People’s scans of all time.' }),
    uploads: t.expose('uploads', safe),
  }),
})

builder.queryField('planBreakdown', (t) =>
  t.field({
    type: [PlanBreakdown],
    description: 'Every plan, from the smallest; their sums are the overview’s.',
    authScopes: { staff: true },
    complexity: { field: 200, multiplier: 5 },
    resolve: (_root, _args, { db }) => listPlans(db),
  }),
)
