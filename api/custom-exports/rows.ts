import { type RawBuilder, sql } from 'kysely'
import type { ExportDb } from '../../db/connections.ts'
import type { Bounds } from '../datasets/dataset.ts'
import { choosableColumns, tableOf } from '../datasets/datasets.ts'
import type { Column, Rows } from '../export-engine/rows.ts'
import { countColumn, outputColumns, type Recipe } from './recipe.ts'

/**
 * The rows of a custom export: those of its dataset within the bounds, chosen, put together and ordered by the database.
 * Names reach the SQL as identifiers only, and only those that checkRecipe found in the list of columns.
 */
export async function customRows(db: ExportDb, recipe: Recipe, bounds: Bounds): Promise<Rows> {
  const { title, select, notes } = tableOf(recipe.dataset)
  const selection = await select(db, bounds)
  const isGrouped = recipe.groupBy.length > 0
  const inOwnOrder = !isGrouped && recipe.orderBy.length === 0
  const source = inOwnOrder ? selection : selection.clearOrderBy()
  const output = outputColumns(recipe).map((name) => ({ name, ...cellOf(recipe, name) }))
  const cells = output.map(({ name, value }) => sql`${value} as ${sql.id(name)}`)
  const grouping = isGrouped
    ? sql`group by ${sql.join(recipe.groupBy.map((name) => readOf(recipe, name)))}`
    : sql``
  const order = inOwnOrder ? sql`` : sql`order by ${sql.join(orderOf(recipe, output))}`
  return {
    title: recipe.saved?.name ?? `${title}, custom`,
    columns: Object.fromEntries(output.map(({ name, type, label }) => [name, { type, label }])),
    query: sql`select ${sql.join(cells)} from (${source}) as cells ${grouping} ${order}`,
    notes: notes?.(bounds) ?? [],
  }
}

type Cell = Column & { value: RawBuilder<unknown> }

/** A column of the file: as it is, or of rows that are put together what they come to. */
function cellOf(recipe: Recipe, name: string): Cell {
  const isGrouped = recipe.groupBy.length > 0
  if (isGrouped && name === countColumn && !recipe.groupBy.includes(name))
    return { type: 'number', label: 'Count', value: sql`count(*)` }
  const { type, label } = choosableColumns(recipe.dataset).get(name) as Column
  const value = readOf(recipe, name)
  const isSum = isGrouped && !recipe.groupBy.includes(name)
  return { type, label, value: isSum ? sql`coalesce(sum(${value}), 0)` : value }
}

/** What the column is of one row of the dataset. */
function readOf({ dataset }: Recipe, name: string): RawBuilder<unknown> {
  return choosableColumns(dataset).get(name)?.value ?? sql.id(name)
}

/** Nothing is left to chance: rows that are equal so far are ordered by what tells them apart. */
function orderOf(recipe: Recipe, output: readonly { name: string }[]): RawBuilder<unknown>[] {
  const chosen = recipe.orderBy.map(({ column, descending }) => {
    const isThere = output.some(({ name }) => name === column)
    const value = isThere ? sql.id(column) : readOf(recipe, column)
    return descending ? sql`${value} desc nulls last` : sql`${value} asc nulls last`
  })
  const taken = recipe.orderBy.map(({ column }) => column)
  const rest = recipe.groupBy.filter((name) => !taken.includes(name))
  const last = recipe.groupBy.length > 0 ? rest.map((name) => sql`${sql.id(name)}`) : [sql`id desc`]
  return [...chosen, ...last]
}
