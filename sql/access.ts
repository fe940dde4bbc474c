import { bypassing, type Road, roads } from '../db/urls.ts'

// What each road may do with each table, said once more and in another language than sql/policies/, so that a slip there
// meets a second opinion: the inventory compares the grants with this page, the matrix tries every cell of it.

export type Verb = 'select' | 'insert' | 'update' | 'delete'
export type Access = Readonly<Record<string, Partial<Record<Road, string>>>>

/** Verbs with all columns, or with the columns named; a road that is not named may do nothing. */
export const access: Access = {
  activity_log: {
    oi_app: 'select insert',
    oi_export: 'select',
    oi_auth: 'insert',
    oi_admin:
      'select(action,created_at,entity_id,entity_type,id,member_id,member_name,organization_id)',
  },
  admin_access_head: {
    oi_door: 'select update(hash,seal,seq,signed_at,signed_seq)',
    oi_admin: 'select',
  },
  admin_access_log: { oi_door: 'insert', oi_admin: 'select' },
  admin_enrolments: { oi_door: 'select insert update(used_at) delete' },
  admin_recovery_codes: { oi_door: 'select insert update(used_at) delete' },
  admin_session_tokens: { oi_door: 'select insert' },
  admin_sessions: {
    oi_door: 'select insert update(expires_at,last_seen_at,revoked_at,revoked_reason)',
    oi_keeper: 'select(expires_at) delete',
  },
  admin_signing_keys: { oi_door: 'select insert update(retired_at)' },
  campaigns: {
    oi_app:
      'select insert update(deleted_at,description,end_date,name,start_date,status,updated_at,version)',
    oi_export: 'select',
    oi_admin:
      'select(created_at,deleted_at,end_date,id,name,organization_id,start_date,status,updated_at)',
  },
  custom_exports: {
    oi_app: 'select insert update(deleted_at,is_shared,name,recipe,updated_at,version)',
  },
  export_mails: { oi_app: 'select insert update(delivery,recipient_ids,sent_at)' },
  export_schedules: {
    oi_app:
      'select insert update(created_by,custom_export_id,dataset,day_of_month,delivery,every,format,hour,is_paused,name,next_at,paused_reason,period,recipient_ids,updated_at,version,weekday) delete',
    oi_keeper: 'select(id,is_paused,next_at,organization_id)',
  },
  exports: {
    oi_app:
      'select insert update(attempts,classification_version,columns,estimated_rows,expires_at,failure,finished_at,progress_rows,row_count,sha256,size_bytes,started_at,status,storage_id)',
    oi_export: 'select',
    oi_keeper: 'select(expires_at,id,organization_id,storage_id) update(storage_id)',
  },
  invitations: {
    oi_app:
      'select(accepted_at,created_at,email,expires_at,id,invited_by,name,organization_id,revoked_at,role,sent_at) insert update(expires_at,invited_by,name,revoked_at,role,sent_at,token_hash)',
    oi_auth: 'select update(accepted_at)',
  },
  members: {
    oi_app: 'select update(removed_at,role,sessions_ended_at,status,version)',
    oi_export: 'select',
    oi_auth:
      'select(id,name,organization_id,removed_at,role,sessions_ended_at,status,user_id,version) insert update(email,last_seen_at,name,removed_at,role,status,version)',
    oi_admin:
      'select(created_at,email,id,last_seen_at,name,organization_id,removed_at,role,status)',
  },
  oi_admin_users: {
    oi_door:
      'select insert update(enrolled_at,last_signed_in_at,name,password_hash,role,status,totp_last_step,totp_secret_sealed)',
    oi_admin: 'select(created_at,email,enrolled_at,id,last_signed_in_at,name,role,status)',
  },
  one_time_tokens: {
    oi_auth: 'select insert update(used_at)',
    oi_keeper: 'select(expires_at) delete',
  },
  organization_terms: {
    oi_app: 'select',
    oi_export: 'select',
    oi_auth: 'select(limits,organization_id)',
    oi_admin: 'select',
  },
  organization_usage: {
    oi_app: 'select update(used)',
    oi_auth: 'select insert update(used)',
    oi_admin: 'select',
  },
  organization_timezones: {
    oi_app: 'select insert update(timezone)',
    oi_export: 'select',
    oi_scan: 'select',
    oi_rollup: 'select',
  },
  organizations: {
    oi_app:
      'select update(billing_address,country_code,email,excluded_addresses,name,phone,requested_plan_id,shares_data,shares_data_at,shares_data_by,updated_at,version)',
    oi_export: 'select(created_at,id,name,plan_id,timezone)',
    oi_auth:
      'select(id,name,plan_id,status) insert(billing_address,country_code,email,id,name,phone,plan_id,requested_plan_id,timezone)',
    oi_scan: 'select(excluded_addresses,id,timezone)',
    oi_rollup: 'select(id,timezone)',
    oi_admin:
      'select(country_code,created_at,email,id,name,plan_id,requested_plan_id,shares_data,status,timezone,updated_at)',
  },
  orphan_hits: { oi_scan: 'insert', oi_keeper: 'select(hit_at) delete' },
  outbox: {
    oi_app: 'insert(id,organization_id,recipient,recipient_name,template,variables_sealed)',
    oi_auth: 'insert(id,organization_id,recipient,recipient_name,template,variables_sealed)',
    oi_keeper: 'select(created_at,id,variables_sealed) update(variables_sealed) delete',
    oi_mailer: 'select update(attempts,last_error,message_id,sent_at,state,variables_sealed)',
  },
  person_salts: { oi_scan: 'select insert', oi_keeper: 'select(day) delete' },
  plan_exports: { oi_app: 'select', oi_export: 'select', oi_auth: 'select', oi_admin: 'select' },
  plan_features: { oi_app: 'select', oi_export: 'select', oi_auth: 'select', oi_admin: 'select' },
  plan_limits: { oi_app: 'select', oi_export: 'select', oi_auth: 'select', oi_admin: 'select' },
  plans: { oi_app: 'select', oi_export: 'select', oi_auth: 'select', oi_admin: 'select' },
  qr_codes: {
    oi_app:
      'select insert update(campaign_id,deleted_at,expires_at,location,name,status,target_url,updated_at,upload_id,version)',
    oi_export: 'select',
    oi_scan: 'select(deleted_at,expires_at,id,organization_id,slug,status,target_url,upload_id)',
    oi_admin:
      'select(campaign_id,created_at,deleted_at,expires_at,id,location,name,organization_id,slug,status,target_url,updated_at)',
  },
  qr_scan_events: {
    oi_app: 'select',
    oi_export: 'select',
    oi_scan: 'select(id,organization_id) insert',
    oi_keeper: 'select(scanned_at,user_agent) update(user_agent)',
    oi_rollup:
      'select(browser,carried,city,classification,classifier_version,country_code,device_type,excluded,id,method,organization_id,os,purpose,qr_code_id,reason,referrer,region,scanned_at,source,user_agent,visitor_hash,xid) update(carried,classification,classifier_version,reason)',
  },
  qr_slugs: { oi_app: 'insert', oi_scan: 'select' },
  recovery_codes: { oi_auth: 'select insert update(used_at) delete' },
  rollup_progress: { oi_app: 'select', oi_rollup: 'select insert update(id,updated_at,xid)' },
  rollup_visitors: { oi_rollup: 'select insert delete', oi_keeper: 'select(day_at) delete' },
  scan_persons: { oi_scan: 'insert', oi_keeper: 'select(day) delete' },
  scan_rejects: { oi_scan: 'insert', oi_keeper: 'select(rejected_at) delete' },
  scan_rollups: {
    oi_app: 'select',
    oi_export: 'select',
    oi_keeper: 'select(grain,organization_id,starts_at) delete',
    oi_rollup:
      'select insert update(browsers,cities,classes,countries,device_types,hits,last_at,os,qr_codes,quarters,referrers,regions,scans,sources,uniques) delete',
    oi_admin: 'select',
  },
  session_tokens: { oi_auth: 'select insert', oi_keeper: 'select(created_at) delete' },
  sessions: {
    oi_auth: 'select insert update(expires_at,last_seen_at,revoked_at,revoked_reason)',
    oi_keeper: 'select(expires_at,id,organization_id) delete',
  },
  sign_in_attempts: {
    oi_auth: 'select insert update delete',
    oi_door: 'select insert update delete',
    oi_keeper: 'select delete',
  },
  signing_keys: { oi_auth: 'select insert update(retired_at)' },
  subscription_movements: { oi_auth: 'insert', oi_admin: 'select' },
  uploaded_files: {
    oi_app:
      'select insert update(campaign_id,deleted_at,name,sha256,status,storage_id,updated_at,version) delete',
    oi_scan: 'select(deleted_at,id,name,organization_id,sha256,size_bytes,storage_id,type)',
    oi_keeper:
      'select(created_at,deleted_at,id,organization_id,status,storage_id) update(storage_id) delete',
    oi_admin: 'select(created_at,deleted_at,id,name,organization_id,size_bytes,status,type)',
  },
  user_totp: {
    oi_auth: 'select insert update(confirmed_at,created_at,last_step,secret_sealed) delete',
  },
  users: {
    oi_auth: 'select insert update(email,last_signed_in_at,name,password_hash,sign_in_count)',
  },
  visitor_codes: { oi_scan: 'select insert update(last_at)', oi_keeper: 'select delete' },
  visitor_minutes: { oi_scan: 'select insert update(hits)', oi_keeper: 'select delete' },
  visitor_salts: {
    oi_scan: 'select insert',
    oi_keeper: 'select(local_date,organization_id) delete',
  },
  webhook_deliveries: {
    oi_app:
      'select insert update(attempted_at,attempts,duration_ms,error,next_at,response_excerpt,response_status,state,step)',
    oi_keeper: 'select(created_at,id,next_at,organization_id,state) delete',
  },
  webhooks: {
    oi_app:
      'select insert update(description,disabled_reason,events,is_enabled,previous_sealed,previous_until,secret_sealed,updated_at,url,version) delete',
  },
}

/** Tables whose rows are everybody's and nobody's secret: the catalogue. The only ones without row security. */
export const catalogue: readonly string[] = [
  'plan_exports',
  'plan_features',
  'plan_limits',
  'plans',
]

/** How far a road reaches where it has a grant: into the organization it has set, or anywhere. */
export type Reach = 'own' | 'any' | 'none'
export const reaches: Readonly<Record<Road, { reads: Reach; writes: Reach }>> = {
  oi_app: { reads: 'own', writes: 'own' },
  oi_export: { reads: 'own', writes: 'own' },
  // It looks before the tenant is known, and writes only into the one it has set.
  oi_auth: { reads: 'any', writes: 'own' },
  // One batch holds many tenants; the composite foreign keys tie each row to its own.
  oi_scan: { reads: 'any', writes: 'any' },
  oi_keeper: { reads: 'any', writes: 'any' },
  oi_mailer: { reads: 'any', writes: 'any' },
  // It runs background work and has no right in this schema; what a task does, it does on the roads above.
  oi_worker: { reads: 'any', writes: 'any' },
  oi_rollup: { reads: 'any', writes: 'any' },
  oi_door: { reads: 'any', writes: 'any' },
  oi_admin: { reads: 'any', writes: 'any' },
}

/** Tables where a row may be nobody's (organization_id null); the auth road writes those without a tenant. */
const ownerless: readonly string[] = ['outbox']

/** What a road's policy lets it write: true, or a condition on the tenant column with `own` in it. */
export function writesWhere(road: Road, table: string, tenant: string | undefined, own: string) {
  if (!tenant || reaches[road].writes !== 'own') return 'true'
  return road === 'oi_auth' && ownerless.includes(table) ? `((${tenant} IS NULL) OR ${own})` : own
}

/** The columns a verb is granted on: every one, some, or none. */
export function grantedColumns(entry: string | undefined, verb: Verb): 'all' | string[] {
  const found = entry?.match(new RegExp(`\\b${verb}\\b(?:\\(([^)]*)\\))?`))
  if (!found) return []
  return found[1] === undefined ? 'all' : found[1].split(',')
}

/** The column that says whose row it is. */
export function tenantColumn(relation: string, columns: readonly string[]): string | undefined {
  if (relation === 'organizations') return 'id'
  return columns.includes('organization_id') ? 'organization_id' : undefined
}

/** The roads that policies filter. */
export const filtered: readonly Road[] = roads.filter((road) => !bypassing.includes(road))

/** Every one of these may do everything, so that row security is all that is left to stop it (the policies' own proof). */
export const widened: Access = Object.fromEntries(
  Object.keys(access).map((table) => {
    const everything = 'select insert update delete'
    const wide = Object.fromEntries(filtered.map((road) => [road, everything]))
    return [
      table,
      catalogue.includes(table) ? (access[table] ?? {}) : { ...access[table], ...wide },
    ]
  }),
)

/** Who may call what; a function that is not named is its owner's. */
export const callers: Readonly<Record<string, readonly (Road | 'oi_jobs')[]>> = {
  campaign_status: ['oi_app', 'oi_export'],
  cheapest_plan_for: ['oi_app', 'oi_auth'],
  claim: ['oi_app', 'oi_auth'],
  count_scans: ['oi_rollup'],
  csv_text: ['oi_export'],
  xlsx_text: ['oi_export'],
  current_org: ['oi_app', 'oi_auth', 'oi_export', 'oi_jobs', 'oi_keeper', 'oi_mailer', 'oi_scan'],
  enqueue: ['oi_app', 'oi_auth'],
  enqueue_platform: ['oi_auth', 'oi_keeper', 'oi_mailer'],
  feed_epoch: ['oi_app'],
  first_moment: ['oi_app'],
  hits_of: ['oi_rollup'],
  known_zone: ['oi_app', 'oi_export', 'oi_rollup', 'oi_scan'],
  limit_of: ['oi_app', 'oi_auth'],
  is_behind: ['oi_app', 'oi_rollup'],
  local_today: ['oi_app', 'oi_export'],
  lock_rollups: ['oi_rollup'],
  lookback_start: ['oi_app', 'oi_export'],
  make_scan_partitions: [],
  needs_consent: ['oi_app'],
  next_run: ['oi_app'],
  qr_code_status: ['oi_app', 'oi_export', 'oi_scan'],
  raw_scans_since: ['oi_rollup'],
  rebuild_rollups: ['oi_rollup'],
  release: ['oi_app'],
  require_seats: ['oi_app'],
  retire_scan_partitions: [],
  shares_data: ['oi_app'],
  roll_up: ['oi_rollup'],
  rollup_span: ['oi_app', 'oi_export'],
  timezone_at: ['oi_app', 'oi_export', 'oi_scan'],
  zone_segments: ['oi_app', 'oi_export', 'oi_rollup', 'oi_scan'],
}

const always = ['TimeZone=UTC', 'search_path=app']
const brief = ['lock_timeout=2s', 'statement_timeout=5s', 'transaction_timeout=10s']

/** What a road's sessions start with. A road can set some of these for itself, so they are compared. */
export const settings: Readonly<Record<Road, readonly string[]>> = {
  oi_app: [...always, ...brief, 'idle_in_transaction_session_timeout=10s'],
  oi_export: [
    ...always,
    'client_connection_check_interval=1s',
    'default_transaction_read_only=on',
    'idle_in_transaction_session_timeout=2min',
    'transaction_timeout=15min',
  ],
  oi_auth: [...always, ...brief, 'idle_in_transaction_session_timeout=10s'],
  oi_scan: [...always, ...brief, 'idle_in_transaction_session_timeout=10s'],
  oi_keeper: [
    ...always,
    'idle_in_transaction_session_timeout=10s',
    'lock_timeout=2s',
    'transaction_timeout=5min',
  ],
  oi_mailer: [...always, ...brief, 'idle_in_transaction_session_timeout=10s'],
  oi_rollup: [
    ...always,
    'idle_in_transaction_session_timeout=10s',
    'lock_timeout=2s',
    'transaction_timeout=5min',
  ],
  oi_door: [...always, ...brief, 'idle_in_transaction_session_timeout=10s'],
  oi_admin: [
    ...always,
    'default_transaction_read_only=on',
    'idle_in_transaction_session_timeout=10s',
    'lock_timeout=2s',
    'statement_timeout=10s',
    'transaction_timeout=30s',
  ],
  oi_worker: [
    ...always,
    'idle_in_transaction_session_timeout=10s',
    'statement_timeout=30s',
    'tcp_keepalives_idle=20',
    'tcp_keepalives_interval=5',
  ],
}
