import DataLoader from 'dataloader'
import type { AdminDb } from '../../db/connections.ts'
import { builder } from '../admin/builder.ts'
import type { AdminContext } from '../admin/context.ts'
import { listComplexity, sizeOf } from '../admin/page.ts'
import type { CustomerRow, Usage } from './metrics.ts'
import {
  type ActivityRow,
  type CodeRow,
  listActivities,
  listCodes,
  listMembers,
  listMovements,
  type MemberRow,
  type MovementRow,
} from './queries.ts'

export const Status = builder.enumType('OrganizationStatus', {
  values: ['ACTIVE', 'PAST_DUE', 'SUSPENDED', 'CLOSED'] as const,
})

const UsageType = builder.objectRef<Usage>('CustomerUsage').implement({
  description: 'A resource: what is used of it and how much is allowed.',
  authScopes: { staff: true },
  fields: (t) => ({
    resource: t.exposeString('resource', {
      description:
        'QR_CODES, SEATS (members and pending invitations), STORAGE_BYTES, CAMPAIGNS or UPLOADS.',
    }),
    used: t.expose('used', { type: 'SafeInt' }),
    max: t.expose('max', {
      type: 'SafeInt',
      nullable: true,
      description: 'As agreed with this organization, else as its plan has it; null: unlimited.',
    }),
    share: t.float({
      nullable: true,
      description: 'used ÷ max; null when unlimited.',
      resolve: ({ used, max }) => (max ? used / max : null),
    }),
  }),
})

const Member = builder.objectRef<MemberRow>('CustomerMember').implement({
  description: 'A person in an organization. Names and e-mails want a reason (header x-reason).',
  authScopes: { staff: true },
  fields: (t) => ({
    id: t.exposeID('id'),
    role: t.exposeString('role'),
    status: t.exposeString('status'),
    createdAt: t.expose('created_at', { type: 'DateTime' }),
    lastSeenAt: t.expose('last_seen_at', { type: 'DateTime', nullable: true }),
    name: t.exposeString('name', { authScopes: { personal: true } }),
    email: t.exposeString('email', { authScopes: { personal: true } }),
  }),
})

const Code = builder.objectRef<CodeRow>('CustomerCode').implement({
  description: 'A QR code of an organization.',
  authScopes: { staff: true },
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    slug: t.exposeString('slug'),
    targetUrl: t.exposeString('target_url', { nullable: true, description: 'Null: a file.' }),
    location: t.exposeString('location', { nullable: true }),
    createdAt: t.expose('created_at', { type: 'DateTime' }),
    scans: t.expose('scans', { type: 'SafeInt', description: 'People’s scans of all time.' }),
  }),
})

const Activity = builder.objectRef<ActivityRow>('CustomerActivity').implement({
  description: 'A line of an organization’s activity log. Who did it wants a reason.',
  authScopes: { staff: true },
  fields: (t) => ({
    id: t.exposeID('id'),
    at: t.expose('created_at', { type: 'DateTime' }),
    action: t.exposeString('action'),
    entityType: t.exposeString('entity_type'),
    memberName: t.exposeString('member_name', { nullable: true, authScopes: { personal: true } }),
  }),
})

const Movement = builder.objectRef<MovementRow>('CustomerMovement').implement({
  description: 'A line of the ledger: from when on an organization pays what.',
  authScopes: { staff: true },
  fields: (t) => ({
    at: t.expose('occurred_at', { type: 'DateTime' }),
    fromPlan: t.exposeString('from_plan_id', { nullable: true, description: 'The plan’s id.' }),
    toPlan: t.exposeString('to_plan_id', { nullable: true, description: 'The plan’s id.' }),
    beforeCents: t.exposeInt('before_cents', { description: 'A month.' }),
    afterCents: t.exposeInt('after_cents', { description: 'A month.' }),
  }),
})

/** Lists of several organizations at once: one question a list and size, however many organizations there are. */
function rowsOf<T>(
  context: AdminContext,
  list: (
    db: AdminDb,
    ids: readonly string[],
    first: number,
  ) => Promise<(T & { organization_id: string })[]>,
  first: number | null | undefined,
  organizationId: string,
): Promise<T[]> {
  const size = sizeOf(first)
  const loader = context.loader(`${list.name} ${size}`, () => {
    return new DataLoader<string, T[]>(async (ids) => {
      const rows = Map.groupBy(await list(context.db, ids, size), (row) => row.organization_id)
      return ids.map((id) => rows.get(id) ?? [])
    })
  })
  return loader.load(organizationId)
}

export const Customer = builder.objectRef<CustomerRow>('Customer').implement({
  description: 'An organization as staff see it, with what it uses, pays and does.',
  authScopes: { staff: true },
  fields: (t) => {
    const listArgs = { first: t.arg.int({ defaultValue: 20, description: '1 to 100.' }) }
    const list = {
      args: listArgs,
      complexity: ({ first }: { first?: number | null }) => listComplexity(first),
    }
    return {
      id: t.exposeID('organization_id'),
      name: t.exposeString('name'),
      email: t.exposeString('email', {
        authScopes: { personal: true },
        description: 'Wants a reason (header x-reason).',
      }),
      status: t.expose('status', { type: Status }),
      planId: t.exposeString('plan_id'),
      plan: t.exposeString('plan_name', { description: 'The plan’s name.' }),
      requestedPlanId: t.exposeString('requested_plan_id', { nullable: true }),
      timezone: t.exposeString('timezone'),
      countryCode: t.exposeString('country_code', { nullable: true }),
      createdAt: t.expose('created_at', { type: 'DateTime' }),
      priceCents: t.exposeInt('price_cents', {
        description: 'What is agreed a month: with this organization, else its plan’s price.',
      }),
      mrrCents: t.exposeInt('mrr_cents', {
        description: 'What the ledger says it pays a month now; see Query.mrr.',
      }),
      usage: t.field({
        type: [UsageType],
        description: 'Every limited resource against its limit.',
        resolve: ({ usage }) => usage,
      }),
      scans: t.expose('scans', { type: 'SafeInt', description: 'People’s scans of all time.' }),
      scansLast30Days: t.expose('scans_30d', {
        type: 'SafeInt',
        description: 'People’s scans of the last 30 local days of the organization.',
      }),
      activitiesLast30Days: t.expose('activities_30d', {
        type: 'SafeInt',
        description: 'Lines of its activity log in the last 30 × 24 hours.',
      }),
      lastActiveAt: t.expose('last_active_at', {
        type: 'DateTime',
        nullable: true,
        description:
          'The later of its newest activity and the last time any member was there; null when nobody ever was.',
      }),
      lastScanAt: t.expose('last_scan_at', { type: 'DateTime', nullable: true }),
      members: t.field({
        ...list,
        type: [Member],
        description: 'In the order they joined.',
        resolve: ({ organization_id: id }, { first }, context) =>
          rowsOf(context, listMembers, first, id),
      }),
      codes: t.field({
        ...list,
        type: [Code],
        description: 'Those scanned most first; deleted ones left out.',
        resolve: ({ organization_id: id }, { first }, context) =>
          rowsOf(context, listCodes, first, id),
      }),
      activities: t.field({
        ...list,
        type: [Activity],
        description: 'Newest first.',
        resolve: ({ organization_id: id }, { first }, context) =>
          rowsOf(context, listActivities, first, id),
      }),
      movements: t.field({
        ...list,
        type: [Movement],
        description: 'Its revenue history, newest first.',
        resolve: ({ organization_id: id }, { first }, context) =>
          rowsOf(context, listMovements, first, id),
      }),
    }
  },
})
