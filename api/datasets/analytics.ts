import { sql } from 'kysely'
import type { ExportDb } from '../../db/connections.ts'
import { type Analysis, analysisOf } from '../analytics/analysis.ts'
import { type Range, resolveRange } from '../analytics/range.ts'
import type { Rows } from '../export-engine/rows.ts'
import { campaignsResolved } from '../scans/filter.ts'
import type { Bounds, Report } from './dataset.ts'
import { linesOf, type Part, partsOf, sectionOf, summaryOf } from './parts.ts'

const columns = {
  section: {
    type: 'word',
    label: 'Section',
    description:
      'What the line is about: total, day, country … the lines of one add up to the total.',
  },
  key: {
    type: 'text',
    label: 'Key',
    description: 'What to filter by; empty: not known.',
  },
  label: { type: 'text', label: 'Label', description: 'The key for people.' },
  scans: {
    type: 'number',
    label: 'Scans',
    description: 'Hits classified HUMAN, or of the classes the filter names.',
  },
  people: {
    type: 'number',
    label: 'People',
    description:
      'Visitors told apart within each local day of the organization and added up; empty: not told.',
  },
  share: { type: 'number', label: 'Share', description: "Of the total's scans, 0 to 1." },
  hits: {
    type: 'number',
    label: 'Hits',
    description: 'Everything that came in, in the lines of total and class.',
  },
  codes: { type: 'number', label: 'Codes', description: 'Codes with a scan, in the total.' },
  basis: {
    type: 'word',
    label: 'Basis',
    description: 'Of the people in the total: DAY_EXACT within one local day, else SUM_OF_DAYS.',
  },
} as const

/**
 * What the dashboard shows, as a file: every number comes from the functions that answer Organization.analytics. One long
 * table, for programs; for people the same in parts.
 */
export const analytics: Report = {
  title: 'Analytics',
  columns,
  read: async (db, bounds) => {
    const analysis = await analysisFor(db, bounds)
    const parts = await partsOf(analysis)
    const summary = await summaryOf(analysis)
    return {
      title: 'Analytics',
      columns,
      query: tableOf([...summary.lines, ...parts.flatMap((part) => linesOf(part, summary.scans))]),
      notes: summary.notes,
      range: { from: analysis.range.from, to: analysis.range.to },
      sections: [summary.section, ...parts.map((part: Part) => sectionOf(part, summary.scans))],
    }
  },
}

/** The same question as the dashboard's. */
async function analysisFor(db: ExportDb, bounds: Bounds): Promise<Analysis> {
  const { from, to, ...rest } = bounds.filter ?? {}
  const narrowed = {
    ...bounds,
    from: extreme('max', bounds.from, from),
    to: extreme('min', bounds.to, to),
  }
  const filter = await campaignsResolved(db, rest)
  return analysisOf(db, await rangeFor(db, narrowed), filter, null)
}

type Moment = Date | null | undefined

/** The latest or earliest of the moments that there are. */
function extreme(pick: 'max' | 'min', ...moments: Moment[]): Date | null {
  const known = moments.flatMap((at) => (at ? [at.getTime()] : []))
  return known.length > 0 ? new Date(Math[pick](...known)) : null
}

/**
 * The range as it was when the export was asked for, on the clock of this moment: what was scanned in between does not
 * count. Without an end the last thirty days, as on the dashboard.
 */
async function rangeFor(db: ExportDb, { from, to, asOf, timezone }: Bounds): Promise<Range> {
  const resolve = (input: Parameters<typeof resolveRange>[1], now: Date | null) =>
    resolveRange(db, input, timezone, now)
  const start = from ?? (to ? (await resolve({ preset: 'ALL' }, asOf)).from : null)
  const until = extreme('min', to, asOf) ?? asOf
  if (start && start >= until)
    return { ...(await resolve({ preset: 'TODAY' }, asOf)), from: until, to: until }
  const asked = await resolve(start ? { from: start, to } : { preset: 'LAST_30_DAYS' }, asOf)
  if (asked.from >= asked.to) return asked
  const now = await resolve({ from: asked.from, to: asked.to }, null)
  return { ...now, isShortened: asked.isShortened || now.isShortened }
}

/** Lines that are in memory as a query, so that every format reads them like any other rows. */
function tableOf(lines: readonly object[]): Rows['query'] {
  const text = JSON.stringify(lines.map((line, n) => ({ ...line, n })))
  return sql`select section, key, label, scans, people, share, hits, codes, basis
    from jsonb_to_recordset(${text}::text::jsonb) as line (n bigint, section text, key text, label text,
      scans bigint, people bigint, share numeric, hits bigint, codes bigint, basis text)
    order by n`
}
