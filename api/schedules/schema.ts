import DataLoader from 'dataloader'
import { type CustomExportRow, listCustomExportsById } from '../custom-exports/queries.ts'
import { CustomExport } from '../custom-exports/schema.ts'
import type { ExportRow } from '../export-engine/queries.ts'
import { listExportsById } from '../export-engine/queries.ts'
import { Export } from '../exports/schema.ts'
import { builder } from '../graphql/builder.ts'
import { type Context, rowsById } from '../graphql/context.ts'
import { connectionOf, pageArgs, pageComplexity, pageOf } from '../graphql/page.ts'
import { loadMember, Member } from '../members/schema.ts'
import { getOrganization } from '../organizations/queries.ts'
import { Organization } from '../organizations/schema.ts'
import { Dataset, ExportFormat } from '../plans/schema.ts'
import { listLastExports, listSchedulesOf, mostAttached } from './mails.ts'
import { countSchedules, listSchedules, listSchedulesById, type ScheduleRow } from './queries.ts'

export const ScheduleCadence = builder.enumType('ScheduleCadence', {
  description: 'How often a schedule is due.',
  values: {
    DAILY: {},
    WEEKLY: { description: 'On weekday.' },
    MONTHLY: { description: 'On dayOfMonth; in a month that has no such day on its last.' },
  },
})

export const SchedulePeriod = builder.enumType('SchedulePeriod', {
  description:
    "What an export of a schedule covers, seen from when it is made, in the organization's zone; what is open ends at that moment.",
  values: {
    YESTERDAY: { description: 'The whole day before.' },
    LAST_7_DAYS: { description: 'Today and the six days before, as in analytics.' },
    LAST_30_DAYS: { description: 'Today and the 29 days before.' },
    LAST_90_DAYS: { description: 'Today and the 89 days before.' },
    PREVIOUS_WEEK: { description: 'The whole week before this one, Monday to Sunday.' },
    PREVIOUS_MONTH: { description: 'The whole month before this one.' },
    ALL: { description: 'Everything there is; for a custom export the range of its recipe.' },
  },
})

export const ExportDelivery = builder.enumType('ExportDelivery', {
  description: 'How a finished export is mailed.',
  values: {
    LINK: { description: 'A link to the exports page, for who is signed in.' },
    ATTACHMENT: {
      description: `The file itself and the link; a file larger than ${mostAttached / 1_048_576} MB is mailed as a link only.`,
    },
  },
})

export const ExportSchedule = builder.objectRef<ScheduleRow>('ExportSchedule').implement({
  description:
    'Orders an export by the clock and mails it. What has become impossible (the plan, the right of who made it, its recipients) pauses it.',
  authScopes: { member: true },
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    dataset: t.expose('dataset', { type: Dataset }),
    format: t.expose('format', { type: ExportFormat }),
    customExport: t.field({
      type: CustomExport,
      nullable: true,
      description: 'Of CUSTOM; null when it is gone, or a colleague’s own.',
      resolve: (schedule, _args, context) => loadCustomExport(context, schedule.custom_export_id),
    }),
    every: t.expose('every', { type: ScheduleCadence }),
    weekday: t.exposeInt('weekday', { nullable: true, description: 'Of WEEKLY: 1 is Monday.' }),
    dayOfMonth: t.exposeInt('day_of_month', { nullable: true, description: 'Of MONTHLY.' }),
    hour: t.exposeInt('hour', {
      description:
        'In timezone, 0 to 23. Where clocks skip it, after the gap; where it comes twice, the first time.',
    }),
    timezone: t.string({
      description: "The organization's; with another the schedule moves.",
      resolve: async (_schedule, _args, { db }) => (await getOrganization(db)).timezone,
    }),
    range: t.expose('period', { type: SchedulePeriod }),
    recipients: t.field({
      type: [Member],
      description: 'Who is mailed while they are active members; nobody else ever is.',
      resolve: async (schedule, _args, context) => {
        const members = await Promise.all(
          schedule.recipient_ids.map((id) => loadMember(context, id)),
        )
        return members.filter((member) => member !== null)
      },
    }),
    delivery: t.expose('delivery', { type: ExportDelivery }),
    isPaused: t.exposeBoolean('is_paused'),
    pausedReason: t.exposeString('paused_reason', {
      nullable: true,
      description: 'Why it paused by itself, in words; null when a person paused it.',
    }),
    nextAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it is due next, ordered within a minute; null while it is paused.',
      resolve: (schedule) => (schedule.is_paused ? null : schedule.next_at),
    }),
    lastExport: t.field({
      type: Export,
      nullable: true,
      resolve: (schedule, _args, context) => loadLastExport(context, schedule.id),
    }),
    version: t.exposeInt('version', {
      description: 'Rises with each change; send it back with an update.',
    }),
    createdAt: t.expose('created_at', { type: 'DateTime' }),
    updatedAt: t.expose('updated_at', { type: 'DateTime' }),
    createdBy: t.field({
      type: Member,
      nullable: true,
      description: 'In whose name it orders: who made it, or who took it over.',
      resolve: (schedule, _args, context) => loadMember(context, schedule.created_by),
    }),
  }),
})

const ExportScheduleConnection = connectionOf('ExportSchedule', ExportSchedule)

function loadLastExport(context: Context, scheduleId: string): Promise<ExportRow | null> {
  const loader = context.loader(
    loadLastExport,
    () =>
      new DataLoader<string, ExportRow | null>(async (ids) => {
        const last = await listLastExports(context.db, ids)
        const rows = await listExportsById(
          context.db,
          last.map(({ export_id }) => export_id),
        )
        const byId = new Map(rows.map((row) => [row.id, row]))
        const found = new Map(last.map((each) => [each.schedule_id, byId.get(each.export_id)]))
        return ids.map((id) => found.get(id) ?? null)
      }),
  )
  return loader.load(scheduleId)
}

async function loadCustomExport(
  context: Context,
  id: string | null,
): Promise<CustomExportRow | null> {
  if (!id) return null
  const loader = context.loader(
    loadCustomExport,
    () =>
      new DataLoader<string, CustomExportRow | null>(async (ids) => {
        const { db, member } = context
        return rowsById(ids, await listCustomExportsById(db, member.memberId, ids))
      }),
  )
  return loader.load(id)
}

function loadScheduleOf(context: Context, exportId: string): Promise<ScheduleRow | null> {
  const loader = context.loader(
    loadScheduleOf,
    () =>
      new DataLoader<string, ScheduleRow | null>(async (ids) => {
        const of = await listSchedulesOf(context.db, ids)
        const scheduleIds = of.flatMap(({ schedule_id: id }) => id ?? [])
        const rows = await listSchedulesById(context.db, scheduleIds)
        const byExport = new Map(of.map((each) => [each.export_id, each.schedule_id]))
        const wanted = ids.map((id) => byExport.get(id) ?? '')
        return rowsById(wanted, rows)
      }),
  )
  return loader.load(exportId)
}

builder.objectField(Export, 'schedule', (t) =>
  t.field({
    type: ExportSchedule,
    nullable: true,
    description: 'What ordered it; null when a person did, or when the schedule is gone.',
    resolve: (row, _args, context) => loadScheduleOf(context, row.id),
  }),
)

builder.objectField(Organization, 'exportSchedules', (t) =>
  t.field({
    type: ExportScheduleConnection,
    description: 'Exports that are ordered by the clock, newest first.',
    args: { first: t.arg.int(pageArgs.first), after: t.arg.string(pageArgs.after) },
    complexity: pageComplexity,
    resolve: (_organization, args, { db }) =>
      pageOf(
        args,
        (keyset) => listSchedules(db, keyset),
        () => countSchedules(db),
      ),
  }),
)
