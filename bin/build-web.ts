import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { root, runWith } from './run.ts'

const dist = join(root, 'web/dist')
const stamp = join(dist, '.stamp')

/** Builds the dashboard unless the one that is there was built from the same files; returns whether it had to. */
export async function buildWeb(say: (line: string) => void): Promise<boolean> {
  const now = digest()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return false
  say('Building the dashboard …')
  // A process of its own: the bundler's memory goes with it, and React is built for production whatever this process is.
  const production = { NODE_ENV: 'production' }
  const code = await runWith(
    production,
    'vite',
    'build',
    '--config',
    'vite.config.ts',
    '--logLevel',
    'warn',
  )
  if (code !== 0) throw new Error(`The dashboard could not be built (vite ended with ${code})`)
  for (const file of globSync(join(dist, '**/*.{js,css,html,svg}'))) compress(file)
  writeFileSync(stamp, now)
  return true
}

function compress(file: string): void {
  const bytes = readFileSync(file)
  if (bytes.length < 1_024) return
  writeFileSync(`${file}.gz`, gzipSync(bytes))
  writeFileSync(
    `${file}.br`,
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  )
}

function digest(): string {
  const hash = createHash('sha256')
  const files = globSync(['web/**/*', 'bin/build-web.ts', 'vite.config.ts', 'package-lock.json'], {
    cwd: root,
    exclude: ['web/dist/**', 'web/e2e/**'],
    withFileTypes: true,
  })
  const paths = files
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  for (const path of paths.sort()) hash.update(path.slice(root.length)).update(readFileSync(path))
  return hash.digest('hex')
}
