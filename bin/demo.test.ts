import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../api/config.ts'
import { passwordProblem, verifyPassword } from '../api/credentials/password.ts'
import { verify } from '../api/file-types/verify.ts'
import { CLASSIFIER_VERSION } from '../api/hits/bots.ts'
import { deviceOf } from '../api/hits/device.ts'
import { classify, type Evidence } from '../api/hits/scan.ts'
import { targetProblem } from '../api/qr-codes/target.ts'
import { openStorage } from '../api/storage/open.ts'
import { aDatabase, type TestDatabase, testSecret } from '../db/testing.ts'
import { seedDemo } from './demo.ts'

let database: TestDatabase
const dataDir = mkdtempSync(join(tmpdir(), 'oi-demo-'))
const file = join(dataDir, 'demo-accounts')
const config = readConfig({ DATA_DIR: dataDir, SECRET_KEY: testSecret.toString('base64') }, false)
const start = () => seedDemo(config, database.adminUrl, () => {})
let lines: string[]

beforeAll(async () => {
  database = await aDatabase()
  lines = await start()
})
afterAll(async () => {
  await database?.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

function passwordOf(printed: readonly string[]): string {
  return /password (\S+)$/.exec(printed[0] ?? '')?.[1] ?? ''
}

/** Which of the printed accounts the password opens. */
async function opened(password: string): Promise<number> {
  const { rows } = await database.admin.query('select email, password_hash from users')
  const printed = lines.slice(1, 6).map((line) => line.trim().split(' ')[0])
  let count = 0
  const accounts = rows.filter(({ email }) => printed.includes(email))
  for (const { password_hash } of accounts)
    if (await verifyPassword(password_hash, password)) count += 1
  return count
}

describe('the accounts', () => {
  it('are an owner of each plan, an editor and a viewer, by the plans’ names of today', async () => {
    const { rows } = await database.admin.query('select name from plans order by rank')
    const [small, medium, large] = rows.map(({ name }) => name)
    expect(lines.slice(1, 6).map((line) => line.trim().split(/ {2,}/))).toEqual([
      ['owner@pizzapalace.example', `owner of Pizza Palace Inc, ${small}`],
      ['owner@lakeshorefitness.example', `owner of Lakeshore Fitness, ${medium}`],
      ['editor@lakeshorefitness.example', `editor of Lakeshore Fitness, ${medium}`],
      ['viewer@lakeshorefitness.example', `viewer of Lakeshore Fitness, ${medium}`],
      ['owner@northgatehotels.example', `owner of Northgate Hotels, ${large}`],
    ])
  })

  it('share a password that a sign-up would accept, kept for their owner’s eyes', async () => {
    const password = passwordOf(lines)
    expect(await passwordProblem(password, [])).toBeNull()
    expect(await opened(password)).toBe(5)
    expect(readFileSync(file, 'utf8')).toBe(`${lines.join('\n')}\n`)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('are the only ones it opens; nobody else can sign in, and trying is no error', async () => {
    const { rows } = await database.admin.query(
      'select password_hash, count(*)::int from users group by 1 order by 2',
    )
    expect(rows.map(({ count }) => count)).toEqual([5, expect.any(Number)])
    expect(await verifyPassword(rows[1]?.password_hash, passwordOf(lines))).toBe(false)
  })

  it('are the same at the second start', async () => {
    expect(await start()).toEqual(lines)
  })

  it.each([
    ['lost', () => rmSync(file)],
    ['empty', () => writeFileSync(file, '')],
  ])('get a new password when the file is %s', async (_, lose) => {
    const before = passwordOf(lines)
    lose()
    lines = await start()
    expect(passwordOf(lines)).not.toBe(before)
    expect(await opened(passwordOf(lines))).toBe(5)
    expect(await opened(before)).toBe(0)
    expect(await start()).toEqual(lines)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('are told as they are: one whose password was changed has the printed one again', async () => {
    await database.admin.query(
      `update users set password_hash = (select password_hash from users where email like '%.%@%' limit 1)
       where email = 'owner@pizzapalace.example'`,
    )
    expect(await start()).toEqual(lines)
    expect(await opened(passwordOf(lines))).toBe(5)
  })
})

describe('the one of staff', () => {
  const account = async () => {
    const { rows } = await database.admin.query(
      `select role, status, password_hash from oi_admin_users where email = 'admin@outboundimpact.example'`,
    )
    const [, printed = ''] = /has the password (\S+)/.exec(lines.join('\n')) ?? []
    return { ...rows[0], isOpen: await verifyPassword(rows[0].password_hash, printed) }
  }

  it('is printed with a password and an authenticator secret of their own', async () => {
    expect(lines.at(-1)).toMatch(/otpauth secret [A-Z2-7]{32}$/)
    expect(await account()).toMatchObject({ role: 'SUPER_ADMIN', status: 'ACTIVE', isOpen: true })
    expect(lines.join('\n').split(passwordOf(lines))).toHaveLength(2)
  })

  it('has the printed ones again when others were set', async () => {
    await database.admin.query(
      `update oi_admin_users set password_hash = (select password_hash from users limit 1)`,
    )
    expect((await account()).isOpen).toBe(false)
    expect(await start()).toEqual(lines)
    expect((await account()).isOpen).toBe(true)
  })
})

describe('the hits of the demo', () => {
  it('are what the scan road would have made of them', async () => {
    type Stored = Evidence & {
      classification: string
      reason: string | null
      device_type: string
      os: string | null
      browser: string | null
      classifier_version: number
    }
    // Older user agents are not kept; duplicates are judged by their neighbours.
    const { rows } = await database.admin.query<Stored>(`
      select distinct on (classification, reason, user_agent, referrer, method, purpose, excluded)
        method, purpose, excluded, user_agent, referrer, classification, reason, device_type, os, browser, classifier_version
      from qr_scan_events
      where scanned_at > now() - interval '29 days' and classification <> 'DUPLICATE'`)
    expect(rows.length).toBeGreaterThan(50)
    for (const { classification, reason, device_type, os, browser, ...row } of rows) {
      expect(classify(row)).toEqual({ classification, reason })
      expect(deviceOf(row.user_agent)).toEqual({ deviceType: device_type, os, browser })
      expect(row.classifier_version).toBe(CLASSIFIER_VERSION)
    }
  })

  it('come from codes whose targets a member could have saved', async () => {
    const { rows } = await database.admin.query(
      'select distinct target_url from qr_codes where upload_id is null',
    )
    for (const { target_url } of rows) expect(targetProblem(target_url, 'localhost')).toBeNull()
  })
})

describe('the files', () => {
  const storage = openStorage(dataDir, undefined, 'uploads')
  const read = async () =>
    (
      await database.admin.query<{
        organization_id: string
        storage_id: string
        name: string
        type: 'PDF' | 'PNG'
        size_bytes: number
        sha256: string
      }>('select organization_id, storage_id, name, type, size_bytes, sha256 from uploaded_files')
    ).rows

  it('are what their rows say, byte by byte, and are there again when they were lost', async () => {
    const rows = await read()
    expect(rows.length).toBeGreaterThan(4)
    for (const { organization_id, storage_id, name, type, size_bytes: size, sha256 } of rows) {
      const key = `${organization_id}/${storage_id}`
      const look = async () =>
        verify((await storage.get(key)) ?? Readable.from([]), { name, type, size: Number(size) })
      expect(await look()).toEqual({ sha256 })
      await storage.remove(key)
      expect(await look()).toEqual({ problem: `${name} is empty.` })
      await start()
      expect(await look()).toEqual({ sha256 })
    }
  })

  it('are shown by codes, and counted', async () => {
    const { rows } = await database.admin.query(
      `select count(*)::int, count(distinct organization_id)::int as companies from qr_codes where upload_id is not null`,
    )
    expect(rows[0].count).toBe(rows[0].companies)
    expect(rows[0].count).toBeGreaterThan(2)
    const wrong = await database.admin.query(
      `select from organization_usage as used
       where resource in ('UPLOADS', 'STORAGE_BYTES') and used.used <> (
         select coalesce(sum(case resource when 'UPLOADS' then 1 else size_bytes end), 0) from uploaded_files
         where organization_id = used.organization_id)`,
    )
    expect(wrong.rowCount).toBe(0)
  })
})
