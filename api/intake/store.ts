import { sql } from 'kysely'
import type { ScanDb } from '../../db/connections.ts'
import type { ScanOutcome } from '../../db/types.ts'
import type { Hit } from '../hits/scan.ts'

/** A hit on its way to the database: what was seen, and whose it is. Bytes are hex, times ISO, so that it can be spooled. */
export type Arrival = Hit & {
  organization_id: string
  id: string
  scanned_at: string
  qr_code_id: string
  outcome: ScanOutcome
  visitor_hash: string | null
  person_key: string | null
}

/** More hits a minute than this and a visitor is a machine. */
const mostPerMinute = 30

const columns = {
  organization_id: 'uuid',
  id: 'uuid',
  scanned_at: 'timestamptz',
  qr_code_id: 'uuid',
  outcome: 'scan_outcome',
  classification: 'classification',
  reason: 'text',
  classifier_version: 'smallint',
  source: 'scan_source',
  method: 'text',
  purpose: 'text',
  excluded: 'text',
  ip_prefix: 'cidr',
  visitor_hash: 'bytea',
  person_key: 'bytea',
  user_agent: 'text',
  referrer: 'text',
  country_code: 'text',
  country: 'text',
  region: 'text',
  city: 'text',
  device_type: 'text',
  os: 'text',
  browser: 'text',
} as const satisfies Record<keyof Arrival, string>

const names = Object.keys(columns) as (keyof Arrival)[]
const given = sql.raw(names.join(', '))
/** What the scan's own row takes over unjudged. */
const kept = sql.raw(
  names.filter((name) => !['classification', 'reason', 'person_key'].includes(name)).join(', '),
)

/**
 * Stores a batch in one statement, which is one transaction: asks the shared memory of the last minute and the last ten
 * seconds for the verdicts that need it, inserts what is not there yet, and notifies the feeds once. Replaying a batch
 * stores nothing twice. Returns how many hits were new.
 */
export async function storeArrivals(db: ScanDb, batch: readonly Arrival[]): Promise<number> {
  const arrays = sql.join(
    names.map((name) => sql`${batch.map((each) => each[name])}::${sql.raw(columns[name])}[]`),
  )
  const { rows } = await sql<{ stored: number }>`
    with arrival as (
      select *, classification = 'HUMAN' and visitor_hash is not null as is_person
      from unnest(${arrays}) as arrival (${given})
    ),
    minute as (
      insert into visitor_minutes as seen (organization_id, visitor_hash, minute, hits)
      select organization_id, visitor_hash, date_trunc('minute', scanned_at), count(*)
      from arrival where is_person group by 1, 2, 3 order by 1, 2, 3
      on conflict (organization_id, visitor_hash, minute) do update set hits = seen.hits + excluded.hits
      returning organization_id, visitor_hash, minute, coalesce(old.hits, 0) as hits
    ),
    code as (
      insert into visitor_codes as seen (organization_id, qr_code_id, visitor_hash, last_at)
      select organization_id, qr_code_id, visitor_hash, max(scanned_at)
      from arrival where is_person group by 1, 2, 3 order by 1, 2, 3
      on conflict (organization_id, qr_code_id, visitor_hash) do update
        set last_at = greatest(seen.last_at, excluded.last_at)
      returning organization_id, qr_code_id, visitor_hash, old.last_at
    ),
    judged as (
      select arrival.*,
        is_person and minute.hits + row_number() over by_minute > ${mostPerMinute} as is_rapid,
        is_person and abs(extract(epoch from
          arrival.scanned_at - coalesce(lag(arrival.scanned_at) over by_code, code.last_at))) <= 10 as is_repeat
      from arrival
      left join minute on is_person and minute.organization_id = arrival.organization_id
        and minute.visitor_hash = arrival.visitor_hash and minute.minute = date_trunc('minute', arrival.scanned_at)
      left join code on is_person and code.organization_id = arrival.organization_id
        and code.qr_code_id = arrival.qr_code_id and code.visitor_hash = arrival.visitor_hash
      window
        by_minute as (partition by arrival.organization_id, arrival.visitor_hash, minute.minute, is_person
          order by arrival.scanned_at, arrival.id),
        by_code as (partition by arrival.organization_id, arrival.qr_code_id, arrival.visitor_hash, is_person
          order by arrival.scanned_at, arrival.id)
    ),
    stored as (
      insert into qr_scan_events (${kept}, classification, reason)
      select ${kept},
        case when is_rapid then 'BOT' when is_repeat then 'DUPLICATE' else classification end::classification,
        case when is_rapid then 'bot:rate' when is_repeat then 'duplicate' else reason end
      from judged order by organization_id, id
      on conflict do nothing
      returning organization_id, id
    ),
    people as (
      insert into scan_persons (day, scan_id, person_key)
      select (scanned_at at time zone 'UTC')::date, id, person_key
      from judged join stored using (id) where person_key is not null and is_person
      on conflict do nothing
    ),
    notice as (
      select string_agg(distinct organization_id::text, ',') as organizations from stored
    )
    select (select count(*) from stored) as stored,
      case when organizations is not null then
        pg_notify('scan_stored', case when length(organizations) > 7000 then '*' else organizations end)
      end
    from notice`.execute(db)
  return rows[0]?.stored ?? 0
}

/** What would tell of a person, and explains no reject. */
const personal = new Set<string>([
  'user_agent',
  'visitor_hash',
  'person_key',
] satisfies (keyof Arrival)[])

/** Keeps a hit that the database would not take as a scan, with the reason, for OI's staff. */
export async function insertReject(db: ScanDb, arrival: Arrival, error: string): Promise<void> {
  await db
    .insertInto('scan_rejects')
    .values({
      id: arrival.id,
      organization_id: arrival.organization_id,
      hit: JSON.stringify(arrival, (name, value) =>
        personal.has(name) ? undefined : storable(value),
      ),
      error: error.slice(0, 500),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** What no text in PostgreSQL can hold would have the reject rejected too. */
function storable(value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\ufffd') : value
}

/** A hit on a slug that no code has. */
export async function insertOrphan(db: ScanDb, id: string, slug: string, hit: Hit): Promise<void> {
  await db
    .insertInto('orphan_hits')
    .values({
      id,
      hit_at: new Date(),
      slug: slug.slice(0, 64),
      classification: hit.classification,
      reason: hit.reason,
    })
    .execute()
}
