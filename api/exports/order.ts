import { sql } from 'kysely'
import { z } from 'zod'
import type { TenantDb } from '../../db/connections.ts'
import type { Dataset, ExportFormat, Json } from '../../db/types.ts'
import { rangeOf } from '../custom-exports/bounds.ts'
import { getCustomExport, recipeOf } from '../custom-exports/queries.ts'
import { checkRecipe, type Recipe, requireKnown } from '../custom-exports/recipe.ts'
import { checkFits, hasDataset } from '../datasets/datasets.ts'
import { formats } from '../export-engine/formats.ts'
import { countUnderWay, type ExportRow, insertExport } from '../export-engine/queries.ts'
import { invalid, Refusal, valid } from '../graphql/errors.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { type Actor, recordAct } from '../journal/activities.ts'
import { getOrganization } from '../organizations/queries.ts'
import { isTimezone, timezoneProblem } from '../organizations/timezone.ts'
import { requireExport } from '../plans/gate.ts'
import { findSpan, sumRollups, whole } from '../rollups/reading.ts'
import {
  checkFilter,
  classCondition,
  isBefore,
  isFrom,
  partConditions,
  type ScanFilter,
} from '../scans/filter.ts'

/** What somebody wants exported. */
export type Wish = {
  dataset: Dataset
  format: ExportFormat
  from?: Date | null | undefined
  to?: Date | null | undefined
  /** The last so many days instead of from and to. */
  days?: number | null | undefined
  timezone?: string | null | undefined
  filter?: ScanFilter | null | undefined
  /** Made by a job, however few rows it has. */
  background?: boolean | null | undefined
  /** What a custom export is made of: as it was given, as it was kept … */
  recipe?: unknown
  /** … or one that was saved. */
  customExportId?: string | null | undefined
}

/** An export of more rows is made by a job: nobody waits for it with an open connection. */
const largeFrom = 50_000
/** So many large exports of one organization wait at most; they are made one after the other. */
const mostUnderWay = 20

/** What the dashboard begins with. */
const lastDays = { preset: 'LAST_30_DAYS' } as const

const wishShape = z
  .object({
    from: z.date().nullish(),
    to: z.date().nullish(),
    days: z
      .number()
      .int()
      .min(1, 'Choose 1 to 3,660 days.')
      .max(3_660, 'Choose 1 to 3,660 days.')
      .nullish(),
    timezone: z.string().refine(isTimezone, timezoneProblem).nullish(),
  })
  .refine(({ from, to }) => !from || !to || from < to, {
    path: ['to'],
    message: 'The end comes after the start.',
  })
  .refine(({ from, to, days }) => !days || (!from && !to), {
    path: ['days'],
    message: 'Give either days or a range.',
  })

/**
 * The one way to ask for an export, whoever asks: checks the wish, the plan and that the product can make it, writes the
 * recipe and the activity, and enqueues the job of a large one. INVALID, PLAN_REQUIRED; RATE_LIMITED when too many large
 * ones wait already.
 */
export async function orderExport(db: TenantDb, who: Actor, wish: Wish): Promise<ExportRow> {
  const { dataset, format } = wish
  const { filter, from, to, recipe, estimatedRows, isBackground, ...weighed } = await weighExport(
    db,
    who.memberId,
    wish,
  )
  if (isBackground) await requirePlace(db)
  const asOf = new Date()
  const organization = await getOrganization(db)
  const timezone = weighed.timezone ?? organization.timezone
  const row = await insertExport(db, who, {
    ...{ dataset, format, from, to, asOf, timezone, isBackground, estimatedRows },
    fileName: fileNameOf(dataset, formats[format]?.ending ?? '', asOf, timezone),
    filter: written(filter),
    recipe: recipe && JSON.parse(JSON.stringify(recipe)),
  })
  const metadata = { dataset, format }
  const act = { action: 'EXPORT_REQUESTED', entityType: 'export', entityId: row.id } as const
  await recordAct(db, who, { ...act, metadata })
  if (isBackground) await enqueueExport(db, row.id)
  return row
}

/** What a wish comes to, without any of it being done; the same refusals. */
export async function weighExport(db: TenantDb, memberId: string, asked: Wish) {
  const { days, ...given } = valid(wishShape, asked)
  await requireExport(db, asked.dataset, asked.format)
  const recipe = await findRecipe(db, memberId, asked)
  if (recipe) await requireExport(db, recipe.dataset, asked.format)
  if (!isOffered(asked.dataset, asked.format)) {
    throw invalid('dataset', 'This export is not available yet.')
  }
  const dataset = recipe?.dataset ?? asked.dataset
  const filter = checkFilter(asked.filter ?? recipe?.filter)
  checkFits(dataset, filter, 'filter')
  const timezone = asked.timezone ?? recipe?.timezone ?? null
  const isOwn = Boolean(days || given.from || given.to)
  // Without a range a custom export has its recipe's, and the dashboard the days that it begins with.
  const usual = recipe?.range ?? (asked.dataset === 'ANALYTICS' ? lastDays : null)
  const range =
    usual && !isOwn
      ? await rangeOf(db, usual, timezone)
      : {
          from: days ? new Date(Date.now() - days * 86_400_000) : (given.from ?? null),
          to: given.to ?? null,
        }
  const estimatedRows = await estimateRows(db, dataset, range, filter)
  const isLarge = estimatedRows !== null && estimatedRows > largeFrom
  const isBackground = Boolean(asked.background) || isLarge
  return { filter, ...range, timezone, recipe, estimatedRows, isBackground }
}

/** What a custom export is made of, as it is now; null for the others. INVALID, NOT_FOUND. */
async function findRecipe(
  db: TenantDb,
  memberId: string,
  { dataset, recipe: given, customExportId }: Wish,
): Promise<Recipe | null> {
  if (dataset !== 'CUSTOM') {
    if (given || customExportId) throw invalid('recipe', 'A recipe is for CUSTOM exports.')
    return null
  }
  if (given && customExportId) throw invalid('recipe', 'Give a recipe or a saved one, not both.')
  if (!given && !customExportId) throw invalid('recipe', 'Say what it is made of.')
  const recipe = checkRecipe(
    customExportId ? recipeOf(await getCustomExport(db, memberId, customExportId)) : given,
  )
  await requireKnown(db, recipe)
  return recipe
}

/** PLAN_REQUIRED unless the plan still has an export that was asked for: its dataset, and what a custom one is made of. */
export async function requireStill(db: TenantDb, row: ExportRow): Promise<void> {
  await requireExport(db, row.dataset, row.format)
  // Not checked anew: a file that is kept may have a column that nobody can ask for any more.
  const made = (row.recipe as Partial<Recipe> | null)?.dataset
  if (made) await requireExport(db, made, row.format)
}

/** The job that makes it, once this transaction has committed. */
export async function enqueueExport(db: TenantDb, exportId: string): Promise<void> {
  await enqueue(db, 'make_export', { exportId }, exportId)
}

/** RATE_LIMITED when too many large exports of the organization wait already. */
export async function requirePlace(db: TenantDb): Promise<void> {
  if ((await countUnderWay(db)) < mostUnderWay) return
  const message = `${mostUnderWay} exports are on their way already. Try again when one is done, or cancel one.`
  throw new Refusal('RATE_LIMITED', message, { retryAfter: 60 })
}

/** As it is kept: without what was not asked for. */
function written(filter: ScanFilter): Record<string, Json> | null {
  const text = JSON.stringify(filter, (_key, value) => value ?? undefined)
  const parts = JSON.parse(text) as Record<string, Json>
  return Object.keys(parts).length > 0 ? parts : null
}

/** The filter of an export, as it was asked for. */
export function filterOf(row: ExportRow): ScanFilter {
  const { from, to, ...parts } = (row.filter ?? {}) as Record<string, string>
  const filter: ScanFilter = parts
  if (from) filter.from = new Date(from)
  if (to) filter.to = new Date(to)
  return filter
}

/** As documented: activity_export_2026-11-21.csv. */
function fileNameOf(dataset: string, ending: string, now: Date, timezone: string): string {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: timezone }).format(now)
  return `${dataset.toLowerCase()}_export_${day}.${ending}`
}

type Range = { from: Date | null; to: Date | null }

/** Rows are counted one by one up to here; beyond, nobody waits for a number that is only "about". */
const mostCounted = 200_000
const aDay = 86_400_000
/** Before every scan there can be. */
const beginning = new Date('2020-01-01T00:00:00Z')

/** Where the rows of a dataset are and when they were made, for those that are counted as they lie there. */
const tables: Partial<Record<Dataset, string>> = {
  ACTIVITY: 'activity_log',
  CAMPAIGNS: 'campaigns',
  QR_CODES: 'qr_codes',
  TEAM: 'members',
}

/**
 * About how many rows an export will have, quickly: at most what it says, but for what comes meanwhile. Null where
 * nobody can tell without making it.
 */
async function estimateRows(
  db: TenantDb,
  dataset: Dataset,
  range: Range,
  filter: ScanFilter,
): Promise<number | null> {
  if (dataset === 'QR_SCANS') return estimateScans(db, range, filter)
  if (filter.qrCodeIds) return filter.qrCodeIds.length
  const table = tables[dataset]
  if (!table) return null
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select from ${sql.table(table)}
      where created_at >= coalesce(${range.from}::timestamptz, '-infinity')
        and created_at < coalesce(${range.to}::timestamptz, 'infinity')
      limit ${mostCounted}::int
    ) as counted`.execute(db)
  return rows[0]?.count ?? 0
}

/** What was counted already bounds it; few enough hits are counted as the filter has them. */
async function estimateScans(db: TenantDb, range: Range, filter: ScanFilter): Promise<number> {
  const from = later(range.from ?? beginning, filter.from)
  const to = earlier(range.to ?? new Date(), filter.to)
  if (from >= to) return 0
  // Whole days of the organization, and what lies around them.
  const span = await findSpan(
    db,
    new Date(Math.max(beginning.getTime(), from.getTime() - 2 * aDay)),
    new Date(to.getTime() + 2 * aDay),
  )
  const scopes = filter.qrCodeIds ?? [whole]
  const { scans, hits } = await sumRollups(db, span, scopes)
  const most = filter.classifications ? hits : scans
  if (most > mostCounted) return most
  const conditions = [isFrom(from), isBefore(to), classCondition(filter), ...partConditions(filter)]
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from qr_scan_events where ${sql.join(conditions, sql` and `)}`.execute(
    db,
  )
  return rows[0]?.count ?? 0
}

function later(one: Date, other: Date | null | undefined): Date {
  return other && other > one ? other : one
}

function earlier(one: Date, other: Date | null | undefined): Date {
  return other && other < one ? other : one
}

/** Whether this version can produce the dataset in that format. */
export function isOffered(dataset: Dataset, format: ExportFormat): boolean {
  return formats[format] !== undefined && (dataset === 'CUSTOM' || hasDataset(dataset))
}
