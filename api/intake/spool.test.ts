import { spawn, spawnSync } from 'node:child_process'
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { identify } from '../../db/process.ts'
import { Spool, SpoolError } from './spool.ts'
import { anArrival } from './testing.ts'

let dataDir: string
let folder: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'oi-spool-'))
  folder = join(dataDir, 'spool')
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const some = (count: number) =>
  Array.from({ length: count }, () => anArrival(uuidv7(), uuidv7(), { city: 'Zürich 🏔' }))

async function read(spool: Spool): Promise<string[]> {
  return (await spool.take()).flatMap((waiting) => waiting.read().map(({ id }) => id))
}

/** A segment of three records as another process, which has ended, would have left it. */
async function aLeftSegment(change: (bytes: Buffer) => Buffer): Promise<string[]> {
  const spool = await Spool.open(dataDir)
  const batch = some(3)
  for (const each of batch) await spool.append([each])
  spool.close()
  const [name = ''] = readdirSync(folder)
  const bytes = readFileSync(join(folder, name))
  rmSync(join(folder, name))
  writeFileSync(join(folder, segmentOf('2147483646 1')), change(bytes))
  utimesSync(join(folder, segmentOf('2147483646 1')), 0, 0)
  return batch.map(({ id }) => id)
}

const segmentOf = (identity: string) => `${Buffer.from(identity).toString('base64url')}.log`

describe('The spool', () => {
  it('says in one line that its folder cannot be made', async () => {
    const file = join(dataDir, 'file')
    writeFileSync(file, '')
    const opening = Spool.open(file)
    await expect(opening).rejects.toBeInstanceOf(SpoolError)
    await expect(opening).rejects.toThrow(/spool cannot be made/)
  })

  it('gives back what was put in, whole and in order, and forgets it only when told', async () => {
    const spool = await Spool.open(dataDir)
    const batch = some(40)
    await spool.append(batch.slice(0, 10))
    for (const each of batch.slice(10)) await spool.append([each])
    expect(spool.size()).toBeGreaterThan(0)
    const taken = await spool.take()
    expect(taken.flatMap((each) => each.read())).toEqual(batch)
    expect(await read(spool)).toHaveLength(40)
    for (const each of taken) each.forget()
    expect(spool.size()).toBe(0)
    expect(await read(spool)).toEqual([])
  })

  it('keeps its files from other accounts of the machine', async () => {
    const spool = await Spool.open(dataDir)
    await spool.append(some(1))
    expect(statSync(folder).mode & 0o077).toBe(0)
    const [name = ''] = readdirSync(folder)
    expect(statSync(join(folder, name)).mode & 0o077).toBe(0)
  })

  it('loses and doubles nothing when it is emptied while hits come in', async () => {
    const spool = await Spool.open(dataDir)
    const batch = some(600)
    const got: string[] = []
    let isWriting = true
    const emptying = (async () => {
      while (isWriting || spool.size() > 0) {
        for (const waiting of await spool.take()) {
          got.push(...waiting.read().map(({ id }) => id))
          waiting.forget()
        }
        await new Promise((resolve) => setImmediate(resolve))
      }
    })()
    for (let i = 0; i < batch.length; i += 3) {
      // Several at once, too: each must be on disk when it resolves, whatever becomes of the file.
      await Promise.all(batch.slice(i, i + 3).map((each) => spool.append([each])))
    }
    isWriting = false
    await emptying
    expect(got.sort()).toEqual(batch.map(({ id }) => id).sort())
  })

  it('cuts off a record that was torn at the end', async () => {
    for (const cut of [1, 7, 100, 600]) {
      const ids = await aLeftSegment((bytes) => bytes.subarray(0, bytes.length - cut))
      const spool = await Spool.open(dataDir)
      expect(await read(spool)).toEqual(ids.slice(0, 2))
      rmSync(folder, { recursive: true })
    }
  })

  it('loses no record but the damaged one to flipped bytes', async () => {
    // In the length, in the checksum, in the text of the second record; and a hole of zeros behind the last.
    for (const at of [0, 3, 5, 60]) {
      const ids = await aLeftSegment((bytes) => {
        const second = 8 + bytes.readUInt32LE(0)
        bytes[second + at] = (bytes[second + at] ?? 0) ^ 0xff
        return Buffer.concat([bytes, Buffer.alloc(512)])
      })
      const spool = await Spool.open(dataDir)
      expect(await read(spool), `byte ${at}`).toEqual([ids[0], ids[2]])
      rmSync(folder, { recursive: true })
    }
  })

  it('reads rubbish as nothing', async () => {
    for (const size of [0, 1, 8, 9, 10_000]) {
      const rubbish = Buffer.from(Array.from({ length: size }, () => Math.random() * 256))
      await aLeftSegment(() => rubbish)
      expect(await read(await Spool.open(dataDir))).toEqual([])
      rmSync(folder, { recursive: true })
    }
  })

  it('adopts segments of a process that has ended and leaves alone those of one that lives', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    const identity = (await identify(other.pid ?? 0)) ?? ''
    const ids = await aLeftSegment((bytes) => bytes)
    const segment = readFileSync(join(folder, segmentOf('2147483646 1')))
    const names = [segmentOf(identity), `${segmentOf(identity)}.1-1.waiting`]
    for (const name of names) {
      writeFileSync(join(folder, name), segment)
      utimesSync(join(folder, name), 0, 0)
    }

    const spool = await Spool.open(dataDir)
    const taken = await spool.take()
    expect(taken.flatMap((each) => each.read().map(({ id }) => id))).toEqual(ids)
    for (const each of taken) each.forget()
    expect(readdirSync(folder).sort()).toEqual(names)

    const gone = new Promise((resolve) => other.once('exit', resolve))
    other.kill('SIGKILL')
    await gone
    expect(await read(spool)).toEqual([...ids, ...ids])
  })

  it('leaves alone what was touched a moment ago, though no process here has it', async () => {
    const ids = await aLeftSegment((bytes) => bytes)
    const path = join(folder, segmentOf('2147483646 1'))
    const now = new Date()
    utimesSync(path, now, now)
    expect(await read(await Spool.open(dataDir))).toEqual([])
    await delay(20)
    expect(await read(await Spool.open(dataDir, { abandonedAfter: 10 }))).toEqual(ids)
  })

  it('touches the segment it holds', async () => {
    const spool = await Spool.open(dataDir, { touchEvery: 10 })
    await spool.append(some(1))
    const path = join(folder, readdirSync(folder)[0] ?? '')
    utimesSync(path, 0, 0)
    await delay(100)
    expect(Date.now() - statSync(path).mtimeMs).toBeLessThan(60_000)
    spool.close()
  })

  it('writes again what went to a file that another removed', async () => {
    const spool = await Spool.open(dataDir)
    await spool.append(some(2))
    for (const name of readdirSync(folder)) rmSync(join(folder, name))
    const batch = some(6)
    await Promise.all(batch.map((each) => spool.append([each])))
    expect((await read(spool)).sort()).toEqual(batch.map(({ id }) => id).sort())
  })

  it('does not forget what was added to an adopted segment after it was read', async () => {
    const ids = await aLeftSegment((bytes) => bytes)
    const path = join(folder, segmentOf('2147483646 1'))
    const [taken] = await (await Spool.open(dataDir)).take()
    expect(taken?.read()).toHaveLength(3)
    writeFileSync(path, readFileSync(path), { flag: 'a' })
    taken?.forget()
    expect(readFileSync(path).length).toBeGreaterThan(0)
    expect(ids).toHaveLength(3)
  })

  it('keeps a file that is set aside and never takes it again', async () => {
    const spool = await Spool.open(dataDir)
    await spool.append(some(1))
    const [taken] = await spool.take()
    taken?.quarantine()
    expect(readdirSync(folder)).toEqual([`${taken?.name}.quarantined`])
    expect([await read(spool), spool.size()]).toEqual([[], 0])
  })

  it('is not stopped by a segment that another process stored and removed meanwhile', async () => {
    await aLeftSegment((bytes) => bytes)
    const [first, second] = [await Spool.open(dataDir), await Spool.open(dataDir)]
    const [one] = await first.take()
    const [two] = await second.take()
    one?.forget()
    expect(two?.read()).toEqual([])
    two?.forget()
  })

  it.runIf(process.platform === 'linux')(
    'refuses what does not fit on the disk, and keeps all it has promised before and after',
    () => {
      // A file may have 16 blocks here, so one write ends half-way, as on a full disk.
      const script = `
        import { Spool } from '${join(import.meta.dirname, 'spool.ts')}'
        process.on('SIGXFSZ', () => {})
        const spool = await Spool.open(process.argv[1])
        const kept = []
        let refused = 0
        const hit = (id, city) => ({ id, city })
        for (let i = 0; i < 40; i++) {
          const id = String(i)
          await spool.append([hit(id, 'x'.repeat(i % 5 ? 700 : 20))]).then(() => kept.push(id), () => refused++)
        }
        const read = (await spool.take()).flatMap((each) => each.read().map(({ id }) => id))
        console.log(JSON.stringify({ kept, refused, read }))`
      const run = spawnSync(
        'sh',
        [
          '-c',
          'ulimit -f 16; exec "$0" --input-type=module-typescript -e "$1" "$2"',
          process.execPath,
          script,
          dataDir,
        ],
        { encoding: 'utf8' },
      )
      const { kept, refused, read } = JSON.parse(run.stdout || run.stderr)
      expect(refused).toBeGreaterThan(0)
      expect(read).toEqual(kept)
      expect(kept.length).toBeGreaterThan(5)
    },
  )
})
