import { sql } from 'kysely'
import { z } from 'zod'
import type { ReadDb } from '../../db/connections.ts'
import { presets } from '../analytics/range.ts'
import { checkFits, choosableColumns, type TableName, tableNames } from '../datasets/datasets.ts'
import { invalid, notFound, Refusal, valid } from '../graphql/errors.ts'
import { isTimezone, timezoneProblem } from '../organizations/timezone.ts'
import { checkFilter, type ScanFilter } from '../scans/filter.ts'

/** What a custom export is made of, checked; as JSON it is what is kept. */
export type Recipe = {
  dataset: TableName
  /** The columns of the file, in its order; of rows that are put together `count` as well. */
  columns: string[]
  orderBy: { column: string; descending: boolean }[]
  groupBy: string[]
  filter: ScanFilter
  range: z.output<typeof rangeShape>
  timezone: string | null
  /** The one that was saved, when it was. */
  saved: { id: string; name: string } | null
}

const mostColumns = 60
const mostKeys = 8
/** How many rows were put together. */
export const countColumn = 'count'

const rangeShape = z
  .object({
    preset: z.enum(presets).nullish(),
    from: z.coerce.date().nullish(),
    to: z.coerce.date().nullish(),
  })
  .refine(({ preset, from, to }) => !preset || !(from || to), {
    message: 'Give a preset or moments, not both.',
  })
  .refine(({ preset, from }) => preset || from, {
    path: ['from'],
    message: 'Give a preset, or from when on.',
  })
  .refine(({ from, to }) => !from || !to || from < to, {
    path: ['to'],
    message: 'The end comes after the start.',
  })
  .nullable()

const names = (most: number) =>
  z.array(z.string().max(100)).max(most, `Choose at most ${most} columns.`)
const shape = z.object({
  recipe: z.object({
    dataset: z.enum(tableNames, 'Choose another dataset: this one is not made of rows.'),
    columns: names(mostColumns),
    orderBy: z
      .array(z.object({ column: z.string().max(100), descending: z.boolean().nullish() }))
      .max(mostKeys, `Order by at most ${mostKeys} columns.`)
      .nullish(),
    groupBy: names(mostKeys).nullish(),
    filter: z.custom<ScanFilter>().nullish(),
    range: rangeShape.nullish(),
    timezone: z.string().refine(isTimezone, timezoneProblem).nullish(),
    saved: z.object({ id: z.string(), name: z.string() }).nullish(),
  }),
})

/** The recipe, from an input or as it was kept; INVALID names its part that is wrong. */
export function checkRecipe(given: unknown): Recipe {
  const { recipe } = valid(shape, { recipe: given })
  const { dataset, columns } = recipe
  const groupBy = recipe.groupBy ?? []
  const orderBy = (recipe.orderBy ?? []).map(({ column, descending }) => ({
    column,
    descending: descending === true,
  }))
  checkColumns(dataset, columns, groupBy)
  checkOrder({ dataset, columns, groupBy }, orderBy)
  return {
    ...{ dataset, columns, orderBy, groupBy },
    filter: filterOf(dataset, recipe.filter),
    range: recipe.range ?? null,
    timezone: recipe.timezone ?? null,
    saved: recipe.saved ?? null,
  }
}

/** Why a recipe that was saved cannot be made any more; null when it can. */
export function problemOf(recipe: Recipe): string | null {
  try {
    checkRecipe(recipe)
    return null
  } catch (error) {
    if (error instanceof Refusal) return error.message
    throw error
  }
}

function checkColumns(dataset: TableName, columns: string[], groupBy: string[]): void {
  const known = choosableColumns(dataset)
  const isGrouped = groupBy.length > 0
  for (const [field, list] of Object.entries({ columns, groupBy })) {
    const twice = list.find((name, place) => list.indexOf(name) !== place)
    if (twice !== undefined) throw invalid(`recipe.${field}`, `${quoted(twice)} is there twice.`)
  }
  for (const name of groupBy) {
    const column = known.get(name) ?? missing('groupBy', dataset, name)
    if (!column.isGroupable)
      throw invalid('recipe.groupBy', `Rows cannot be put together by ${quoted(name)}.`)
  }
  if (columns.length === 0 && !isGrouped)
    throw invalid('recipe.columns', 'Choose at least one column.')
  for (const name of columns) {
    if (isGrouped && name === countColumn) continue
    const column = known.get(name) ?? missing('columns', dataset, name)
    if (isGrouped && !groupBy.includes(name) && column.type !== 'number') {
      const message = `Group by ${quoted(name)} as well, or leave it out: only numbers are added up.`
      throw invalid('recipe.columns', message)
    }
  }
}

function checkOrder(
  recipe: Pick<Recipe, 'dataset' | 'columns' | 'groupBy'>,
  orderBy: Recipe['orderBy'],
): void {
  const known = choosableColumns(recipe.dataset)
  const isGrouped = recipe.groupBy.length > 0
  const output = outputColumns(recipe)
  for (const [place, { column }] of orderBy.entries()) {
    if (!known.has(column) && !(isGrouped && column === countColumn))
      missing('orderBy', recipe.dataset, column)
    if (isGrouped && !output.includes(column))
      throw invalid(
        'recipe.orderBy',
        `${quoted(column)} is not in the file: rows are put together.`,
      )
    if (orderBy.findIndex((each) => each.column === column) !== place)
      throw invalid('recipe.orderBy', `${quoted(column)} is there twice.`)
  }
}

/** What the file has in it: what rows are put together by comes first unless it was given a place; alone, with a count. */
export function outputColumns({ columns, groupBy }: Pick<Recipe, 'columns' | 'groupBy'>): string[] {
  const keys = groupBy.filter((name) => !columns.includes(name))
  return columns.length > 0 ? [...keys, ...columns] : [...keys, countColumn]
}

function filterOf(dataset: TableName, given: ScanFilter | null | undefined): ScanFilter {
  // Kept as JSON, it comes back without what was not asked for.
  const parts = JSON.parse(JSON.stringify(given ?? {}, (_key, part) => part ?? undefined))
  const filter = checkFilter(parts, 'recipe.filter')
  if (filter.from || filter.to)
    throw invalid('recipe.filter.from', 'Say from when to when with range.')
  checkFits(dataset, filter, 'recipe.filter')
  return filter
}

/** Names a code or campaign of the filter that is not the organization's: NOT_FOUND, whoever else has it. */
export async function requireKnown(db: ReadDb, { filter }: Recipe): Promise<void> {
  for (const [table, part] of [
    ['qr_codes', 'qrCodeIds'],
    ['campaigns', 'campaignIds'],
  ] as const) {
    const wanted = [...(filter[part] ?? []), ...(filter.not?.[part] ?? [])]
    const ids = [...new Set(wanted.filter(Boolean).map((id) => id.toLowerCase()))]
    if (ids.length === 0) continue
    const found = await db
      .selectFrom(table)
      .select('id')
      .where('id', '=', sql<string>`any(${ids}::uuid[])`)
      .execute()
    if (found.length < ids.length) throw notFound()
  }
}

const quoted = (name: string) => `“${name}”`

function missing(part: string, dataset: TableName, name: string): never {
  throw invalid(`recipe.${part}`, `${dataset} has no column ${quoted(name)}, or not any more.`)
}
