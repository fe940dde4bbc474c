import { z } from 'zod'
import type { TenantDb } from '../../db/connections.ts'
import { weighExport } from '../exports/order.ts'
import { Export } from '../exports/schema.ts'
import { builder } from '../graphql/builder.ts'
import type { Context } from '../graphql/context.ts'
import { invalid, notFound, Refusal, valid } from '../graphql/errors.ts'
import { isId } from '../graphql/page.ts'
import { nameShape } from '../graphql/text.ts'
import { type ProductAction, recordAct } from '../journal/activities.ts'
import { listMembersById } from '../members/queries.ts'
import { Dataset, ExportFormat } from '../plans/schema.ts'
import { findNextRun, findPeriod } from './clock.ts'
import { findUnderWay, listActive } from './mails.ts'
import {
  countSchedules,
  getSchedule,
  insertSchedule,
  isNameTaken,
  lockSchedules,
  type Plan,
  planOf,
  removeSchedule,
  type ScheduleRow,
  updateSchedule,
} from './queries.ts'
import { orderFor } from './run.ts'
import { ExportDelivery, ExportSchedule, ScheduleCadence, SchedulePeriod } from './schema.ts'

/** So many an organization, and so many members each. */
const mostSchedules = 50
const mostRecipients = 50

const within = (least: number, most: number, problem: string) =>
  z.number().int(problem).min(least, problem).max(most, problem)

const shape = z.object({
  customExportId: z.string().refine(isId, 'An id is a UUID.').nullish(),
  name: nameShape('Give it a name.'),
  weekday: within(1, 7, 'Choose a day of the week, 1 for Monday to 7.').nullish(),
  dayOfMonth: within(1, 31, 'Choose a day from 1 to 31.').nullish(),
  hour: within(0, 23, 'Choose an hour from 0 to 23.'),
  recipientIds: z
    .array(z.string().refine(isId, 'An id is a UUID.'))
    .min(1, 'Choose at least one recipient.')
    .max(mostRecipients, `Choose at most ${mostRecipients} recipients.`)
    .nullish()
    .transform((ids) => (ids ? [...new Set(ids)] : undefined)),
})
const updateShape = shape.partial()

const CreateExportScheduleInput = builder.inputType('CreateExportScheduleInput', {
  fields: (t) => ({
    name: t.string({ required: true, description: 'Up to 200 characters, no two alike.' }),
    dataset: t.field({ type: Dataset, required: true }),
    format: t.field({ type: ExportFormat, required: true }),
    customExportId: t.id({ description: 'The saved recipe, with CUSTOM and only with that.' }),
    every: t.field({ type: ScheduleCadence, required: true }),
    weekday: t.int({ description: 'Of WEEKLY, and only of that: 1 is Monday, 7 is Sunday.' }),
    dayOfMonth: t.int({ description: 'Of MONTHLY, and only of that: 1 to 31.' }),
    hour: t.int({ required: true, description: 'Where the organization is, 0 to 23.' }),
    range: t.field({ type: SchedulePeriod, required: true }),
    recipientIds: t.idList({
      description: `Active members, ${mostRecipients} at most; you when missing.`,
    }),
    delivery: t.field({ type: ExportDelivery, description: 'LINK when missing.' }),
  }),
})

const UpdateExportScheduleInput = builder.inputType('UpdateExportScheduleInput', {
  description: 'Only the fields given are changed; weekday and dayOfMonth go with every.',
  fields: (t) => ({
    name: t.string(),
    dataset: t.field({ type: Dataset }),
    format: t.field({ type: ExportFormat }),
    customExportId: t.id(),
    every: t.field({ type: ScheduleCadence }),
    weekday: t.int(),
    dayOfMonth: t.int(),
    hour: t.int(),
    range: t.field({ type: SchedulePeriod }),
    recipientIds: t.idList(),
    delivery: t.field({ type: ExportDelivery }),
    isPaused: t.boolean({
      description:
        'False switches it on: from now on, nothing is made up for. Where who made it has left or is a viewer, you take it over.',
    }),
    version: t.int({
      description: 'The version you saw; CONFLICT when somebody changed the schedule since.',
    }),
  }),
})

builder.mutationField('createExportSchedule', (t) =>
  t.field({
    type: ExportSchedule,
    description: `Has an export ordered by the clock, in your name; ${mostSchedules} an organization. PLAN_REQUIRED, INVALID; CONFLICT when one is called that already; LIMIT_REACHED (resource EXPORT_SCHEDULES).`,
    authScopes: { editor: true },
    args: { input: t.arg({ type: CreateExportScheduleInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const { db, member } = context
      const wish = valid(shape, input)
      const { dataset, format, every, range: period, delivery } = input
      const { name, hour, recipientIds = [member.memberId] } = wish
      const days = daysOf(every, wish)
      const customExportId = wish.customExportId ?? null
      const chosen = { name, dataset, format, customExportId, every, hour, period, ...days }
      const plan: Plan = { ...chosen, recipientIds, delivery: delivery ?? 'LINK' }
      await lockSchedules(db)
      await requirePlace(db)
      await checkPlan(db, member.memberId, plan)
      const schedule = await insertSchedule(db, member, plan)
      await announce(context, schedule, 'SCHEDULE_CREATED')
      return schedule
    },
  }),
)

builder.mutationField('updateExportSchedule', (t) =>
  t.field({
    type: ExportSchedule,
    description:
      'Changes a schedule, pauses it or switches it on. NOT_FOUND, PLAN_REQUIRED, INVALID, CONFLICT (also when another is called that).',
    authScopes: { editor: true },
    args: {
      id: t.arg.id({ required: true }),
      input: t.arg({ type: UpdateExportScheduleInput, required: true }),
    },
    resolve: async (_root, { id, input }, context) => {
      const { db, member } = context
      const wish = valid(updateShape, input)
      await lockSchedules(db)
      const before = await getSchedule(db, id)
      const plan = changedPlan(planOf(before), input, wish)
      const isPaused = input.isPaused ?? before.is_paused
      const createdBy = isPaused ? before.created_by : await whoOrders(db, before, member.memberId)
      // A paused one may wait with what has become impossible.
      if (!isPaused) await checkPlan(db, createdBy, plan, before.id)
      else if (await isNameTaken(db, plan.name, before.id)) throw taken()
      const version = input.version ?? before.version
      const nextAt = isMoved(before, plan, isPaused) ? await findNextRun(db, plan) : null
      const change = { plan, isPaused, createdBy, nextAt }
      const schedule = await updateSchedule(db, id, version, change)
      if (!schedule)
        throw new Refusal(
          'CONFLICT',
          `${before.name} was changed meanwhile. See their version or save yours over it.`,
        )
      await announce(context, schedule, actionOf(before, schedule))
      return schedule
    },
  }),
)

builder.mutationField('deleteExportSchedule', (t) =>
  t.field({
    type: 'ID',
    description: 'Takes a schedule away; what it exported stays. NOT_FOUND.',
    authScopes: { editor: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const schedule = await getSchedule(context.db, id)
      if (!(await removeSchedule(context.db, id))) throw notFound()
      await announce(context, schedule, 'SCHEDULE_DELETED')
      return schedule.id
    },
  }),
)

builder.mutationField('runExportSchedule', (t) =>
  t.field({
    type: Export,
    description:
      'Orders what a schedule says now, in your name and for its recipients, and leaves its hour as it is. While its last export is on its way it is that one. NOT_FOUND, PLAN_REQUIRED, INVALID, RATE_LIMITED.',
    authScopes: { editor: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, { db, member }) => {
      await lockSchedules(db)
      const schedule = await getSchedule(db, id)
      return (await findUnderWay(db, id)) ?? orderFor(db, member, schedule)
    },
  }),
)

/** The day of a cadence: the one that goes with it, and no other. */
function daysOf(
  every: Plan['every'],
  {
    weekday,
    dayOfMonth,
  }: { weekday?: number | null | undefined; dayOfMonth?: number | null | undefined },
): Pick<Plan, 'weekday' | 'dayOfMonth'> {
  if (every === 'WEEKLY' && !weekday) throw invalid('weekday', 'Choose a day of the week.')
  if (every === 'MONTHLY' && !dayOfMonth) throw invalid('dayOfMonth', 'Choose a day of the month.')
  if (every !== 'WEEKLY' && weekday) throw invalid('weekday', 'Only a weekly one has a weekday.')
  if (every !== 'MONTHLY' && dayOfMonth)
    throw invalid('dayOfMonth', 'Only a monthly one has a day of the month.')
  return { weekday: weekday ?? null, dayOfMonth: dayOfMonth ?? null }
}

/** What is to be changed put over what is; with another cadence the old one's day goes. */
function changedPlan(
  before: Plan,
  input: typeof UpdateExportScheduleInput.$inferInput,
  wish: z.output<typeof updateShape>,
): Plan {
  const every = input.every ?? before.every
  const dataset = input.dataset ?? before.dataset
  const isSame = every === before.every
  const days = daysOf(every, {
    weekday: wish.weekday ?? (isSame ? before.weekday : null),
    dayOfMonth: wish.dayOfMonth ?? (isSame ? before.dayOfMonth : null),
  })
  return {
    name: wish.name ?? before.name,
    dataset,
    customExportId: dataset === 'CUSTOM' ? (wish.customExportId ?? before.customExportId) : null,
    format: input.format ?? before.format,
    every,
    ...days,
    hour: wish.hour ?? before.hour,
    period: input.range ?? before.period,
    recipientIds: wish.recipientIds ?? before.recipientIds,
    delivery: input.delivery ?? before.delivery,
  }
}

/** Whether it goes on from now: when it was switched on, or comes at another time than before. */
function isMoved(before: ScheduleRow, plan: Plan, isPaused: boolean): boolean {
  if (before.is_paused && !isPaused) return true
  const { every, weekday, dayOfMonth, hour } = planOf(before)
  const isSameDay = every === plan.every && weekday === plan.weekday
  return !isSameDay || dayOfMonth !== plan.dayOfMonth || hour !== plan.hour
}

/** The refusals that ordering it would meet, and those of its name and its recipients. */
async function checkPlan(
  db: TenantDb,
  memberId: string,
  plan: Plan,
  ownId?: string,
): Promise<void> {
  if (await isNameTaken(db, plan.name, ownId)) throw taken()
  const { dataset, format, customExportId } = plan
  const range = await findPeriod(db, plan.period)
  await weighExport(db, memberId, { dataset, format, customExportId, ...range })
  const active = await listActive(db, plan.recipientIds)
  if (active.length < plan.recipientIds.length)
    throw invalid('recipientIds', 'Only active members of your organization can be recipients.')
}

/** Who made it, while they may; else whoever switches it on. */
async function whoOrders(db: TenantDb, schedule: ScheduleRow, memberId: string): Promise<string> {
  const [maker] = await listMembersById(db, [schedule.created_by])
  return maker?.status === 'ACTIVE' && maker.role !== 'VIEWER' ? maker.id : memberId
}

function taken(): Refusal {
  return new Refusal('CONFLICT', 'Another schedule is called that.', { field: 'name' })
}

async function requirePlace(db: TenantDb): Promise<void> {
  if ((await countSchedules(db)) < mostSchedules) return
  const message = `An organization has at most ${mostSchedules} schedules. Delete one.`
  const details = { resource: 'EXPORT_SCHEDULES', limit: mostSchedules, requiredPlan: null }
  throw new Refusal('LIMIT_REACHED', message, details)
}

function actionOf(before: ScheduleRow, after: ScheduleRow): ProductAction {
  if (before.is_paused === after.is_paused) return 'SCHEDULE_UPDATED'
  return after.is_paused ? 'SCHEDULE_PAUSED' : 'SCHEDULE_RESUMED'
}

async function announce(
  { db, member }: Context,
  { id, name }: ScheduleRow,
  action: ProductAction,
): Promise<void> {
  const metadata = { name }
  await recordAct(db, member, { action, entityType: 'schedule', entityId: id, metadata })
}
