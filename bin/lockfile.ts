import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './run.ts'

// npm writes down only the platform packages that its registry has; a mirror that keeps those of its own platform makes a
// lockfile that `npm ci` refuses everywhere. What is missing says itself what it is: the exact version stands in the
// package that wants it, system and processor stand in the name.

type Entry = {
  version: string
  cpu: string[]
  dev?: true
  libc?: string[]
  optional: true
  os: string[]
}
type Locked = { optionalDependencies?: Record<string, string>; dev?: boolean }
type Lock = { packages: Record<string, Locked | Entry> }

const file = join(root, 'package-lock.json')
const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32']

/** Optional packages that the lockfile names and does not describe, with what their entries should say. */
export function listMissing(): Map<string, Entry> {
  const { packages } = readLock()
  const missing = new Map<string, Entry>()
  for (const [path, wanting] of Object.entries(packages)) {
    const wanted = path === '' ? {} : ((wanting as Locked).optionalDependencies ?? {})
    for (const [name, version] of Object.entries(wanted)) {
      const isThere = packages[`node_modules/${name}`] ?? packages[`${path}/node_modules/${name}`]
      if (!isThere) missing.set(`node_modules/${name}`, entryOf(name, version, wanting as Locked))
    }
  }
  return missing
}

/** Adds what is missing; returns how many entries that were. */
export function completeLockfile(): number {
  const missing = listMissing()
  if (missing.size === 0) return 0
  const lock = readLock()
  const packages = { ...lock.packages, ...Object.fromEntries(missing) }
  const sorted = Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1))
  writeFileSync(
    file,
    `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`,
  )
  return missing.size
}

function readLock(): Lock {
  return JSON.parse(readFileSync(file, 'utf8')) as Lock
}

function entryOf(name: string, version: string, wanting: Locked): Entry {
  const words = name.split('/').at(-1)?.split('-') ?? []
  const at = words.findIndex((word) => systems.includes(word))
  const system = words[at]
  const processor = words[at + 1]
  if (!system || !processor || !/^\d/.test(version)) {
    throw new Error(
      `${name}@${version} is missing from the lockfile; run npm install with a full registry`,
    )
  }
  const libc = words.some((word) => word.startsWith('musl')) ? ['musl'] : ['glibc']
  return {
    version,
    cpu: [processor],
    ...(wanting.dev ? { dev: true as const } : {}),
    ...(system === 'linux' ? { libc } : {}),
    optional: true,
    os: [system],
  }
}
