import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  aDatabase,
  anOrganization,
  aQrCode,
  type TestDatabase,
  testSecret,
} from '../../db/testing.ts'
import { iphone } from '../testing.ts'
import { aProxy, type DatabaseProxy, until } from './testing.ts'

let database: TestDatabase
let proxy: DatabaseProxy
let dataDir: string
let code: { id: string; slug: string }
const children: ChildProcess[] = []
beforeAll(async () => {
  database = await aDatabase()
  proxy = await aProxy(database.adminUrl)
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(dataDir, { recursive: true, force: true })
})
afterAll(async () => {
  await proxy.close()
  await database.drop()
})

type Child = { url: string; log: string[]; end(signal: NodeJS.Signals): Promise<number | null> }

/** The server in a process of its own. */
async function aChild(settings: Record<string, string> = {}): Promise<Child> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'runner.ts')], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: proxy.url,
      SECRET_KEY: testSecret.toString('base64'),
      DATA_DIR: dataDir,
      PORT: '0',
      DEMO: '0',
      LOG_LEVEL: 'fatal',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log: string[] = []
  child.stderr?.on('data', (text) => log.push(String(text)))
  children.push(child)
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (text) => resolve(String(text).trim()))
    child.once('exit', () => reject(new Error('the server did not start')))
  })
  return {
    url: `http://127.0.0.1:${port}`,
    log,
    end(signal) {
      child.kill(signal)
      return exited
    },
  }
}

async function aCode(): Promise<void> {
  dataDir = mkdtempSync(join(tmpdir(), 'oi-crash-'))
  code = await aQrCode(database, await anOrganization(database))
}

/** Scans from so many phones at once until the server is gone; the ids that were acknowledged. */
function load(
  url: string,
  phones: number,
): { ids: string[]; refused: number[]; over: Promise<unknown> } {
  const [ids, refused]: [string[], number[]] = [[], []]
  const phone = async (_: unknown, worker: number) => {
    for (let i = 0; ; i++) {
      try {
        const response = await fetch(`${url}/s/${code.slug}`, {
          method: 'POST',
          headers: { 'user-agent': `${iphone} ${worker}-${i}` },
        })
        if (response.status !== 200) refused.push(response.status)
        else ids.push(((await response.json()) as { scanId: string }).scanId)
      } catch {
        return
      }
    }
  }
  return { ids, refused, over: Promise.all(Array.from({ length: phones }, phone)) }
}

async function stored(): Promise<string[]> {
  const { rows } = await database.admin.query<{ id: string }>(
    'select id from qr_scan_events where qr_code_id = $1',
    [code.id],
  )
  return rows.map(({ id }) => id)
}

async function expectKept(acknowledged: readonly string[]): Promise<void> {
  await until(async () => {
    const kept = new Set(await stored())
    return acknowledged.every((id) => kept.has(id))
  })
  const ids = await stored()
  expect(new Set(ids).size).toBe(ids.length)
}

describe('A server that is killed under load', () => {
  it('has lost no scan that was answered, and stored none twice', async () => {
    await aCode()
    const acknowledged: string[] = []
    for (let round = 0; round < 3; round++) {
      const child = await aChild()
      const { ids, refused, over } = load(child.url, 32)
      await delay(400 + 300 * round)
      await child.end('SIGKILL')
      await over
      expect(refused).toEqual([])
      acknowledged.push(...ids)
    }
    expect(acknowledged.length).toBeGreaterThan(200)
    await expectKept(acknowledged)
  })

  it('has lost none either when the database was away, and its successor stores them', async () => {
    await aCode()
    const child = await aChild()
    const { ids, refused, over } = load(child.url, 16)
    await delay(400)
    proxy.mode('closed')
    await delay(800)
    const before = (await stored()).length
    await child.end('SIGKILL')
    await over
    expect(refused).toEqual([])
    expect(ids.length).toBeGreaterThan(before)
    proxy.mode('open')
    const successor = await aChild()
    await expectKept(ids)
    expect(await successor.end('SIGTERM')).toBe(0)
  })

  it('answers everything in flight when it is asked to stop', async () => {
    await aCode()
    const child = await aChild()
    const { ids, refused, over } = load(child.url, 16)
    await delay(500)
    expect(await child.end('SIGTERM')).toBe(0)
    await over
    expect(refused).toEqual([])
    // What was stored was answered: nothing was cut between the two.
    expect((await stored()).sort()).toEqual(ids.sort())
  })
})

describe('The log', () => {
  it('names no address and no device, at its most talkative and whatever fails', async () => {
    await aCode()
    const child = await aChild({ LOG_LEVEL: 'trace', TRUSTED_PROXIES: '127.0.0.0/8,::1/128' })
    const headers = { 'x-forwarded-for': '93.184.216.177', 'user-agent': `${iphone} CanaryPhone` }
    const everything = async () => {
      for (const path of [
        `s/${code.slug}`,
        's/Unknown1',
        'q/Unknown1.svg',
        'graphql',
        'exports/x',
      ]) {
        for (const method of ['GET', 'POST'])
          await fetch(`${child.url}/${path}`, { method, headers, redirect: 'manual' })
      }
    }
    await everything()
    proxy.mode('closed')
    await everything()
    await until(() => child.log.join('').includes('could not be stored'))
    proxy.mode('open')
    await database.admin.query(
      'alter table qr_scan_events add constraint broken check (false) not valid',
    )
    await everything()
    await database.admin.query('alter table qr_scan_events drop constraint broken')
    expect(await child.end('SIGTERM')).toBe(0)
    expect(child.log.join('')).not.toMatch(/93\.184\.216|CanaryPhone|iPhone/)
  })
})
