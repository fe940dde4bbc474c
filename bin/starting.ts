import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { freePort } from '../db/embedded.ts'

/** `npm start` as a process of its own, for tests that restart or kill it. */
export type Started = {
  url: string
  output: () => string
  child: ChildProcess
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** Runs bin/start.ts with these settings on a free port; resolves when it says that it is ready. */
export async function startProgram(settings: Record<string, string>): Promise<Started> {
  const port = settings.PORT ?? String(await freePort())
  const preload = join(import.meta.dirname, 'require-node.js')
  const child = spawn(
    process.execPath,
    ['--import', preload, join(import.meta.dirname, 'start.ts')],
    {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        LOG_LEVEL: 'error',
        PORT: port,
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let output = ''
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const isReady = new Promise<boolean>((resolve) => {
    const read = (piece: Buffer) => {
      output += piece
      if (output.includes('Ctrl-C stops it')) resolve(true)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    void ended.then(() => resolve(false))
  })
  if (!(await isReady)) throw new Error(`The program did not start:\n${output}`)
  return {
    url: `http://127.0.0.1:${port}`,
    output: () => output,
    child,
    stop(signal = 'SIGTERM') {
      child.kill(signal)
      return ended
    },
  }
}
