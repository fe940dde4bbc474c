import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aDatabase, type TestDatabase } from '../testing.ts'
import { clockOf } from './clock.ts'
import { palaceId } from './organizations.ts'
import { randomOf } from './random.ts'
import { demoRows, isDemoLoaded, listPlans, loadDemo } from './seed.ts'

const hashes = { demo: 'of the demo', nobody: 'of nobody' }
const said: string[] = []
const load = { now: new Date(), hashes, say: (line: string) => said.push(line) }

let database: TestDatabase
let client: pg.Client

beforeAll(async () => {
  database = await aDatabase()
  client = await connect(database)
})
afterAll(async () => {
  await client?.end()
  await database?.drop()
})

async function connect({ adminUrl }: TestDatabase): Promise<pg.Client> {
  const fresh = new pg.Client({ connectionString: adminUrl, options: '-c search_path=app' })
  await fresh.connect()
  return fresh
}

async function one<T>(text: string, values: unknown[] = []): Promise<T> {
  const { rows } = await client.query({ text, values, rowMode: 'array' })
  return rows[0]?.[0] as T
}

/** A digest of all that is stored, so that any change shows. */
const tables = [
  ...['organizations', 'organization_usage', 'subscription_movements', 'users', 'members'],
  ...[
    'invitations',
    'campaigns',
    'uploaded_files',
    'qr_slugs',
    'qr_codes',
    'activity_log',
    'qr_scan_events',
  ],
]
async function digest(): Promise<string[]> {
  const digests: string[] = []
  for (const table of tables) {
    digests.push(
      await one(
        `select count(*) || md5(string_agg(row::text, '|' order by row::text)) from ${table} as row`,
      ),
    )
  }
  return digests
}

describe('a load that fails', () => {
  it('leaves nothing', async () => {
    const { email } = demoRows(await listPlans(client), load.now, hashes).users.at(-1) ?? {}
    await client.query(
      `insert into users (id, email, name, password_hash) values (gen_random_uuid(), $1, 'Before us', 'x')`,
      [email],
    )
    await expect(loadDemo(client, load)).rejects.toThrow('users_email_key')
    expect(await one('select count(*)::int from organizations')).toBe(0)
    expect(await one('select count(*)::int from users')).toBe(1)
    expect(await isDemoLoaded(client)).toBe(false)
    await client.query('delete from users')
  })
})

describe('the demo', () => {
  beforeAll(async () => {
    said.length = 0
    // Two starts at the same moment.
    const second = await connect(database)
    const loaded = await Promise.all([loadDemo(client, load), loadDemo(second, load)])
    await second.end()
    expect(loaded.toSorted()).toEqual([false, true])
  })

  it('says once what it is doing', () => {
    expect(said).toEqual(['Loading the demo: 225 organizations …'])
  })

  it('has 225 organizations: 142, 68 and 15 by the plans’ rank', async () => {
    const { rows } = await client.query(
      'select rank, count(*)::int from organizations join plans on plans.id = plan_id group by rank order by rank',
    )
    expect(rows.map(({ rank, count }) => [rank, count])).toEqual([
      [1, 142],
      [2, 68],
      [3, 15],
    ])
  })

  it('has an MRR of 3,457 dollars, by what is agreed and by the ledger', async () => {
    const agreed = await one<number>(`
      select sum(coalesce(organization_terms.price_cents, plans.price_cents))::int
      from organizations join plans on plans.id = plan_id
      left join organization_terms on organization_id = organizations.id`)
    const ledger = await one<number>(`
      select sum(after_cents)::int from (
        select distinct on (organization_id) after_cents
        from subscription_movements order by organization_id, occurred_at desc, id desc) as latest`)
    expect([agreed, ledger]).toEqual([345_700, 345_700])
  })

  it('has a ledger without gaps: each movement begins where the one before ended, the last at the plan of today', async () => {
    const gaps = await one<number>(`
      select count(*)::int from (
        select from_plan_id, before_cents,
          lag(to_plan_id) over each as plan_before, lag(after_cents, 1, 0) over each as cents_before
        from subscription_movements window each as (partition by organization_id order by occurred_at)) as step
      where from_plan_id is distinct from plan_before or before_cents <> cents_before`)
    const others = await one<number>(`
      select count(*)::int from organizations where plan_id <> (
        select to_plan_id from subscription_movements
        where organization_id = organizations.id order by occurred_at desc limit 1)`)
    expect([gaps, others]).toEqual([0, 0])
  })

  it('has Pizza Palace: 156 human scans, every code and seat of its plan taken', async () => {
    const classes = await client.query(
      `select classification = 'HUMAN' as is_human, count(*)::int from qr_scan_events
       where organization_id = $1 group by 1 order by 1`,
      [palaceId],
    )
    expect(classes.rows).toEqual([
      { is_human: false, count: 14 },
      { is_human: true, count: 156 },
    ])
    const usage = await client.query(
      `select resource, used::int, max::int from organization_usage
       join organizations on organizations.id = organization_id
       join plan_limits using (plan_id, resource)
       where organization_id = $1 and resource in ('QR_CODES', 'SEATS') order by resource`,
      [palaceId],
    )
    expect(usage.rows).toEqual([
      { resource: 'QR_CODES', used: 5, max: 5 },
      { resource: 'SEATS', used: 3, max: 3 },
    ])
    expect(await one('select name from organizations where id = $1', [palaceId])).toBe(
      'Pizza Palace Inc',
    )
  })

  it('has campaigns in every state of their lives, each with codes of its own organization', async () => {
    const { rows } = await client.query(`
      select distinct campaign_status(campaigns.status, start_date, end_date, (now() at time zone timezone)::date) as status
      from campaigns join organizations on organizations.id = organization_id order by 1`)
    expect(rows.map(({ status }) => status)).toEqual([
      ...['DRAFT', 'ACTIVE', 'PAUSED', 'ENDED', 'ARCHIVED'],
    ])
    const palace = await client.query(
      `select campaigns.name, end_date - start_date + 1 as days, count(qr_codes.id)::int as codes
       from campaigns left join qr_codes on campaign_id = campaigns.id
       where campaigns.organization_id = $1 group by campaigns.organization_id, campaigns.id order by start_date`,
      [palaceId],
    )
    expect(palace.rows).toEqual([
      { name: 'Back to school', days: 14, codes: 1 },
      { name: 'Autumn menu', days: 30, codes: 3 },
      { name: 'Holiday catering', days: 32, codes: 0 },
    ])
  })

  it('has no two campaigns of one name in an organization, and none with codes before it begins', async () => {
    expect(
      await one(`select count(*)::int from (
        select 1 from campaigns group by organization_id, name having count(*) > 1) as twice`),
    ).toBe(0)
    expect(
      await one(`select count(*)::int from qr_codes
        join campaigns on campaigns.id = campaign_id
        join organizations on organizations.id = campaigns.organization_id
        where start_date > (now() at time zone timezone)::date`),
    ).toBe(0)
  })

  it('has 15,000 hits, 92 of a hundred human, on the last sixty days', async () => {
    expect(await one(`select count(*)::int from qr_scan_events`)).toBe(15_000)
    expect(
      await one(`select count(*)::int from qr_scan_events where classification = 'HUMAN'`),
    ).toBe(13_800)
    expect(
      await one('select count(*)::int from qr_scan_events where scanned_at not between $1 and $2', [
        new Date(load.now.getTime() - 61 * 86_400_000),
        load.now,
      ]),
    ).toBe(0)
  })

  it('counts what is there, for every organization and resource, and stays within the limits', async () => {
    const wrong = await one<number>(`
      select count(*)::int from organizations
      cross join unnest(enum_range(null::resource)) as resource
      left join organization_usage as usage on usage.organization_id = organizations.id and usage.resource = resource.resource
      left join plan_limits on plan_limits.plan_id = organizations.plan_id and plan_limits.resource = resource.resource
      where usage.used is distinct from case resource.resource
          when 'SEATS' then (select count(*) from members where organization_id = organizations.id)
          when 'QR_CODES' then (
            select count(*) from qr_codes where organization_id = organizations.id and deleted_at is null)
          when 'CAMPAIGNS' then (
            select count(*) from campaigns where organization_id = organizations.id and deleted_at is null)
          when 'UPLOADS' then (select count(*) from uploaded_files where organization_id = organizations.id)
          when 'STORAGE_BYTES' then (select coalesce(sum(size_bytes), 0)
            from uploaded_files where organization_id = organizations.id)
          else 0 end
        or usage.used > plan_limits.max`)
    expect(wrong).toBe(0)
  })

  it('has nothing before its cause: members, codes, acts and scans in their order', async () => {
    const early = await client.query(`
      select 'member' as what from members join organizations on organizations.id = organization_id
        where members.created_at < organizations.created_at or last_seen_at < members.created_at
      union all select 'code' from qr_codes join members on members.id = created_by
        where qr_codes.created_at < members.created_at or role = 'VIEWER' or deleted_at < qr_codes.created_at
          or expires_at < qr_codes.created_at
      union all select 'campaign' from campaigns join members on members.id = created_by
        where campaigns.created_at < members.created_at or role = 'VIEWER'
      union all select 'share' from activity_log join campaigns on campaigns.id = entity_id
        where action = 'CAMPAIGN_SHARED' and activity_log.created_at < campaigns.created_at
      union all select 'act' from activity_log join members on members.id = member_id
        where activity_log.created_at < members.created_at
      union all select 'movement' from subscription_movements join organizations on organizations.id = organization_id
        where occurred_at < created_at
      union all select 'scan' from qr_scan_events join qr_codes on qr_codes.id = qr_code_id where scanned_at < created_at
      union all select 'outcome' from qr_scan_events join qr_codes on qr_codes.id = qr_code_id
        where outcome = 'REDIRECTED' and (scanned_at >= deleted_at or scanned_at >= expires_at)`)
    expect(early.rows).toEqual([])
  })

  it('has two to eight activities, shares of campaigns aside, and one owner for each organization', async () => {
    const odd = await one<number>(`
      select count(*)::int from organizations
      where (select count(*) from activity_log where organization_id = organizations.id and action <> 'CAMPAIGN_SHARED') not between 2 and 8
        or (select count(*) from members where organization_id = organizations.id and role = 'OWNER') <> 1`)
    expect(odd).toBe(0)
  })

  it('has ids that sort by time', async () => {
    const strays = await one<number>(`
      select count(*)::int from (
        select id, created_at from organizations union all select id, created_at from members
        union all select id, created_at from campaigns union all select id, created_at from qr_codes union all select id, created_at from activity_log
        union all select id, scanned_at from qr_scan_events) as row
      where abs(extract(epoch from uuid_extract_timestamp(id) - created_at)) > 0.001`)
    expect(strays).toBe(0)
  })

  it('is counted as soon as it is loaded: every scan, once', async () => {
    const { rows } = await client.query(`
      select (select count(*) from app.qr_scan_events where classification = 'HUMAN') as stored,
        (select count(*) from app.qr_scan_events) as hits,
        (select sum(scans) from app.scan_rollups where grain = 'MONTH' and scope::text like '00000000-%') as counted,
        (select sum(hits) from app.scan_rollups where grain = 'DAY' and scope::text like '00000000-%') as counted_hits`)
    const { stored, hits, counted, counted_hits } = rows[0]
    expect(Number(counted)).toBe(Number(stored))
    expect(Number(counted_hits)).toBe(Number(hits))
    expect(Number(stored)).toBeGreaterThan(1_000)
  })

  it('changes nothing when it is loaded again', async () => {
    const before = await digest()
    expect(await loadDemo(client, { ...load, now: new Date() })).toBe(false)
    expect(await digest()).toEqual(before)
  })
})

describe('what is drawn', () => {
  it('is the same for the same plans and moment', async () => {
    const plans = await listPlans(client)
    expect(JSON.stringify(demoRows(plans, load.now, hashes))).toBe(
      JSON.stringify(demoRows(plans, load.now, hashes)),
    )
  })

  it('moves with the moment and is otherwise the same', async () => {
    const plans = await listPlans(client)
    const names = (now: string) => {
      const { organizations, qr_codes } = demoRows(plans, new Date(now), hashes)
      return [organizations.map(({ name }) => name), qr_codes.map(({ slug }) => slug)]
    }
    expect(names('2028-02-29T23:59:59Z')).toEqual(names('2026-10-25T01:30:00Z'))
  })

  it('differs with the name of the stream', () => {
    const draws = (name: string) => Array.from({ length: 8 }, randomOf(name).number)
    expect(draws('a')).toEqual(draws('a'))
    expect(draws('a')).not.toEqual(draws('b'))
  })
})

describe('a clock', () => {
  const now = new Date('2026-11-21T10:00:00Z')

  it.each([
    ['UTC', 1, '2026-11-20T12:00:00.000Z', 5],
    ['America/Chicago', 1, '2026-11-20T18:00:00.000Z', 5],
    ['America/Chicago', 30, '2026-10-22T17:00:00.000Z', 4],
    ['Australia/Sydney', 1, '2026-11-20T01:00:00.000Z', 5],
    ['Asia/Tokyo', 0, '2026-11-21T03:00:00.000Z', 6],
    ['America/Chicago', 0, '2026-11-21T10:00:00.000Z', 6],
  ])('in %s has noon %i days ago at %s', (timezone, daysAgo, time, weekday) => {
    const clock = clockOf(timezone, now)
    // A noon still to come is now.
    expect(clock.at(daysAgo, 720).toISOString()).toBe(time)
    expect(clock.weekday(daysAgo)).toBe(weekday)
  })

  it.each([
    ['UTC', 10],
    ['America/Chicago', 4],
    ['Asia/Kolkata', 15],
    ['Pacific/Kiritimati', 0],
  ])('in %s has %i hours of today behind it', (timezone, hours) => {
    expect(clockOf(timezone, now).hoursOver(0)).toBe(hours)
    expect(clockOf(timezone, now).hoursOver(1)).toBe(24)
  })
})
