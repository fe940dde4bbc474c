import type pg from 'pg'
import { bots, type Program, phones, previews, readers, referrers } from '../seed/programs.ts'
import { places } from '../seed/words.ts'

/** What a hit can be: a draw picks one of 256 lines, so a weight is how many lines something has. */
type Look = {
  classification: string
  reason: string | null
  method: string
  purpose: string | null
  excluded: string | null
  source: 'QR' | 'LINK'
  program: Program
  referrer: string | null
}

const human = {
  classification: 'HUMAN',
  reason: null,
  method: 'GET',
  purpose: null,
  excluded: null,
}
const lines = 256

/** So many lines, each thing as often as it weighs beside the others. */
function weighted<T extends { weight: number }>(list: readonly T[], count: number): T[] {
  const sum = list.reduce((all, { weight }) => all + weight, 0)
  let passed = 0
  const ends = list.map((each) => {
    passed += each.weight
    return { each, end: (passed / sum) * count }
  })
  return Array.from({ length: count }, (_, at) => {
    const found = ends.find(({ end }) => at < end) ?? ends.at(-1)
    return found?.each as T
  })
}

function people(): Look[] {
  const printed = weighted(phones, 238).map((program, at): Look => {
    return { ...human, source: 'QR', program, referrer: at % 50 === 0 ? 'www.google.com' : null }
  })
  const shared = weighted(readers, lines - printed.length).map((program, at): Look => {
    return { ...human, source: 'LINK', program, referrer: referrers[at % 9] ?? null }
  })
  return [...printed, ...shared]
}

function others(): Look[] {
  const phone = phones[0] as Program
  const early = { classification: 'PREFETCH', reason: 'prefetch', purpose: 'prefetch' }
  const kinds: { weight: number; look: (at: number) => Partial<Look> }[] = [
    {
      weight: 44,
      look: (at) => ({ ...bot('bot:ua'), program: bots[at % bots.length] as Program }),
    },
    {
      weight: 34,
      look(at) {
        const program = previews[at % previews.length] as (typeof previews)[number]
        return {
          ...{ classification: 'PREVIEW', reason: `preview:${program.service}` },
          ...{ source: 'LINK', program },
        }
      },
    },
    { weight: 14, look: () => early },
    { weight: 9, look: () => ({ classification: 'HEAD', reason: 'head', method: 'HEAD' }) },
    {
      weight: 5,
      look: () => ({
        ...{ classification: 'EXCLUDED', reason: 'excluded:no_track', excluded: 'no_track' },
      }),
    },
  ]
  return weighted(kinds, lines).map(({ look }, at): Look => {
    return { ...human, source: 'QR', program: phone, referrer: null, ...look(at) }
  })
}

function bot(reason: string): Partial<Look> {
  return { classification: 'BOT', reason, source: 'LINK' }
}

/** How busy the hours of a day are: a draw picks one of these. */
const hours = [
  ...[0, 1, 6, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10, 10, 11, 11, 11, 11, 12, 12, 12, 12, 12, 12, 13, 13],
  ...[13, 13, 13, 14, 14, 14, 15, 15, 15, 16, 16, 16, 17, 17, 17, 17, 18, 18, 18, 18, 18, 18, 19],
  ...[19, 19, 19, 19, 19, 20, 20, 20, 20, 21, 21, 21, 22, 22, 23],
]

/** The tables that the draws pick from, in this session only. */
export async function prepareLooks(client: pg.ClientBase): Promise<void> {
  await client.query(`
    create temp table look (line integer primary key, is_human boolean, classification app.classification, reason text,
      method text, purpose text, excluded text, source app.scan_source, referrer text, user_agent text,
      device_type text, os text, browser text);
    create temp table place (line integer primary key, city text, region text, country text, country_code text, timezone text);
    create temp table code (organization_id uuid, place integer, id uuid, created_at timestamptz, primary key (organization_id, place))`)
  const looks = [...people(), ...others()].map(({ program, ...look }, line) => ({
    ...look,
    line: line % lines,
    is_human: line < lines,
    user_agent: program.userAgent,
    device_type: program.device,
    os: program.os,
    browser: program.browser,
  }))
  await client.query('alter table look drop constraint look_pkey')
  await insert(client, 'look', looks)
  await insert(
    client,
    'place',
    weighted(places, lines).map((each, line) => ({
      ...{ line, city: each.city, region: each.region, country: each.country },
      ...{ country_code: each.countryCode, timezone: each.timezone },
    })),
  )
  await client.query(`
    insert into code select organization_id, row_number() over (partition by organization_id order by created_at, id) - 1, id, created_at
    from app.qr_codes where deleted_at is null or not exists (
      select from app.qr_codes as other where other.organization_id = qr_codes.organization_id and other.deleted_at is null);
    analyze look; analyze place; analyze code`)
}

async function insert(
  client: pg.ClientBase,
  table: string,
  rows: readonly object[],
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).join(', ')
  await client.query(
    `insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1)`,
    [JSON.stringify(rows)],
  )
}

/** Numbers [from, to) of one organization's hits: people's scans, or what else comes by. */
export type Piece = { organizationId: string; isHuman: boolean; from: number; to: number }

/** The year before a moment, drawn; the same piece is the same hits. Visitors come back within a day and are known again. */
export async function drawPiece(client: pg.ClientBase, now: Date, piece: Piece): Promise<void> {
  await client.query(
    `with drawn as (
      select home.*, n, pg_temp.draw(seed, n, 1) ^ 1.6 as of_codes, pg_temp.draw(seed, n, 2) as of_days,
        floor(pg_temp.draw(seed, n, 3) * ${lines})::int as look, pg_temp.draw(seed, n, 4) as of_places
      from (
        select id, timezone, hashtextextended(id::text, case when $3 then 100 else 200 end) as seed,
          (select count(*) from code where organization_id = id) as codes,
          (select count(*) from place) as places,
          (select min(line) from place where place.timezone = organizations.timezone) as home
        from app.organizations where id = $1
      ) as home, generate_series($4::bigint, $5::bigint - 1) as n
    ),
    hit as (
      select drawn.id as organization_id, seed, n, look, code.id as qr_code_id, on_the_wall.*, drawn.timezone,
        -- Most live around the corner.
        case when of_places < 0.6 then home else floor((of_places - 0.6) / 0.4 * places)::int end as place
      from drawn join code on code.organization_id = drawn.id and code.place = floor(of_codes * codes)
      cross join lateral (select least(365, floor(extract(epoch from $2::timestamptz - code.created_at) / 86400))::int as days) as reach
      cross join lateral (select floor(of_days ^ 1.15 * days)::int as day) as back
      cross join lateral (
        select day, (date_trunc('day', $2::timestamptz at time zone drawn.timezone) - make_interval(days => day,
          hours => -('{${hours.join(',')}}'::int[])[1 + floor(pg_temp.draw(seed, n, 5) * ${hours.length})::int],
          secs => -3600 * pg_temp.draw(seed, n, 6))) at time zone drawn.timezone as drawn_at, code.created_at as since
      ) as on_the_wall
    ),
    timed as (
      -- What today has not seen yet was yesterday; before a code was printed nobody scanned it.
      select *, date_trunc('milliseconds', least($2::timestamptz, greatest(since,
        case when drawn_at > $2 then drawn_at - interval '1 day' else drawn_at end))) as at
      from hit
    )
    insert into app.qr_scan_events (organization_id, id, scanned_at, qr_code_id, classification, reason, classifier_version,
      source, outcome, method, purpose, excluded, ip_prefix, visitor_hash, user_agent, referrer, country_code, country, region, city,
      device_type, os, browser)
    select organization_id, pg_temp.id_at(at, seed, n, 10), at, qr_code_id, classification, reason, 1,
      source, 'REDIRECTED', method, purpose, excluded,
      (case (n & 3) when 0 then '192.0.2.0/24' when 1 then '198.51.100.0/24' when 2 then '203.0.113.0/24'
        else '2001:db8:' || to_hex(1 + (hashint8extended(n, seed + 7) & 32767)) || '::/48' end)::cidr,
      int8send(hashint8extended(day * 1000000 + floor(pg_temp.draw(seed, n, 8) * 3 * greatest(4, $5::bigint / 365))::bigint, seed + 8))
        || int8send(hashint8extended(day, seed + 9)),
      case when at > $2::timestamptz - interval '30 days' then user_agent end, referrer, country_code, country, region, city,
      device_type, os, browser
    from timed join look on look.line = timed.look and look.is_human = $3
    join place on place.line = timed.place
    order by at`,
    [piece.organizationId, now, piece.isHuman, piece.from, piece.to],
  )
}
