import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DiskStorage } from './disk.ts'
import { S3Storage } from './s3.ts'
import { type Storage, StorageAway, type Stored, WrongSize } from './storage.ts'
import { anS3, type TestS3 } from './testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'oi-storage-'))
let s3: TestS3
beforeAll(async () => {
  s3 = await anS3()
})
afterAll(async () => {
  await s3.stop()
  rmSync(folder, { recursive: true, force: true })
})

const organization = uuidv7()
const aKey = () => `${organization}/${uuidv7()}`
const bytes = (text: string) => Readable.from([Buffer.from(text)])

/** Pieces that are made when they are asked for: a file larger than what may be held of it. */
async function* pieces(count: number, size: number): AsyncGenerator<Buffer> {
  for (let n = 0; n < count; n++) yield Buffer.alloc(size, n)
}

/** What buffers hold that somebody still has a use for. */
function held(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().arrayBuffers
}

async function textOf(storage: Storage, key: string, range?: { from: number; to: number }) {
  const stream = await storage.get(key, range)
  return stream ? (await buffer(stream)).toString() : null
}

async function listed(storage: Storage, prefix?: string): Promise<Stored[]> {
  const found: Stored[] = []
  for await (const each of storage.list(prefix)) found.push(each)
  return found
}

const adapters: [string, () => Storage][] = [
  ['disk', () => new DiskStorage(folder)],
  ['S3', () => new S3Storage(s3.settings, 'uploads')],
]

describe.each(adapters)('The store on %s', (name, open) => {
  let storage: Storage
  beforeAll(() => {
    storage = open()
  })

  it('takes over a file of this machine, which is gone from its place then', async () => {
    const key = aKey()
    const path = join(folder, uuidv7())
    await storage.put(key, bytes('before'), 6)
    writeFileSync(path, 'a finished file')
    await storage.adopt(key, path)
    expect(await textOf(storage, key)).toBe('a finished file')
    expect(existsSync(path)).toBe(false)
  })

  it('gives back what was put, whole or in part, and replaces it whole', async () => {
    const key = aKey()
    await storage.put(key, bytes('one two three'), 13)
    expect(await textOf(storage, key)).toBe('one two three')
    expect(await textOf(storage, key, { from: 4, to: 6 })).toBe('two')
    expect(await textOf(storage, key, { from: 12, to: 12 })).toBe('e')
    expect(await storage.head(key)).toMatchObject({ key, size: 13 })
    await storage.put(key, bytes('four'), 4)
    expect(await textOf(storage, key)).toBe('four')
  })

  it('knows what is not there, and removing it twice is no error', async () => {
    const key = aKey()
    expect(await storage.get(key)).toBeNull()
    expect(await storage.head(key)).toBeNull()
    expect(await storage.copy(key, aKey())).toBe(false)
    await storage.put(key, bytes('gone'), 4)
    await storage.remove(key)
    await storage.remove(key)
    expect(await storage.head(key)).toBeNull()
  })

  it('keeps nothing when more or fewer bytes come than were announced, or the sender breaks off', async () => {
    const key = aKey()
    await expect(storage.put(key, bytes('too long'), 4)).rejects.toThrow(WrongSize)
    await expect(storage.put(key, bytes('short'), 9)).rejects.toThrow(WrongSize)
    const broken = async function* () {
      yield Buffer.from('half')
      throw new Error('the phone is in a tunnel')
    }
    await expect(storage.put(key, broken(), 8)).rejects.toThrow('the phone is in a tunnel')
    // The test's S3 server puts an empty object in the place of a request that was cut off; real ones keep what was there.
    if (name === 'S3') return
    expect(await storage.head(key)).toBeNull()
    await storage.put(key, bytes('before'), 6)
    await expect(storage.put(key, broken(), 8)).rejects.toThrow()
    expect(await textOf(storage, key)).toBe('before')
  })

  it('makes a copy that later changes of the first do not reach', async () => {
    const [from, to] = [aKey(), aKey()]
    await storage.put(from, bytes('checked'), 7)
    expect(await storage.copy(from, to)).toBe(true)
    await storage.put(from, bytes('swapped'), 7)
    expect(await textOf(storage, to)).toBe('checked')
    await storage.remove(from)
    expect(await textOf(storage, to)).toBe('checked')
  })

  it('lists everything, or one organization, with size and time', async () => {
    const other = uuidv7()
    const keys = Array.from({ length: 3 }, () => `${other}/${uuidv7()}`)
    for (const key of keys) await storage.put(key, bytes('listed'), 6)
    const mine = await listed(storage, `${other}/`)
    expect(mine.map(({ key }) => key).sort()).toEqual(keys.sort())
    for (const { size, modifiedAt } of mine) {
      expect(size).toBe(6)
      expect(Math.abs(modifiedAt.getTime() - Date.now())).toBeLessThan(60_000)
    }
    expect((await listed(storage)).length).toBeGreaterThan(3)
    expect(await listed(storage, `${uuidv7()}/`)).toEqual([])
  })

  it('is reached by keys of its form only', async () => {
    const id = uuidv7()
    const crooked = [
      ...['', '/', '..', `../${id}`, `${id}/../${id}`, `${id}/..%2f${id}`, `/${id}/${id}`],
      ...[`${id}/${id}/x`, `${id}/${id}\n`, `${id}\\${id}`, `${id}/${id.toUpperCase()}`, `${id}`],
    ]
    for (const key of crooked) {
      await expect(storage.put(key, bytes('x'), 1), key).rejects.toThrow('not the key')
      await expect(storage.get(key), key).rejects.toThrow('not the key')
      await expect(storage.head(key), key).rejects.toThrow('not the key')
      await expect(storage.copy(key, aKey()), key).rejects.toThrow('not the key')
      await expect(storage.copy(aKey(), key), key).rejects.toThrow('not the key')
      await expect(storage.remove(key), key).rejects.toThrow('not the key')
      if (key) await expect(listed(storage, key), key).rejects.toThrow('not the prefix')
    }
  })

  it('passes a large file through without holding it', async () => {
    const key = aKey()
    const [count, size] = [96, 1_048_576]
    const before = held()
    let most = 0
    const watched = async function* () {
      for await (const piece of pieces(count, size)) {
        if (piece[0] === 0 || (piece[0] ?? 0) % 16 === 8) most = Math.max(most, held() - before)
        yield piece
      }
    }
    await storage.put(key, watched(), count * size)
    const wanted = createHash('sha256')
    for await (const piece of pieces(count, size)) wanted.update(piece)
    const found = createHash('sha256')
    let seen = 0
    for await (const piece of (await storage.get(key)) ?? []) {
      found.update(piece)
      seen += piece.length
      if (seen % (16 * size) < piece.length) most = Math.max(most, held() - before)
    }
    expect(found.digest('hex')).toBe(wanted.digest('hex'))
    // A third of it; the S3 server runs in this very process and holds some of it as well.
    expect(most).toBeLessThan(32e6)
    await storage.remove(key)
  })
})

describe('The disk', () => {
  it('shows nothing of a file that is being written, and clears away what killed processes left', async () => {
    const own = mkdtempSync(join(folder, 'own-'))
    const storage = new DiskStorage(own)
    await storage.put(aKey(), bytes('whole'), 5)
    const place = join(own, organization)
    const [old, young] = ['a'.repeat(12), 'b'.repeat(12)].map((n) => `${uuidv7()}.${n}.part`)
    for (const part of [old, young]) writeFileSync(join(place, part ?? ''), 'half')
    utimesSync(join(place, old ?? ''), 0, 0)
    expect(await listed(storage)).toHaveLength(1)
    expect(readdirSync(place)).not.toContain(old)
    expect(readdirSync(place)).toContain(young)
  })

  it('says that it cannot be written as one expected failure', async () => {
    const file = join(folder, 'a-file')
    writeFileSync(file, 'no folder')
    await expect(new DiskStorage(file).put(aKey(), bytes('x'), 1)).rejects.toThrow(StorageAway)
  })
})

describe('S3', () => {
  it('says by one failure that it is away, refuses the keys, or lacks the bucket', async () => {
    const { settings } = s3
    const wrong = [
      { ...settings, endpoint: 'http://127.0.0.1:9' },
      { ...settings, accessKeyId: 'NOBODY' },
      { ...settings, bucket: 'not-there' },
    ]
    for (const each of wrong) {
      const storage = new S3Storage(each, 'uploads')
      await expect(storage.put(aKey(), bytes('x'), 1)).rejects.toThrow(StorageAway)
      await expect(storage.get(aKey())).rejects.toThrow(StorageAway)
      await expect(listed(storage)).rejects.toThrow(StorageAway)
    }
  })

  it('takes the bytes of a page by a presigned address, for five minutes', async () => {
    const storage = new S3Storage(s3.settings, 'uploads')
    const key = aKey()
    const body = { size: 5, type: 'image/png' }
    const ticket = await storage.presign(key, body, Date.now())
    const headers = Object.fromEntries(ticket.headers.map(({ name, value }) => [name, value]))
    const signed = new URL(ticket.url).searchParams
    expect(signed.get('X-Amz-SignedHeaders')).toBe('content-length;content-type;host')
    expect(signed.get('X-Amz-Expires')).toBe('300')
    const sent = await fetch(ticket.url, { method: ticket.method, headers, body: 'bytes' })
    expect(sent.status).toBe(200)
    expect(await textOf(storage, key)).toBe('bytes')
    const late = await storage.presign(aKey(), body, Date.now() - 301_000)
    expect((await fetch(late.url, { method: 'PUT', headers, body: 'bytes' })).status).toBe(403)
  })

  it('writes addresses in path style, or in virtual-host style when the endpoint names the bucket', async () => {
    const at = async (endpoint: string) => {
      const storage = new S3Storage({ ...s3.settings, endpoint }, 'uploads')
      const { url } = await storage.presign(aKey(), { size: 1, type: 'image/png' }, Date.now())
      return url.split(organization)[0]
    }
    expect(await at('https://s3.example.com/')).toBe(
      'https://s3.example.com/customer-files/uploads/',
    )
    expect(await at('https://customer-files.s3.example.com')).toBe(
      'https://customer-files.s3.example.com/uploads/',
    )
  })
})
