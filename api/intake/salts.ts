import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { ScanDb } from '../../db/connections.ts'

const day = 86_400_000
/** How long after its UTC day began the keeper destroys a day's salts, less that day (api/maintenance.ts). */
const destroyed = 32 * 3_600_000
const most = 20_000

/** Making a formatter costs more than the rest of a scan, so there is one a zone. */
const formatters = new Map<string, Intl.DateTimeFormat>()

/** A day begins on a quarter of an hour wherever it does: so long the last answer of a zone holds. */
const quarter = 900_000
const lastDates = new Map<string, { quarter: number; date: string }>()

/** The calendar day a moment falls on in a time zone, as YYYY-MM-DD; UTC for a zone that is unknown here. */
export function localDate(moment: number, timezone: string): string {
  const now = Math.floor(moment / quarter)
  const last = lastDates.get(timezone)
  if (last?.quarter === now) return last.date
  let formatter = formatters.get(timezone)
  if (!formatter) {
    formatter = formatterOf(timezone)
    formatters.set(timezone, formatter)
  }
  const date = formatter.format(moment)
  lastDates.set(timezone, { quarter: now, date })
  return date
}

/** By the calendar: in the last hour before a day of 23 hours, 24 hours later is the day after tomorrow. */
function todayAndTomorrow(moment: number, timezone: string): [string, string] {
  const today = localDate(moment, timezone)
  return [today, localDate(Date.parse(today) + day, 'UTC')]
}

function formatterOf(timezone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-CA', { timeZone: timezone })
  } catch {
    return new Intl.DateTimeFormat('en-CA', { timeZone: 'UTC' })
  }
}

/**
 * The salts visitors are hashed under: one an organization and local day, one a day for the platform. Random, made by
 * whichever process needs one first, kept here for today and tomorrow so that midnight needs no database.
 */
export class Salts {
  readonly #db: ScanDb
  readonly #known = new LRUCache<string, Buffer>({ max: most })
  #forgotten = ''

  constructor(db: ScanDb) {
    this.#db = db
  }

  /** Fetches, and makes where missing, the salts of an organization for the day of `moment` and the day after. */
  async prepare(organizationId: string, timezone: string, moment: number): Promise<void> {
    this.#forgetBefore(localDate(moment - destroyed, 'UTC'))
    for (const date of todayAndTomorrow(moment, timezone)) {
      if (this.#known.has(`${organizationId} ${date}`)) continue
      this.#known.set(
        `${organizationId} ${date}`,
        await this.#fetchVisitorSalt(organizationId, date),
      )
    }
    for (const date of todayAndTomorrow(moment, 'UTC')) {
      if (!this.#known.has(date)) this.#known.set(date, await this.#fetchPersonSalt(date))
    }
  }

  /** The organization's salt of that local day, if it is at hand. */
  visitor(organizationId: string, timezone: string, moment: number): Buffer | undefined {
    return this.#known.get(`${organizationId} ${localDate(moment, timezone)}`)
  }

  /** The platform's salt of that UTC day, if it is at hand. */
  person(moment: number): Buffer | undefined {
    return this.#known.get(localDate(moment, 'UTC'))
  }

  /** A salt that the keeper destroys must not live on in a process. Names end with their day. */
  #forgetBefore(date: string): void {
    if (date === this.#forgotten) return
    this.#forgotten = date
    for (const name of [...this.#known.keys()]) {
      if (name.slice(-date.length) < date) this.#known.delete(name)
    }
  }

  async #fetchVisitorSalt(organizationId: string, date: string): Promise<Buffer> {
    await this.#db
      .insertInto('visitor_salts')
      .values({ organization_id: organizationId, local_date: date, salt: randomBytes(16) })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const { salt } = await this.#db
      .selectFrom('visitor_salts')
      .select('salt')
      .where('organization_id', '=', organizationId)
      .where('local_date', '=', date)
      .executeTakeFirstOrThrow()
    return salt
  }

  async #fetchPersonSalt(date: string): Promise<Buffer> {
    await sql`insert into person_salts (day, salt) values (${date}, ${randomBytes(16)}) on conflict do nothing`.execute(
      this.#db,
    )
    const { salt } = await this.#db
      .selectFrom('person_salts')
      .select('salt')
      .where('day', '=', date)
      .executeTakeFirstOrThrow()
    return salt
  }
}
