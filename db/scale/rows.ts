import type pg from 'pg'
import { familyNames, givenNames, trades } from '../seed/words.ts'
import { share, type Totals } from './goals.ts'

/**
 * Chance that repeats itself, for statements that make rows by the million: the same organization and number give the same
 * draws, whatever was made before. These functions are the session's own and end with it.
 */
const draws = `
  create or replace function pg_temp.draw(seed bigint, n bigint, salt integer) returns double precision
  language sql immutable parallel safe
  return (hashint8extended(n, seed + salt) & 1073741823)::double precision / 1073741824;

  create or replace function pg_temp.id_at(moment timestamptz, seed bigint, n bigint, salt integer) returns uuid
  language sql immutable parallel safe
  return (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || '7'
    || right(lpad(to_hex(hashint8extended(n, seed + salt)), 16, '0'), 3) || '8'
    || right(lpad(to_hex(hashint8extended(n, seed + salt + 1)), 16, '0'), 15))::uuid;

  create or replace function pg_temp.one_of(list text[], draw double precision) returns text
  language sql immutable parallel safe
  return list[1 + floor(draw * cardinality(list))::int];`

/** `now`: the moment the rows are drawn for, instead of the clock's. */
export async function prepareDraws(client: pg.Client, now: Date): Promise<void> {
  await client.query(draws)
  await client.query(`create or replace function pg_temp.moment() returns timestamptz language sql immutable
    return ${client.escapeLiteral(now.toISOString())}::timestamptz`)
}

/** An organization, and how many more of a kind its plan has room for. */
type Home = { id: string; rank: number; codes: number | null; seats: number | null }

/** Larger plans have more of everything. */
const weights: Record<number, number> = { 1: 1, 2: 8, 3: 60 }

/** A kind of row: how many there are to be, who has room for how many, and the statement that makes `n` from `wanted`. */
type Kind = {
  name: keyof Totals
  table: string
  room: (home: Home) => number | null
  statement: string
  values: unknown[]
}

/** An organization, its seed, and the numbers of its rows to be made; `place` is how many it has already. */
const wanted = (table: string) => `
  with wanted as materialized (
    select id as organization_id, name as company, created_at, pg_temp.moment() - created_at as age, n,
      hashtextextended(id::text, ${table.length}) as seed
    from unnest($1::uuid[], $2::bigint[]) as more (id, missing)
    join app.organizations using (id)
    cross join lateral (select count(*) as place from app.${table} as had where had.organization_id = id) as known
    cross join lateral generate_series(known.place + 1, known.place + more.missing) as n
  ),
  maker as materialized (
    select organization_id, id as member_id, name as member_name, created_at as joined_at,
      row_number() over (partition by organization_id order by id) - 1 as place,
      count(*) over (partition by organization_id) as makers
    from app.members where role <> 'VIEWER' and organization_id = any($1::uuid[])
  )`

/** One of those who may, by chance. */
const byMaker = `join maker on maker.organization_id = wanted.organization_id
  and maker.place = floor(pg_temp.draw(wanted.seed, n, 1) * maker.makers)`

const kinds: readonly Kind[] = [
  {
    name: 'users',
    table: 'members',
    room: (home) => home.seats,
    values: [givenNames, familyNames],
    statement: `${wanted('members')},
      person as materialized (
        select organization_id, n, joined_at,
          pg_temp.id_at(joined_at, seed, n, 10) as user_id, pg_temp.id_at(joined_at, seed, n, 20) as member_id,
          given || ' ' || family as name,
          regexp_replace(lower(given || '.' || family), '[^a-z.]', '', 'g') || '.' || n || '@' || domain as email,
          pg_temp.draw(seed, n, 4) as role
        from wanted
        cross join lateral (select split_part(email, '@', 2) as domain from app.members as owner
          where owner.organization_id = wanted.organization_id order by role, id limit 1) as house
        cross join lateral (select created_at + age * pg_temp.draw(seed, n, 2) * 0.98 as joined_at) as day
        cross join lateral (select pg_temp.one_of($3, pg_temp.draw(seed, n, 3)) as given,
          pg_temp.one_of($4, pg_temp.draw(seed, n, 5)) as family) as called
      ),
      made as (
        insert into app.users (id, email, name, password_hash, created_at)
        select user_id, email, name, (select password_hash from app.users order by sign_in_count limit 1), joined_at from person
      )
      insert into app.members (organization_id, id, user_id, name, email, role, created_at, last_seen_at)
      select organization_id, member_id, user_id, name, email,
        (case when role < 0.08 then 'ADMIN' when role < 0.55 then 'EDITOR' else 'VIEWER' end)::app.member_role,
        joined_at, joined_at + (pg_temp.moment() - joined_at) * role
      from person`,
  },
  {
    name: 'campaigns',
    table: 'campaigns',
    room: () => null,
    values: [trades.flatMap((trade) => trade.codes)],
    statement: `${wanted('campaigns')}
      insert into app.campaigns (organization_id, id, name, start_date, end_date, status, created_by, created_at, updated_at)
      select wanted.organization_id, pg_temp.id_at(at, seed, n, 10),
        pg_temp.one_of($3, pg_temp.draw(seed, n, 3)) || ' ' || n, at::date, at::date + (7 + 60 * pg_temp.draw(seed, n, 4))::int,
        (case when pg_temp.draw(seed, n, 5) < 0.8 then 'ACTIVE' else 'ARCHIVED' end)::app.campaign_status, member_id, at, at
      from wanted ${byMaker}
      cross join lateral (select greatest(joined_at, wanted.created_at + age * pg_temp.draw(seed, n, 2) * 0.98) as at) as day`,
  },
  {
    name: 'codes',
    table: 'qr_codes',
    room: (home) => home.codes,
    values: [trades.flatMap((trade) => trade.codes), trades.flatMap((trade) => trade.spots)],
    statement: `${wanted('qr_codes')},
      bundle as materialized (
        select organization_id, id, row_number() over (partition by organization_id order by id) - 1 as place,
          count(*) over (partition by organization_id) as bundles
        from app.campaigns where organization_id = any($1::uuid[])
      ),
      code as materialized (
        select wanted.organization_id, pg_temp.id_at(at, seed, n, 10) as id, member_id, bundle.id as campaign_id, at,
          translate(left(encode(sha256((seed + n)::text::bytea), 'base64'), 10), '+/', 'xy') as slug,
          pg_temp.one_of($3, pg_temp.draw(seed, n, 3)) as what, pg_temp.one_of($4, pg_temp.draw(seed, n, 4)) as spot
        from wanted ${byMaker}
        -- Early, so that most have been scanned for as long as the organization is there.
        cross join lateral (select greatest(joined_at, wanted.created_at + age * pg_temp.draw(seed, n, 2) ^ 3 * 0.98) as at) as day
        left join bundle on bundle.organization_id = wanted.organization_id
          and bundle.place = floor(pg_temp.draw(seed, n, 6) * bundles * 1.5)
      ),
      known as (
        insert into app.qr_slugs (slug, organization_id, qr_code_id) select slug, organization_id, id from code
      )
      insert into app.qr_codes (organization_id, id, slug, name, target_url, location, campaign_id, created_by, created_at, updated_at)
      select organization_id, id, slug, what || ' – ' || spot, 'https://example.com/' || lower(slug), spot, campaign_id, member_id, at, at
      from code`,
  },
  {
    name: 'files',
    table: 'uploaded_files',
    room: () => null,
    values: [trades.flatMap((trade) => trade.codes)],
    statement: `${wanted('uploaded_files')}
      insert into app.uploaded_files (organization_id, id, name, type, size_bytes, status, sha256, storage_id, created_by, created_at, updated_at)
      select wanted.organization_id, pg_temp.id_at(at, seed, n, 10),
        pg_temp.one_of($3, pg_temp.draw(seed, n, 3)) || ' ' || n || '.' || lower(type), type::app.upload_type,
        (2000 + 90000 * pg_temp.draw(seed, n, 4))::bigint, 'READY', encode(sha256((seed + n)::text::bytea), 'hex'),
        pg_temp.id_at(at, seed, n, 20), member_id, at, at
      from wanted ${byMaker}
      cross join lateral (select greatest(joined_at, wanted.created_at + age * pg_temp.draw(seed, n, 2) * 0.98) as at,
        pg_temp.one_of('{PDF,PDF,PNG,JPG,WEBP}', pg_temp.draw(seed, n, 5)) as type) as file`,
  },
  {
    name: 'activities',
    table: 'activity_log',
    room: () => null,
    values: [],
    statement: `${wanted('activity_log')},
      code as materialized (
        select organization_id, id, name, row_number() over (partition by organization_id order by id) - 1 as place,
          count(*) over (partition by organization_id) as codes
        from app.qr_codes where organization_id = any($1::uuid[])
      )
      insert into app.activity_log (organization_id, id, created_at, member_id, member_name, action, entity_type, entity_id, metadata)
      select wanted.organization_id, pg_temp.id_at(at, seed, n, 10), at, member_id, member_name, action,
        case when action = 'SIGNED_IN' then 'session' else 'qr_code' end,
        case when action = 'SIGNED_IN' then pg_temp.id_at(at, seed, n, 20) else code.id end,
        case when action = 'SIGNED_IN' then null else jsonb_build_object('name', code.name) end
      from wanted ${byMaker}
      join code on code.organization_id = wanted.organization_id and code.place = floor(pg_temp.draw(seed, n, 3) * codes)
      cross join lateral (select date_trunc('milliseconds', greatest(joined_at, wanted.created_at + age * pg_temp.draw(seed, n, 2) * 0.99)) as at,
        pg_temp.one_of('{SIGNED_IN,SIGNED_IN,SIGNED_IN,QR_CODE_UPDATED,QR_CODE_UPDATED,QR_CODE_PAUSED,QR_CODE_RESUMED}',
          pg_temp.draw(seed, n, 5)) as action) as act`,
  },
]

/** Brings everything but scans up to the goal, spread over the organizations that have room; says what it does. */
export async function fillRows(
  client: pg.ClientBase,
  goal: Totals,
  say: (line: string) => void,
): Promise<void> {
  for (const { name, table, room, statement, values } of kinds) {
    const homes = await listHomes(client)
    // Deleted codes are no longer anybody's.
    const isThere = table === 'qr_codes' ? 'deleted_at is null' : 'true'
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::int from app.${table} where ${isThere}`,
    )
    const missing = Math.max(0, goal[name] - (rows[0]?.count ?? 0))
    if (missing === 0) continue
    say(`  ${missing.toLocaleString('en').padStart(9)} ${name}`)
    const parts = share(
      missing,
      homes.map((home) => weights[home.rank] ?? 1),
      homes.map((home) => Math.max(0, room(home) ?? Number.POSITIVE_INFINITY)),
    )
    await client.query(statement, [homes.map((home) => home.id), parts, ...values])
    await client.query(`analyze app.${table}`)
  }
}

async function listHomes(client: pg.ClientBase): Promise<Home[]> {
  const left = (resource: string, table: string, isThere: string) => `
    (select (select max from app.plan_limits where plan_limits.plan_id = plans.id and resource = '${resource}')
      - count(*) from app.${table} as had where had.organization_id = organizations.id and ${isThere})::int`
  const { rows } = await client.query<Home>(`
    select organizations.id, rank, ${left('QR_CODES', 'qr_codes', 'deleted_at is null')} as codes,
      ${left('SEATS', 'members', 'true')} as seats
    from app.organizations join app.plans on plans.id = plan_id order by rank desc, organizations.id`)
  return rows
}
