import { presets } from '../analytics/ranges.ts'
import type {
  CustomExportRowFragment,
  CustomRecipeInput,
  RecipeValuesFragment,
  ScanFilter,
} from '../gql/graphql.ts'

/** A recipe as the builder holds it: the parts it can change, the rest as it came. */
export type Draft = {
  dataset: CustomRecipeInput['dataset']
  columns: string[]
  groupBy: string[]
  order: { column: string; isDescending: boolean } | null
  filter: ScanFilter
  /** A preset's name, or 'days' for two moments. */
  range: string
  from: string | null
  to: string | null
  timezone: string
}

export function emptyDraft(timezone: string): Draft {
  return {
    ...{ dataset: 'QR_SCANS', columns: [], groupBy: [], order: null, filter: {} },
    ...{ range: 'LAST_30_DAYS', from: null, to: null, timezone },
  }
}

export function draftOf({ recipe }: CustomExportRowFragment, zone: string): Draft {
  const { dataset, columns, groupBy, filter, range, timezone } = recipe
  const [order] = recipe.orderBy
  const not = valuesOf(filter.not)
  return {
    ...{ dataset, columns, groupBy, timezone: timezone ?? zone },
    order: order ? { column: order.column, isDescending: order.descending } : null,
    filter: {
      ...(filter.classifications.length > 0 && { classifications: filter.classifications }),
      ...valuesOf(filter.wanted),
      ...(Object.keys(not).length > 0 && { not }),
    },
    range: range?.preset ?? (range?.from || range?.to ? 'days' : 'ALL'),
    from: range?.from ?? null,
    to: range?.to ?? null,
  }
}

/** What is empty is not asked for; the cache adds the name of the type. */
function valuesOf(values: RecipeValuesFragment): Partial<ScanFilter> {
  return Object.fromEntries(
    Object.entries(values).filter(([, each]) => Array.isArray(each) && each.length > 0),
  )
}

export function recipeOf(draft: Draft): CustomRecipeInput {
  const { dataset, columns, groupBy, order, filter, timezone, range } = draft
  const preset = presets.find((each) => each.preset === range)?.preset
  return {
    ...{ dataset, columns, groupBy, timezone },
    orderBy: order ? [{ column: order.column, descending: order.isDescending }] : [],
    ...(Object.keys(filter).length > 0 && { filter }),
    range: preset ? { preset } : { from: draft.from, to: draft.to },
  }
}
