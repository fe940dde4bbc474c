import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createServer } from 'vite'
import { root } from './run.ts'

// Watch mode: the API restarts when one of its files changes, Vite serves the dashboard and hands the rest to the API.
const preload = join(import.meta.dirname, 'require-node.js')
const watched = ['api', 'db', 'sql'].map((folder) => `--watch-path=${join(root, folder)}`)
const program = join(import.meta.dirname, 'start.ts')
const api = spawn(process.execPath, ['--import', preload, ...watched, program, '--api-only'], {
  stdio: 'inherit',
})
const vite = await createServer({ configFile: join(root, 'vite.config.ts') })
await vite.listen()
vite.printUrls()

async function stop(): Promise<void> {
  await vite.close()
  api.kill('SIGTERM')
}

process.on('SIGINT', () => void stop())
process.on('SIGTERM', () => void stop())
api.once('exit', (code) => process.exit(code ?? 1))
