import { spawn } from 'node:child_process'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..')

/** Runs a tool of this repository with its output shown; resolves with its exit code. */
export function run(tool: string, ...given: string[]): Promise<number> {
  return runWith({}, tool, ...given)
}

/** The same with some of the environment changed. */
export function runWith(
  environment: Record<string, string>,
  tool: string,
  ...given: string[]
): Promise<number> {
  return new Promise((resolve, reject) => {
    const path = join(root, 'node_modules/.bin', tool)
    const env = { ...process.env, ...environment }
    const child = spawn(path, given, { cwd: root, stdio: 'inherit', env })
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
