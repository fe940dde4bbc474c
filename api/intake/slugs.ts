import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { ScanDb } from '../../db/connections.ts'
import type { ScanOutcome } from '../../db/types.ts'
import { type AddressRanges, parseRanges } from '../hits/address.ts'

/** What a redirect needs to know of a code. */
export type Code = {
  organizationId: string
  qrCodeId: string
  slug: string
  timezone: string
  /** The organization's next clock and when it begins, where one was chosen. */
  nextTimezone: { timezone: string; from: number } | null
  excluded: AddressRanges
  /** Null when it shows a file. */
  targetUrl: string | null
  uploadId: string | null
  status: 'ACTIVE' | 'PAUSED' | 'TAKEN_DOWN'
  expiresAt: number | null
  isDeleted: boolean
}

/** The database did not answer and the slug is not remembered: whether it exists cannot be said now. */
export class SlugsAway extends Error {}

/** How long an entry is believed while the database answers, in milliseconds. While it does not, entries have no age. */
const believed = 60_000
const most = 50_000
/** How long a code that is known waits to be read anew, in milliseconds; then what is known has to do. */
const patience = 250
/** How long to leave the database alone about a code after it did not answer, in milliseconds. */
const pause = 1_000
/** So many readings at once of slugs that are not known: whoever guesses slugs leaves a connection to the intake. */
const mostMisses = 2

/** Slug → code, remembered. A change in this process is heard at once, another's by notice, everything within a minute. */
export class Slugs {
  readonly #db: ScanDb
  readonly #onFresh: (code: Code) => Promise<void>
  readonly #known = new LRUCache<string, { code: Code; readAt: number }>({ max: most })
  /** Readings under way: everybody who asks meanwhile shares one. */
  readonly #reading = new Map<string, Promise<Code | null>>()
  #misses = 0
  /** Who waits for a reading of an unknown slug to end, first come first. */
  readonly #waiting = new Set<() => void>()

  /** `onFresh` fetches what a scan of the code needs besides; a code is only remembered with it. */
  constructor(db: ScanDb, onFresh: (code: Code) => Promise<void>) {
    this.#db = db
    this.#onFresh = onFresh
  }

  /** The code behind a slug; null when there is none. Throws SlugsAway. */
  async find(slug: string): Promise<Code | null> {
    const known = this.#known.get(slug)
    if (known && Date.now() - known.readAt < believed) return known.code
    const reading = this.#reading.get(slug) ?? this.#startReading(slug)
    if (!known) return reading
    const asKnown = () => known.code
    return Promise.race([reading.catch(asKnown), setTimeout(patience, null).then(asKnown)])
  }

  /** Also what is being read at this moment may be old, and is not kept. */
  forget(slug: string): void {
    this.#known.delete(slug)
    this.#reading.delete(slug)
  }

  /** The same for every code of an organization: its settings changed. */
  forgetOrganization(organizationId: string): void {
    for (const [slug, { code }] of this.#known.entries())
      if (code.organizationId === organizationId) this.#known.delete(slug)
    // Whose these are is not known yet.
    this.#reading.clear()
  }

  #startReading(slug: string): Promise<Code | null> {
    const reading = this.#read(slug, () => this.#reading.get(slug) === reading)
    this.#reading.set(slug, reading)
    return reading
  }

  async #read(slug: string, isMine: () => boolean): Promise<Code | null> {
    try {
      const code = await this.#fetch(slug)
      if (!code && isMine()) this.#known.delete(slug)
      if (!code) return null
      const isComplete = await this.#onFresh(code).then(
        () => true,
        () => false,
      )
      if (isComplete && isMine()) this.#known.set(slug, { code, readAt: Date.now() })
      return code
    } catch (error) {
      const known = this.#known.get(slug)
      if (known) known.readAt = Date.now() - believed + pause
      throw new SlugsAway('the database did not answer', { cause: error })
    } finally {
      if (isMine()) this.#reading.delete(slug)
    }
  }

  async #fetch(slug: string): Promise<Code | null> {
    if (this.#known.has(slug)) return findCode(this.#db, slug)
    if (this.#misses >= mostMisses) await this.#turn()
    else this.#misses += 1
    try {
      return await findCode(this.#db, slug)
    } finally {
      const next = this.#waiting.values().next().value
      // The next takes over the place.
      if (next) next()
      else this.#misses -= 1
    }
  }

  #turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const seated = () => {
        clearTimeout(timer)
        this.#waiting.delete(seated)
        resolve()
      }
      const timer = globalThis.setTimeout(() => {
        this.#waiting.delete(seated)
        reject(new Error('too many unknown slugs at once'))
      }, patience)
      this.#waiting.add(seated)
    })
  }
}

/** What a scan of this code comes to at this moment. */
export function outcomeOf(code: Code, now: number): ScanOutcome {
  if (code.isDeleted) return 'DELETED'
  if (code.status === 'TAKEN_DOWN') return 'TAKEN_DOWN'
  if (code.expiresAt !== null && code.expiresAt <= now) return 'EXPIRED'
  return code.status === 'PAUSED' ? 'PAUSED' : 'REDIRECTED'
}

/** The organization's clock at this moment, also where the code was read before it changed. */
export function timezoneOf({ timezone, nextTimezone }: Code, now: number): string {
  return nextTimezone && now >= nextTimezone.from ? nextTimezone.timezone : timezone
}

type NextZone = NonNullable<Code['nextTimezone']>

async function findCode(db: ScanDb, slug: string): Promise<Code | null> {
  const row = await db
    .selectFrom('qr_slugs')
    .innerJoin('qr_codes', (join) =>
      join
        .onRef('qr_codes.organization_id', '=', 'qr_slugs.organization_id')
        .onRef('qr_codes.id', '=', 'qr_slugs.qr_code_id'),
    )
    .innerJoin('organizations', 'organizations.id', 'qr_codes.organization_id')
    .select([
      'qr_codes.organization_id',
      'qr_codes.id',
      'qr_codes.target_url',
      'qr_codes.upload_id',
      'qr_codes.status',
      'qr_codes.expires_at',
      'qr_codes.deleted_at',
    ])
    .select([
      sql<string>`timezone_at(organizations.id, now())`.as('timezone'),
      sql<NextZone | null>`(select json_build_object('timezone', zone.timezone, 'from', extract(epoch from zone.starts_at) * 1000)
        from zone_segments(organizations.id) as zone where zone.starts_at > now() order by zone.starts_at limit 1)`.as(
        'next_timezone',
      ),
    ])
    .select((eb) => eb.cast<string>('organizations.excluded_addresses', 'text').as('excluded'))
    .where('qr_slugs.slug', '=', slug)
    .executeTakeFirst()
  if (!row) return null
  return {
    organizationId: row.organization_id,
    qrCodeId: row.id,
    slug,
    timezone: row.timezone,
    nextTimezone: row.next_timezone,
    excluded: parseRanges(row.excluded.slice(1, -1)),
    targetUrl: row.target_url,
    uploadId: row.upload_id,
    status: row.status as Code['status'],
    expiresAt: row.expires_at?.getTime() ?? null,
    isDeleted: row.deleted_at !== null,
  }
}
