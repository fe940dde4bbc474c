import type pg from 'pg'
import { catalogue, filtered, widened } from './access.ts'

// Rows of two organizations in every table, so that no check can pass because there was nothing to see. A table without
// a fixture is a violation (sql/matrix.ts): whoever adds a table adds its line here.

export type Value = string | number | boolean | null | object
export type Row = Record<string, Value>

/** One of the two organizations, and what its made-up ids and texts start with. */
export type Owner = { mark: 'a' | 'b'; id: string }

export const ours: Owner = { mark: 'a', id: uuid('a', 0, 0) }
export const theirs: Owner = { mark: 'b', id: uuid('b', 0, 0) }

function uuid(mark: string, kind: number, n: number): string {
  return `${mark.repeat(8)}-0000-7000-8000-${String(kind).padStart(6, '0')}${String(n).padStart(6, '0')}`
}

const hex = (owner: Owner, n: number, bytes: number): string =>
  `\\x${owner.mark.repeat(2 * bytes - 2)}${String(n).padStart(2, '0')}`
const day = (owner: Owner, n: number): string => `20${owner.mark === 'a' ? 30 : 40}-01-0${n + 1}`
const tenant = (owner: Owner): Row => ({ organization_id: owner.id })
const user = (owner: Owner, n: number): string => uuid(owner.mark, 1, n)
const member = (owner: Owner, n: number): string => uuid(owner.mark, 2, n)
const staff = (owner: Owner, n: number): string => uuid(owner.mark, 80, n)
const other = (owner: Owner): Owner => (owner === ours ? theirs : ours)
const now = new Date().toISOString()
const later = '2040-01-01T00:00:00Z'
const resources = ['QR_CODES', 'SEATS', 'STORAGE_BYTES', 'CAMPAIGNS', 'UPLOADS']

/** The n-th row of an organization. In the order of the foreign keys; `stored` rows exist, the next n is free. */
export const fixtures: Readonly<Record<string, (owner: Owner, n: number) => Row>> = {
  organizations: (owner) => ({
    id: owner.id,
    name: `Company ${owner.mark}`,
    email: `${owner.mark}@example.test`,
    plan_id: 'enterprise',
  }),
  organization_terms: (owner) => ({ ...tenant(owner), limits: { SEATS: 7 }, price_cents: 1 }),
  organization_timezones: (owner, n) => ({
    ...tenant(owner),
    from_at: `${day(owner, n)}T00:00:00Z`,
    timezone: 'UTC',
  }),
  organization_usage: (owner, n) => ({ ...tenant(owner), resource: resources[n] ?? '', used: 0 }),
  subscription_movements: (owner, n) => ({
    ...tenant(owner),
    id: uuid(owner.mark, 3, n),
    before_cents: 0,
    after_cents: 1,
  }),
  users: (owner, n) => ({
    id: user(owner, n),
    email: `${owner.mark}${n}@example.test`,
    name: `Person ${owner.mark}${n}`,
    password_hash: 'none',
  }),
  members: (owner, n) => ({
    ...tenant(owner),
    id: member(owner, n),
    user_id: n < stored ? user(owner, n) : user(other(owner), 0),
    name: 'Person',
    email: 'person@example.test',
    role: 'OWNER',
    last_seen_at: later,
  }),
  invitations: (owner, n) => ({
    ...tenant(owner),
    id: uuid(owner.mark, 41, n),
    email: `guest-${owner.mark}${n}@example.test`,
    name: 'Guest',
    role: 'VIEWER',
    token_hash: hex(owner, n, 32),
    invited_by: member(owner, 0),
    expires_at: later,
  }),
  sessions: (owner, n) => ({
    ...tenant(owner),
    id: uuid(owner.mark, 4, n),
    member_id: member(owner, 0),
    user_id: user(owner, 0),
    expires_at: later,
  }),
  session_tokens: (owner, n) => ({
    ...tenant(owner),
    session_id: uuid(owner.mark, 4, 0),
    generation: n,
    token_hash: hex(owner, n, 32),
  }),
  sign_in_attempts: (owner, n) => ({ key: hex(owner, n, 32), failures: 0 }),
  signing_keys: (owner, n) => ({
    kid: `${owner.mark}${n}`,
    audience: 'test',
    public_jwk: {},
    private_sealed: hex(owner, n, 8),
    retired_at: later,
  }),
  user_totp: (owner, n) => ({
    user_id: user(owner, n < 1 ? 0 : 1),
    secret_sealed: hex(owner, n, 8),
    last_step: 1,
  }),
  recovery_codes: (owner, n) => ({
    user_id: user(owner, 0),
    code_hash: hex(owner, n, 32),
    used_at: later,
  }),
  one_time_tokens: (owner, n) => ({
    user_id: user(owner, 0),
    id: uuid(owner.mark, 40, n),
    token_hash: hex(owner, n, 32),
    expires_at: later,
    used_at: later,
  }),
  activity_log: (owner, n) => ({
    ...tenant(owner),
    id: uuid(owner.mark, 5, n),
    member_id: member(owner, 0),
    action: 'MATRIX',
    entity_type: 'Thing',
  }),
  campaigns: (owner, n) => ({
    ...tenant(owner),
    id: uuid(owner.mark, 40, n),
    name: `Campaign ${owner.mark}${n}`,
    created_by: member(owner, 0),
  }),
  uploaded_files: (owner, n) => ({
    ...tenant(owner),
    id: uuid(owner.mark, 20, n),
    name: `menu-${owner.mark}.pdf`,
    type: 'PDF',
    size_bytes: 4,
    status: 'READY',
    sha256: owner.mark.repeat(64),
    storage_id: uuid(owner.mark, 21, n),
  }),
  qr_codes: (owner, n) => ({
    ...tenant(owner),
    id: uuid(owner.mark, 6, n),
    slug: `${owner.mark.repeat(6)}${n}`,
    name: `Code ${owner.mark}${n}`,
    target_url: 'https://example.com/',
    campaign_id: uuid(owner.mark, 40, 0),
    created_by: member(owner, 0),
  }),
  qr_slugs: (owner, n) => ({
    ...tenant(owner),
    slug: `${owner.mark.repeat(6)}${n}`,
    qr_code_id: uuid(owner.mark, 6, n),
  }),
  qr_scan_events: (owner, n) => ({
    ...tenant(owner),
    id: uuid(owner.mark, 7, n),
    scanned_at: now,
    qr_code_id: uuid(owner.mark, 6, 0),
    classification: 'HUMAN',
    classifier_version: 1,
    source: 'QR',
    outcome: 'REDIRECTED',
    method: 'GET',
  }),
  scan_rollups: (owner, n) => ({
    ...tenant(owner),
    grain: 'DAY',
    scope: uuid(owner.mark, 6, 0),
    starts_at: `${day(owner, n)}T00:00:00Z`,
    ends_at: later,
    scans: 1,
    hits: 1,
    uniques: 1,
  }),
  rollup_visitors: (owner, n) => ({
    ...tenant(owner),
    day_at: later,
    scope: uuid(owner.mark, 6, 0),
    visitor_hash: hex(owner, n, 16),
  }),
  rollup_progress: (owner, n) => ({ ...tenant(owner), id: uuid(owner.mark, 7, n) }),
  visitor_salts: (owner, n) => ({
    ...tenant(owner),
    local_date: day(owner, n),
    salt: hex(owner, n, 16),
  }),
  visitor_minutes: (owner, n) => ({
    ...tenant(owner),
    visitor_hash: hex(owner, n, 16),
    minute: later,
    hits: 1,
  }),
  visitor_codes: (owner, n) => ({
    ...tenant(owner),
    qr_code_id: uuid(owner.mark, 6, 0),
    visitor_hash: hex(owner, n, 16),
    last_at: later,
  }),
  person_salts: (owner, n) => ({ day: day(owner, n), salt: hex(owner, n, 16) }),
  scan_persons: (owner, n) => ({
    day: day(owner, n),
    scan_id: uuid(owner.mark, 7, n),
    person_key: hex(owner, n, 16),
  }),
  orphan_hits: (owner, n) => ({
    id: uuid(owner.mark, 8, n),
    hit_at: later,
    slug: 'nothing',
    classification: 'BOT',
  }),
  scan_rejects: (owner, n) => ({
    ...tenant(owner),
    id: uuid(owner.mark, 9, n),
    hit: {},
    error: 'no',
  }),
  outbox: (owner, n) => ({
    id: uuid(owner.mark, 11, n),
    ...tenant(owner),
    template: 'MATRIX',
    recipient: `${owner.mark}${n}@example.test`,
    variables_sealed: hex(owner, n, 8),
  }),
  custom_exports: (owner, n) => ({
    ...tenant(owner),
    id: uuid(owner.mark, 55, n),
    name: `Recipe ${owner.mark}${n}`,
    recipe: {},
    created_by: member(owner, 0),
  }),
  oi_admin_users: (owner, n) => ({
    id: staff(owner, n),
    email: `staff-${owner.mark}${n}@example.test`,
    name: 'Staff',
    role: 'ANALYST',
    status: 'ACTIVE',
    password_hash: 'none',
    totp_secret_sealed: hex(owner, n, 8),
    enrolled_at: later,
  }),
  admin_enrolments: (owner, n) => ({
    admin_id: staff(owner, 0),
    id: uuid(owner.mark, 81, n),
    token_hash: hex(owner, n, 32),
    totp_secret_sealed: hex(owner, n, 8),
    expires_at: later,
    used_at: later,
  }),
  admin_recovery_codes: (owner, n) => ({
    admin_id: staff(owner, 0),
    code_hash: hex(owner, n, 32),
    used_at: later,
  }),
  admin_sessions: (owner, n) => ({
    id: uuid(owner.mark, 82, n),
    admin_id: staff(owner, 0),
    ends_at: later,
    expires_at: later,
  }),
  admin_session_tokens: (owner, n) => ({
    session_id: uuid(owner.mark, 82, 0),
    generation: n,
    token_hash: hex(owner, n, 32),
  }),
  admin_signing_keys: (owner, n) => ({
    kid: `staff-${owner.mark}${n}`,
    public_jwk: {},
    private_sealed: hex(owner, n, 8),
    retired_at: later,
  }),
  admin_access_head: (owner, n) => ({
    log: `${owner.mark}${n}`,
    seq: n,
    hash: hex(owner, n, 32),
    seal: hex(owner, n, 32),
  }),
  admin_access_log: (owner, n) => ({
    seq: owner.mark.charCodeAt(0) * 1_000 + n,
    operation_id: uuid(owner.mark, 83, n),
    kind: 'ASKED',
    at: later,
    address: '192.0.2.1',
    previous_hash: hex(owner, n, 32),
    hash: hex(owner, n, 32),
  }),
  exports: (owner, n) => ({
    ...tenant(owner),
    id: uuid(owner.mark, 10, n),
    dataset: 'QR_SCANS',
    format: 'CSV',
    as_of: later,
    timezone: 'UTC',
    file_name: 'scans.csv',
    expires_at: later,
    status: 'QUEUED',
  }),
  export_schedules: (owner, n) => ({
    ...tenant(owner),
    id: uuid(owner.mark, 62, n),
    name: `Every morning ${n}`,
    dataset: 'QR_SCANS',
    format: 'CSV',
    every: 'DAILY',
    hour: 6,
    period: 'YESTERDAY',
    recipient_ids: `{${member(owner, 0)}}`,
    delivery: 'LINK',
    next_at: later,
    created_by: member(owner, 0),
  }),
  export_mails: (owner, n) => ({
    ...tenant(owner),
    id: uuid(owner.mark, 63, n),
    export_id: uuid(owner.mark, 10, 0),
    schedule_id: uuid(owner.mark, 62, 0),
    recipient_ids: `{${member(owner, 0)}}`,
    delivery: 'LINK',
  }),
  webhooks: (owner, n) => ({
    ...tenant(owner),
    id: uuid(owner.mark, 60, n),
    url: `https://${owner.mark}${n}.example.test/`,
    events: '{EXPORT_COMPLETED}',
    secret_sealed: hex(owner, n, 8),
    created_by: member(owner, 0),
  }),
  webhook_deliveries: (owner, n) => ({
    ...tenant(owner),
    id: uuid(owner.mark, 61, n),
    webhook_id: uuid(owner.mark, 60, 0),
    event: 'export.completed',
    payload: '{}',
    state: 'FAILED',
    created_at: later,
  }),
}

/** So many rows of each organization are stored in every table that can hold more than one. */
const stored = 2
/** The row a check tries to insert. */
export const fresh = 4
/** One row of these is stored for an organization. */
const single: readonly string[] = [
  'organizations',
  'organization_terms',
  'rollup_progress',
  'user_totp',
]

/** A month far ahead, whose partition is made at run time as the keeper makes it. */
const farMonth = '2031-01-01'

export function literal(value: Value): string {
  if (value === null) return 'null'
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return `'${text.replaceAll("'", "''")}'`
}

export function insertText(table: string, row: Row): string {
  const columns = Object.keys(row)
  const values = columns.map((column) => literal(row[column] ?? null))
  return `insert into app.${table} (${columns.join(', ')}) values (${values.join(', ')})`
}

/** Stores both organizations, with scans in every partition: the ones that are there and one made now. */
export async function plant(admin: pg.Pool): Promise<void> {
  const statements = ['begin', 'set local role oi_owner']
  statements.push(`select app.make_scan_partitions('${farMonth}', 1)`, 'reset role')
  for (const [table, row] of Object.entries(fixtures)) {
    const count = single.includes(table) ? 1 : stored
    for (const owner of [ours, theirs]) {
      for (let n = 0; n < count; n++) statements.push(insertText(table, row(owner, n)))
    }
  }
  await admin.query([...statements, 'commit'].join(';\n'))
  const { rows } = await admin.query<{ month: string }>(
    `select replace(right(relname, 7), '_', '-') as month from pg_class
     where relispartition and relkind = 'r' and relname like 'qr\\_scan\\_events\\_%' order by 1`,
  )
  const scans = rows.flatMap(({ month }, index) =>
    [ours, theirs].map((owner) => ({
      ...fixtures.qr_scan_events?.(owner, fresh + 1 + index),
      scanned_at: `${month}-15T12:00:00Z`,
    })),
  )
  await admin.query(scans.map((row) => insertText('qr_scan_events', row)).join(';\n'))
}

/**
 * Grants every road that policies filter everything on every table with row security and drops the foreign keys, so that in this database
 * nothing but the policies stands between two organizations.
 */
export async function widen(admin: pg.Pool): Promise<void> {
  const tables = Object.keys(widened).filter((table) => !catalogue.includes(table))
  const names = tables.map((table) => `app.${table}`).join(', ')
  const { rows } = await admin.query<{ drop: string }>(
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop
     from pg_constraint where contype = 'f' and conparentid = 0 and connamespace = 'app'::regnamespace`,
  )
  await admin.query(
    [
      `grant usage on schema app to ${filtered.join(', ')}`,
      `grant select, insert, update, delete on ${names} to ${filtered.join(', ')}`,
      ...rows.map((row) => row.drop),
    ].join(';\n'),
  )
}
