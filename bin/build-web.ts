import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'web/dist')
const stamp = join(dist, '.stamp')

/** Builds the dashboard unless the one that is there was built from the same files; returns whether it had to. */
export async function buildWeb(say: (line: string) => void): Promise<boolean> {
  const now = digest()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return false
  say('Building the dashboard …')
  const { build } = await import('vite')
  await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' })
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
  const files = globSync(['web/**/*', 'vite.config.ts', 'package-lock.json'], {
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
