import { spawn } from 'node:child_process'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..')

/** Runs a tool of this repository with its output shown; resolves with its exit code. */
export function run(tool: string, ...given: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const path = join(root, 'node_modules/.bin', tool)
    const child = spawn(path, given, { cwd: root, stdio: 'inherit' })
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
