import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

// What a first visit may weigh, in kB of gzip. Too heavy fails the build, so that weight is decided
// and does not happen.

const door = ['index.html']
const application = [...door, 'App.tsx']

type Budget = {
  name: string
  limit: number
  kind: 'js' | 'css'
  entries: readonly string[]
  /** Loaded before, by whoever comes here; it weighs nothing more. */
  beyond?: readonly string[]
}

/** What a data page has loaded before it draws. */
const figures = [...application, 'analytics/OverviewPage.tsx']

const budgets: Budget[] = [
  { name: 'sign-in', limit: 130, kind: 'js', entries: door },
  { name: 'entry', limit: 200, kind: 'js', entries: application },
  {
    name: 'palette',
    limit: 25,
    kind: 'js',
    entries: ['frame/Palette.tsx'],
    beyond: application,
  },
  { name: 'styles', limit: 20, kind: 'css', entries: application },
  { name: 'charts', limit: 115, kind: 'js', entries: ['ui/ChartDrawing.tsx'], beyond: figures },
  { name: 'map', limit: 52, kind: 'js', entries: ['ui/MapDrawing.tsx'], beyond: figures },
  {
    name: 'calendar',
    limit: 25,
    kind: 'js',
    entries: ['ui/RangeCalendar.tsx'],
    beyond: figures,
  },
]

type Chunk = { file: string; imports?: string[]; css?: string[] }
type Manifest = Record<string, Chunk>

type Weight = { name: string; kilobytes: number; limit: number }

/** The budgets a build breaks; none is what a build should have. */
export function checkBudget(distFolder: string): string[] {
  return weigh(distFolder)
    .filter(({ kilobytes, limit }) => kilobytes > limit)
    .map(
      ({ name, kilobytes, limit }) =>
        `${name} weighs ${kilobytes.toFixed(1)} kB gzip, its budget is ${limit} kB`,
    )
}

/** What each budget weighs, with everything its entries load before they can run. */
function weigh(distFolder: string): Weight[] {
  const manifest: Manifest = JSON.parse(
    readFileSync(join(distFolder, '.vite/manifest.json'), 'utf8'),
  )
  return budgets.map(({ name, limit, kind, entries, beyond = [] }) => {
    const known = closure(manifest, beyond)
    const keys = [...closure(manifest, entries)].filter((key) => !known.has(key))
    const chunks = keys.map((key) => find(manifest, key))
    const files = new Set(
      chunks
        .flatMap((chunk) => [chunk.file, ...(chunk.css ?? [])])
        .filter((file) => isOf(file, kind)),
    )
    const bytes = [...files].reduce((sum, file) => sum + gzipped(join(distFolder, file)), 0)
    return { name, limit, kilobytes: bytes / 1000 }
  })
}

function closure(manifest: Manifest, roots: readonly string[], seen = new Set<string>()) {
  for (const key of roots) {
    if (seen.has(key)) continue
    seen.add(key)
    closure(manifest, find(manifest, key).imports ?? [], seen)
  }
  return seen
}

function find(manifest: Manifest, key: string): Chunk {
  const chunk = manifest[key]
  if (!chunk) throw new Error(`The build has no ${key}; the budget would measure nothing.`)
  return chunk
}

function isOf(file: string, kind: string): boolean {
  return file.endsWith(`.${kind}`)
}

function gzipped(path: string): number {
  return gzipSync(readFileSync(path)).length
}
