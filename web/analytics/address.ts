/** What the address of a data page may say. Defaults are never written, anything else is dropped. */
export type ViewSearch = {
  range?: string
  compare?: 'year' | 'off'
  /** The steps of the chart; the range chooses when missing. */
  step?: 'hour' | 'day' | 'week' | 'month'
  /** What the analytics page breaks down, and whether a campaign's chart has a line a code. */
  by?: string
  metric?: 'people'
  traffic?: 'all'
  f?: string
}

// Small, because every page's first load carries it; what the words mean is read in view.ts.
const patterns: Record<keyof ViewSearch, RegExp> = {
  range: /^(today|yesterday|24h|7d|90d|mtd|qtd|ytd|12mo|all|\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d)$/,
  compare: /^(year|off)$/,
  step: /^(hour|day|week|month)$/,
  by: /^[a-z]{2,8}$/,
  metric: /^people$/,
  traffic: /^all$/,
  f: /^[a-z]+:.{1,2000}$/,
}

export const viewKeys = Object.keys(patterns) as (keyof ViewSearch)[]

export function readView(search: Record<string, unknown>): ViewSearch {
  return Object.fromEntries(
    viewKeys.flatMap((key) => {
      const value = search[key]
      return typeof value === 'string' && patterns[key].test(value) ? [[key, value]] : []
    }),
  )
}
