import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aCampaign, aQrCode, type TestOrganization } from '../db/testing.ts'
import { signAccess } from './credentials/token.ts'
import { schema } from './schema.ts'
import {
  addColleague,
  aServer,
  claimsOf,
  forget,
  type Member,
  password,
  signIn,
  signUp,
  subscribe,
  type TestServer,
} from './testing.ts'

const callers = [
  'anonymous',
  'expired',
  'revoked',
  'suspended',
  'deactivated',
  'viewer',
  'editor',
  'admin',
  'ownerA',
  'ownerB',
] as const
type CallerName = (typeof callers)[number]

const idKinds = ['own', 'foreign', 'random', 'malformed'] as const
type IdKind = (typeof idKinds)[number]

/** Who may call: everybody, members, members in such a role, or whoever holds a live refresh cookie. */
type Rule = 'public' | 'member' | 'editor' | 'admin' | 'owner' | 'cookie'

type Row = {
  rule: Rule
  /** The operation; `$id` stands for the id under test. */
  operation: string
  variables?: () => object
  /** Makes the row the own and foreign ids name. Absent: the field takes no id. */
  ids?: (organization: Member) => Promise<string>
  /** What an id that is not the caller's own is answered with. */
  strange?: Partial<Record<Exclude<IdKind, 'own'>, string>>
  /** Callers who are let in and then told something else than OK. */
  told?: Partial<Record<CallerName, string>>
  after?: () => Promise<void>
}

let server: TestServer
let people: Record<CallerName, Member>
let count = 0
beforeAll(async () => {
  server = await aServer({ TRUSTED_PROXIES: '127.0.0.0/8,::1/128' })
  const ownerA = await signUp(server)
  const ownerB = await signUp(server)
  const suspended = await signUp(server)
  const anonymous = { ...(await signUp(server)), token: '', cookie: '' }
  const colleague = (role: 'ADMIN' | 'EDITOR' | 'VIEWER') => addColleague(server, ownerA, role)
  const [viewer, editor, admin] = [
    await colleague('VIEWER'),
    await colleague('EDITOR'),
    await colleague('ADMIN'),
  ]
  const [expired, revoked, deactivated] = [
    await colleague('ADMIN'),
    await colleague('ADMIN'),
    await colleague('ADMIN'),
  ]
  expired.token = await anExpiredToken(expired)
  people = {
    ...{ anonymous, expired, revoked, suspended, deactivated },
    ...{ viewer, editor, admin, ownerA, ownerB },
  }
  const run = (text: string, values: unknown[]) => server.database.admin.query(text, values)
  await run('update sessions set revoked_at = now() where id = $1', [claimsOf(revoked.token).sid])
  await run(`update organizations set status = 'SUSPENDED' where id = $1`, [
    suspended.organizationId,
  ])
  await run(`update members set status = 'DEACTIVATED' where id = $1`, [deactivated.memberId])
  // Rows are made past the limits here; giving one back must not count below zero.
  await run('update organization_usage set used = 500', [])
  await run(`update organizations set plan_id = (select id from plans where rank = 3)`, [])
  for (const { token } of Object.values(people)) if (token) forget(server, token)
})
afterAll(() => server.stop())

async function anExpiredToken(member: Member): Promise<string> {
  const { keys } = server.app.services
  const { sub, sid, org } = claimsOf(member.token)
  const { signer } = await keys.keys()
  const past = Date.now() - 3_600_000
  return (await signAccess(signer, keys.audience, { sub, sid, org }, past)).token
}

const aCode = async (member: Member) => (await aQrCode(server.database, asOrganization(member))).id

async function aDeletedCode(member: Member): Promise<string> {
  const id = await aCode(member)
  await server.database.admin.query('update qr_codes set deleted_at = now() where id = $1', [id])
  return id
}

const anyCampaign = (member: Member) => aCampaign(server.database, member)

async function aFullCampaign(member: Member): Promise<string> {
  const [id, code] = [await anyCampaign(member), await aCode(member)]
  await server.database.admin.query('update qr_codes set campaign_id = $1 where id = $2', [
    ...[id, code],
  ])
  return id
}

async function aDeletedCampaign(member: Member): Promise<string> {
  const id = await anyCampaign(member)
  await server.database.admin.query('update campaigns set deleted_at = now() where id = $1', [id])
  return id
}

async function anExport(member: Member): Promise<string> {
  const id = uuidv7()
  await server.database.admin.query(
    `insert into exports (organization_id, id, dataset, format, as_of, timezone, file_name, requested_by, expires_at)
     values ($1, $2, 'TEAM', 'CSV', now(), 'UTC', 'team.csv', $3, now() + interval '7 days')`,
    [member.organizationId, id, member.memberId],
  )
  return id
}

async function aCustomExport(member: Member): Promise<string> {
  const id = uuidv7()
  await server.database.admin.query(
    `insert into custom_exports (organization_id, id, name, recipe, created_by)
     values ($1, $2, 'Recipe', '{"dataset": "TEAM", "columns": ["name"]}', $3)`,
    [member.organizationId, id, member.memberId],
  )
  return id
}

async function anUpload(member: Member): Promise<string> {
  const id = uuidv7()
  await server.database.admin.query(
    `insert into uploaded_files (organization_id, id, name, type, size_bytes, status, sha256, storage_id)
     values ($1, $2, 'menu.pdf', 'PDF', 9, 'READY', repeat('0', 64), $2)`,
    [member.organizationId, id],
  )
  return id
}

async function aDeletedUpload(member: Member): Promise<string> {
  const id = await anUpload(member)
  await server.database.admin.query('update uploaded_files set deleted_at = now() where id = $1', [
    id,
  ])
  return id
}

function asOrganization(member: Member): TestOrganization {
  return { ...member, userId: '' }
}

async function aColleague(member: Member): Promise<string> {
  const [userId, memberId] = [uuidv7(), uuidv7()]
  const { admin } = server.database
  await admin.query(
    `insert into users (id, email, name, password_hash) values ($1, $2, 'Colleague', 'none')`,
    [userId, `${userId}@example.test`],
  )
  await admin.query(
    `insert into members (organization_id, id, user_id, name, email, role)
     values ($1, $2, $3, 'Colleague', $4, 'EDITOR')`,
    [member.organizationId, memberId, userId, `${userId}@example.test`],
  )
  return memberId
}

async function aSchedule(member: Member): Promise<string> {
  const id = uuidv7()
  await server.database.admin.query(
    `insert into export_schedules (organization_id, id, name, dataset, format, every, hour, period, recipient_ids, delivery, next_at, created_by)
     values ($1, $2, $2::uuid, 'TEAM', 'CSV', 'DAILY', 6, 'ALL', array[$3::uuid], 'LINK', 'infinity', $3)`,
    [member.organizationId, id, member.memberId],
  )
  return id
}

async function aWebhook(member: Member): Promise<string> {
  const id = uuidv7()
  await server.database.admin.query(
    `insert into webhooks (organization_id, id, url, events, secret_sealed)
     values ($1, $2, 'https://hook.invalid/' || $2::uuid, '{EXPORT_FAILED}', '')`,
    [member.organizationId, id],
  )
  return id
}

async function aDelivery(member: Member): Promise<string> {
  const id = uuidv7()
  await server.database.admin.query(
    `insert into webhook_deliveries (organization_id, id, webhook_id, event, payload, state, next_at)
     values ($1, $2, $3, 'webhook.test', '{}', 'FAILED', null)`,
    [member.organizationId, id, await aWebhook(member)],
  )
  return id
}

/** So many an organization are allowed, and every caller makes one. */
async function noWebhooks(): Promise<void> {
  await server.database.admin.query('delete from webhooks')
}

const notFound = { foreign: 'NOT_FOUND', random: 'NOT_FOUND', malformed: 'NOT_FOUND' }
const newcomer = () => {
  count += 1
  const email = `newcomer-${count}@example.test`
  const names = { companyName: 'Newcomers', fullName: 'New Comer' }
  return { input: { ...names, companyEmail: email, email, password } }
}

const members: readonly CallerName[] = ['viewer', 'editor', 'admin', 'ownerA', 'ownerB']

/** What every member is told who is let in. */
const told = (code: string, to: readonly CallerName[] = members) =>
  Object.fromEntries(to.map((name) => [name, code]))

async function aSession(member: Member): Promise<string> {
  const id = uuidv7()
  await server.database.admin.query(
    `insert into sessions (organization_id, id, member_id, user_id, expires_at)
     select organization_id, $2, id, user_id, now() + interval '1 day' from members where id = $1`,
    [member.memberId, id],
  )
  return id
}

async function anInvitation(member: Member): Promise<string> {
  const id = uuidv7()
  await server.database.admin.query(
    `insert into invitations (organization_id, id, email, role, token_hash, invited_by, sent_at, expires_at)
     values ($1, $2, $3, 'VIEWER', sha256('x'), $4, now() - interval '1 hour', now() + interval '6 days')`,
    [member.organizationId, id, `${id}@example.test`, member.memberId],
  )
  return id
}

/** The table: every root field there is. A field without a row fails the first test below. */
const table: Record<string, Row> = {
  'Query.me': { rule: 'public', operation: '{ me { id } }' },
  'Query.organization': {
    rule: 'public',
    operation: '{ organization { id } }',
    told: {
      expired: 'UNAUTHENTICATED',
      revoked: 'UNAUTHENTICATED',
      suspended: 'UNAUTHENTICATED',
      deactivated: 'UNAUTHENTICATED',
    },
  },
  'Query.plans': { rule: 'public', operation: '{ plans { id } }' },
  'Query.qrCode': {
    rule: 'member',
    operation: 'query ($id: ID!) { qrCode(id: $id) { id } }',
    ids: aCode,
    strange: notFound,
  },
  'Query.campaign': {
    rule: 'member',
    operation: 'query ($id: ID!) { campaign(id: $id) { id } }',
    ids: anyCampaign,
    strange: notFound,
  },
  'Query.export': {
    rule: 'member',
    operation: 'query ($id: ID!) { export(id: $id) { id } }',
    ids: anExport,
    strange: notFound,
  },
  'Query.upload': {
    rule: 'member',
    operation: 'query ($id: ID!) { upload(id: $id) { id } }',
    ids: anUpload,
    strange: notFound,
  },
  'Mutation.requestUpload': {
    rule: 'editor',
    operation: 'mutation { requestUpload(input: { name: "menu.pdf", size: 9 }) { name } }',
  },
  'Mutation.completeUpload': {
    rule: 'editor',
    operation: 'mutation ($id: ID!) { completeUpload(id: $id) { id } }',
    ids: anUpload,
    strange: notFound,
  },
  'Mutation.updateUpload': {
    rule: 'editor',
    operation: 'mutation ($id: ID!) { updateUpload(id: $id, input: { name: "B" }) { name } }',
    ids: anUpload,
    strange: notFound,
  },
  'Mutation.deleteUpload': {
    rule: 'editor',
    operation: 'mutation ($id: ID!) { deleteUpload(id: $id) }',
    ids: anUpload,
    strange: notFound,
  },
  'Mutation.restoreUpload': {
    rule: 'editor',
    operation: 'mutation ($id: ID!) { restoreUpload(id: $id) { id } }',
    ids: aDeletedUpload,
    strange: notFound,
  },
  'Mutation.signUp': {
    rule: 'public',
    operation: 'mutation ($input: SignUpInput!) { signUp(input: $input) { expiresAt } }',
    variables: newcomer,
  },
  'Mutation.signIn': {
    rule: 'public',
    operation:
      'mutation ($email: String!, $password: String!) { signIn(email: $email, password: $password) { expiresAt } }',
    variables: () => ({ email: people.ownerB.email, password }),
  },
  'Mutation.refreshSession': {
    rule: 'cookie',
    operation: 'mutation { refreshSession { expiresAt } }',
  },
  'Mutation.updateProfile': {
    rule: 'member',
    operation: 'mutation { updateProfile(input: { name: "Somebody" }) { name } }',
  },
  'Mutation.updateOrganization': {
    rule: 'admin',
    operation: 'mutation { updateOrganization(input: { phone: "555-0100" }) { phone } }',
  },
  'Mutation.requestPlan': {
    rule: 'owner',
    operation: 'mutation { requestPlan(planId: null) { requestedPlan { id } } }',
  },
  'Mutation.createQrCode': {
    rule: 'editor',
    operation:
      'mutation { createQrCode(input: { name: "A", targetUrl: "https://example.com/" }) { id } }',
  },
  'Mutation.updateQrCode': {
    rule: 'editor',
    operation: 'mutation ($id: ID!) { updateQrCode(id: $id, input: { name: "B" }) { name } }',
    ids: aCode,
    strange: notFound,
  },
  'Mutation.deleteQrCode': {
    rule: 'editor',
    operation: 'mutation ($id: ID!) { deleteQrCode(id: $id) }',
    ids: aCode,
    strange: notFound,
  },
  'Mutation.restoreQrCode': {
    rule: 'editor',
    operation: 'mutation ($id: ID!) { restoreQrCode(id: $id) { id } }',
    ids: aDeletedCode,
    strange: notFound,
  },
  'Mutation.updateMember': {
    rule: 'admin',
    operation: 'mutation ($id: ID!) { updateMember(id: $id, input: { role: VIEWER }) { role } }',
    ids: aColleague,
    strange: notFound,
  },
  'Mutation.removeMember': {
    rule: 'admin',
    operation: 'mutation ($id: ID!) { removeMember(id: $id) }',
    ids: aColleague,
    strange: notFound,
  },
  'Mutation.createCampaign': {
    rule: 'editor',
    operation: 'mutation { createCampaign(input: { name: "A" }) { id } }',
  },
  'Mutation.updateCampaign': {
    rule: 'editor',
    operation: 'mutation ($id: ID!) { updateCampaign(id: $id, input: { name: "B" }) { name } }',
    ids: anyCampaign,
    strange: notFound,
  },
  'Mutation.deleteCampaign': {
    rule: 'editor',
    operation: 'mutation ($id: ID!) { deleteCampaign(id: $id) }',
    ids: anyCampaign,
    strange: notFound,
  },
  'Mutation.updateQrCodes': {
    rule: 'editor',
    operation:
      'mutation ($id: ID!) { updateQrCodes(ids: [$id], input: { status: PAUSED }) { id } }',
    ids: aCode,
    strange: notFound,
  },
  'Mutation.assignQrCodes': {
    rule: 'editor',
    operation: 'mutation ($id: ID!) { assignQrCodes(campaignId: null, qrCodeIds: [$id]) { id } }',
    ids: aCode,
    strange: notFound,
  },
  'Mutation.deleteQrCodes': {
    rule: 'editor',
    operation: 'mutation ($id: ID!) { deleteQrCodes(ids: [$id]) }',
    ids: aCode,
    strange: notFound,
  },
  'Mutation.restoreQrCodes': {
    rule: 'editor',
    operation: 'mutation ($id: ID!) { restoreQrCodes(ids: [$id]) { id } }',
    ids: aDeletedCode,
    strange: notFound,
  },
  'Mutation.shareCampaign': {
    rule: 'editor',
    operation: 'mutation ($id: ID!) { shareCampaign(id: $id, input: { channel: X }) { channel } }',
    ids: aFullCampaign,
    strange: notFound,
  },
  'Mutation.restoreCampaign': {
    rule: 'editor',
    operation: 'mutation ($id: ID!) { restoreCampaign(id: $id) { id } }',
    ids: aDeletedCampaign,
    strange: notFound,
  },
  'Mutation.recordActivity': {
    rule: 'editor',
    operation:
      'mutation ($id: ID!) { recordActivity(input: { action: "PRINTED", entityType: "poster", entityId: $id }) { entityId } }',
    ids: aCode,
    // A note about something, kept as it was given: it reads nothing, so it tells nothing.
    strange: { foreign: 'OK', random: 'OK', malformed: 'INVALID' },
  },
  'Mutation.createExportSchedule': {
    rule: 'editor',
    operation: `mutation ($name: String!) { createExportSchedule(
      input: { name: $name, dataset: TEAM, format: CSV, every: DAILY, hour: 6, range: ALL }) { hour } }`,
    variables: () => ({ name: `Schedule ${++count}` }),
  },
  'Mutation.updateExportSchedule': {
    rule: 'editor',
    operation: 'mutation ($id: ID!) { updateExportSchedule(id: $id, input: { hour: 7 }) { hour } }',
    ids: aSchedule,
    strange: notFound,
  },
  'Mutation.deleteExportSchedule': {
    rule: 'editor',
    operation: 'mutation ($id: ID!) { deleteExportSchedule(id: $id) }',
    ids: aSchedule,
    strange: notFound,
  },
  'Mutation.runExportSchedule': {
    rule: 'editor',
    operation: 'mutation ($id: ID!) { runExportSchedule(id: $id) { dataset } }',
    ids: aSchedule,
    strange: notFound,
  },
  'Mutation.mailExport': {
    rule: 'member',
    operation: 'mutation ($id: ID!) { mailExport(id: $id) { dataset } }',
    ids: anExport,
    strange: notFound,
  },
  'Mutation.createWebhook': {
    rule: 'admin',
    operation:
      'mutation ($url: String!) { createWebhook(input: { url: $url }) { webhook { isEnabled } } }',
    variables: () => ({ url: `https://hook.invalid/${++count}` }),
    after: noWebhooks,
  },
  'Mutation.updateWebhook': {
    rule: 'admin',
    operation:
      'mutation ($id: ID!) { updateWebhook(id: $id, input: { description: "Till" }) { description } }',
    ids: aWebhook,
    strange: notFound,
  },
  'Mutation.rotateWebhookSecret': {
    rule: 'admin',
    operation: 'mutation ($id: ID!) { rotateWebhookSecret(id: $id) { webhook { id } } }',
    ids: aWebhook,
    strange: notFound,
  },
  'Mutation.deleteWebhook': {
    rule: 'admin',
    operation: 'mutation ($id: ID!) { deleteWebhook(id: $id) }',
    ids: aWebhook,
    strange: notFound,
  },
  'Mutation.testWebhook': {
    rule: 'admin',
    operation: 'mutation ($id: ID!) { testWebhook(id: $id) { event } }',
    ids: aWebhook,
    strange: notFound,
  },
  'Mutation.redeliverWebhook': {
    rule: 'admin',
    operation: 'mutation ($id: ID!) { redeliverWebhook(id: $id) { event } }',
    ids: aDelivery,
    strange: notFound,
  },
  'Mutation.requestExport': {
    rule: 'member',
    operation:
      'mutation { requestExport(input: { dataset: QR_CODES, format: CSV }) { id dataset } }',
  },
  'Query.estimateExport': {
    rule: 'member',
    operation: '{ estimateExport(input: { dataset: QR_CODES, format: CSV }) { isBackground } }',
  },
  'Query.previewExport': {
    rule: 'member',
    operation: '{ previewExport(recipe: { dataset: TEAM, columns: ["name"] }) { rowCount } }',
  },
  'Mutation.createCustomExport': {
    rule: 'member',
    operation:
      'mutation { createCustomExport(input: { name: "A", recipe: { dataset: TEAM, columns: ["name"] } }) { id } }',
  },
  'Mutation.updateCustomExport': {
    rule: 'member',
    operation: 'mutation ($id: ID!) { updateCustomExport(id: $id, input: { name: "B" }) { name } }',
    ids: aCustomExport,
    strange: notFound,
  },
  'Mutation.deleteCustomExport': {
    rule: 'member',
    operation: 'mutation ($id: ID!) { deleteCustomExport(id: $id) }',
    ids: aCustomExport,
    strange: notFound,
  },
  'Mutation.cancelExport': {
    rule: 'member',
    operation: 'mutation ($id: ID!) { cancelExport(id: $id) { id } }',
    ids: anExport,
    strange: notFound,
  },
  'Mutation.retryExport': {
    rule: 'member',
    operation: 'mutation ($id: ID!) { retryExport(id: $id) { id } }',
    ids: anExport,
    strange: notFound,
  },
  'Subscription.exportProgress': {
    rule: 'member',
    operation: 'subscription ($id: ID!) { exportProgress(id: $id) { id } }',
    ids: anExport,
    strange: notFound,
  },
  'Subscription.scanFeed': {
    rule: 'member',
    operation:
      'subscription ($id: ID!) { scanFeed(filter: { qrCodeIds: [$id] }) { gap scans { id } } }',
    ids: aCode,
    strange: { foreign: 'OK', random: 'OK', malformed: 'INVALID' },
  },
  'Query.invitation': {
    rule: 'public',
    operation: '{ invitation(token: "invite_x") { email } }',
    told: told('NOT_FOUND', callers),
  },
  'Mutation.acceptInvitation': {
    rule: 'public',
    operation: 'mutation { acceptInvitation(input: { token: "invite_x" }) { expiresAt } }',
    told: told('NOT_FOUND', callers),
  },
  'Mutation.inviteMember': {
    rule: 'admin',
    operation: 'mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { email } }',
    variables: () => ({ input: { email: newcomer().input.email, role: 'VIEWER' } }),
  },
  'Mutation.resendInvitation': {
    rule: 'admin',
    operation: 'mutation ($id: ID!) { resendInvitation(id: $id) { email } }',
    ids: anInvitation,
    strange: notFound,
  },
  'Mutation.revokeInvitation': {
    rule: 'admin',
    operation: 'mutation ($id: ID!) { revokeInvitation(id: $id) { email } }',
    ids: anInvitation,
    strange: notFound,
  },
  'Mutation.changePassword': {
    rule: 'member',
    operation: 'mutation { changePassword(current: "x", new: "too short") }',
    told: told('INVALID'),
  },
  'Mutation.requestPasswordReset': {
    rule: 'public',
    operation: 'mutation { requestPasswordReset(email: "nobody@example.test") }',
  },
  'Mutation.resetPassword': {
    rule: 'public',
    operation: 'mutation { resetPassword(token: "reset_x", password: "x") }',
    told: told('INVALID', callers),
  },
  'Query.memberships': { rule: 'member', operation: '{ memberships { organizationId } }' },
  'Query.sessions': { rule: 'member', operation: '{ sessions { id } }' },
  'Query.twoStep': { rule: 'member', operation: '{ twoStep { isOn } }' },
  'Mutation.revokeSession': {
    rule: 'member',
    operation: 'mutation ($id: ID!) { revokeSession(id: $id) }',
    ids: aSession,
    strange: notFound,
  },
  'Mutation.revokeOtherSessions': {
    rule: 'member',
    operation: 'mutation { revokeOtherSessions }',
  },
  'Mutation.switchOrganization': {
    rule: 'member',
    operation: 'mutation ($id: ID!) { switchOrganization(id: $id) { accessToken } }',
    ids: async (member) => member.organizationId,
    strange: notFound,
  },
  'Mutation.startTwoStep': {
    rule: 'member',
    operation: 'mutation ($password: String!) { startTwoStep(password: $password) { uri } }',
    variables: () => ({ password }),
  },
  'Mutation.confirmTwoStep': {
    rule: 'member',
    operation: 'mutation { confirmTwoStep(code: "000000") }',
    told: told('INVALID'),
  },
  'Mutation.regenerateRecoveryCodes': {
    rule: 'member',
    operation:
      'mutation ($password: String!) { regenerateRecoveryCodes(password: $password, code: "0") }',
    variables: () => ({ password }),
    told: told('CONFLICT'),
  },
  'Mutation.disableTwoStep': {
    rule: 'member',
    operation: 'mutation ($password: String!) { disableTwoStep(password: $password, code: "0") }',
    variables: () => ({ password }),
    told: told('CONFLICT'),
  },
  'Mutation.leaveOrganization': {
    rule: 'member',
    operation: 'mutation { leaveOrganization }',
    told: { ownerA: 'CONFLICT', ownerB: 'CONFLICT' },
    // They are needed for the rows below.
    after: async () => {
      await server.database.admin.query(
        `update members set status = 'ACTIVE', removed_at = null, sessions_ended_at = null
         where removed_at is not null and id = any($1)`,
        [members.map((name) => people[name].memberId)],
      )
      for (const name of members) forget(server, people[name].token)
    },
  },
  'Mutation.transferOwnership': {
    rule: 'owner',
    operation: 'mutation ($id: ID!) { transferOwnership(memberId: $id) { role } }',
    ids: async (organization) => {
      // Whoever handed it on in the cell before has it back for the next one.
      await server.database.admin.query(`update members set role = 'OWNER' where id = any($1)`, [
        [people.ownerA.memberId, people.ownerB.memberId],
      ])
      for (const { token } of [people.ownerA, people.ownerB]) forget(server, token)
      return aColleague(organization)
    },
    strange: notFound,
  },
  'Mutation.signOut': { rule: 'public', operation: 'mutation { signOut }' },
}

/** Whom a rule lets in. */
const roles: Record<Exclude<Rule, 'public' | 'cookie'>, readonly CallerName[]> = {
  member: members,
  editor: members.filter((name) => name !== 'viewer'),
  admin: ['admin', 'ownerA', 'ownerB'],
  owner: ['ownerA', 'ownerB'],
}

function expected(row: Row, caller: CallerName, kind: IdKind): string {
  if (row.rule === 'public' && row.told?.[caller]) return row.told[caller]
  if (row.rule === 'cookie') {
    return members.includes(caller) || caller === 'expired' ? 'OK' : 'UNAUTHENTICATED'
  }
  if (row.rule !== 'public' && !members.includes(caller)) return 'UNAUTHENTICATED'
  if (row.rule !== 'public' && !roles[row.rule].includes(caller)) return 'FORBIDDEN'
  return kind === 'own' ? (row.told?.[caller] ?? 'OK') : (row.strange?.[kind] ?? 'OK')
}

/** An id of that kind as this caller sees it: its own organization's, the other one's, nobody's, or no id at all. */
async function anId(row: Row, caller: CallerName, kind: IdKind): Promise<string> {
  if (kind === 'malformed') return "x' or 1=1 --"
  if (kind === 'random' || !row.ids) return uuidv7()
  const other = caller === 'ownerB' ? people.ownerA : people.ownerB
  return row.ids(kind === 'own' ? people[caller] : other)
}

type Answered = { code: string; bytes: string }

/** Everything of an answer that a caller sees, with the id that was asked for struck out. */
async function ask(field: string, row: Row, caller: CallerName, id: string): Promise<Answered> {
  const { token, cookie } = people[caller]
  const variables = { ...(row.operation.includes('$id') ? { id } : {}), ...row.variables?.() }
  if (field.startsWith('Subscription.')) return listen(row.operation, variables, token, id)
  count += 1
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    // Guessing is counted per address, and this is not about guessing.
    'x-forwarded-for': `198.51.${Math.floor(count / 250)}.${count % 250}`,
  }
  if (token) headers.authorization = `Bearer ${token}`
  if (cookie) headers.cookie = cookie
  const body = JSON.stringify({ query: row.operation, variables })
  const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body })
  const text = await response.text()
  const set = response.headers.getSetCookie()[0]
  if (field === 'Mutation.refreshSession' && set) people[caller].cookie = set.split(';')[0] ?? ''
  const { errors, data } = JSON.parse(text)
  // The session that asked has ended with this; the new one asks on.
  const switched = data?.switchOrganization?.accessToken
  if (switched && set) Object.assign(people[caller], { token: switched, cookie: set.split(';')[0] })
  const code = errors ? errors[0].extensions.code : 'OK'
  return { code, bytes: `${response.status} ${text.replaceAll(id, '*')}` }
}

async function listen(
  operation: string,
  variables: Record<string, unknown>,
  token: string,
  id: string,
): Promise<Answered> {
  const feed = subscribe(server.url, operation, variables, token || undefined)
  await feed.until((results) => results.length > 0 || feed.end() !== null)
  const bytes = JSON.stringify(feed.results).replaceAll(id, '*')
  const end = feed.end() as { code?: number } | { extensions: { code: string } }[] | null
  const first = feed.results[0]?.errors ?? (Array.isArray(end) ? end : undefined)
  await feed.close()
  if (end && 'code' in end && end.code === 4401) return { code: 'UNAUTHENTICATED', bytes }
  return { code: first ? first[0].extensions.code : 'OK', bytes }
}

describe('The access table', () => {
  it('has a row for every root field of the schema, and for nothing else', () => {
    const fields = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
      .filter((type) => type != null)
      .flatMap((type) => Object.keys(type.getFields()).map((name) => `${type.name}.${name}`))
    expect(fields.length).toBeGreaterThan(14)
    expect(Object.keys(table).sort()).toEqual(fields.sort())
  })

  for (const [field, row] of Object.entries(table)) {
    const kinds = row.ids ? idKinds : (['own'] as const)
    it(`${field} answers every caller as the table says (${kinds.length * callers.length} cells)`, async () => {
      const found: Record<string, string> = {}
      const wanted: Record<string, string> = {}
      for (const caller of callers) {
        for (const kind of kinds) {
          const id = await anId(row, caller, kind)
          found[`${caller} ${kind}`] = (await ask(field, row, caller, id)).code
          wanted[`${caller} ${kind}`] = expected(row, caller, kind)
        }
      }
      expect(found).toEqual(wanted)
      await row.after?.()
    })
  }

  it('says when nobody is signed in by null, not by an empty organization', async () => {
    for (const caller of ['anonymous', 'expired', 'revoked', 'suspended', 'deactivated'] as const) {
      const { token } = people[caller]
      const { data, errors } = await server.send('{ me { id } organization { id } }', {}, { token })
      expect(data).toEqual({ me: null, organization: null })
      // Whoever sends a token believes to be signed in, and must hear that this is over.
      expect(errors?.map((error) => error.extensions.code) ?? []).toEqual(
        token ? ['UNAUTHENTICATED'] : [],
      )
    }
  })
})

describe('Whether a row of another organization exists', () => {
  const askers = ['viewer', 'editor', 'admin', 'ownerA', 'ownerB'] as const
  beforeAll(async () => {
    for (const caller of askers) {
      // Their sessions were signed out by the table above.
      const session = await signIn(server, people[caller].email, {
        'x-forwarded-for': '198.51.100.7',
      })
      Object.assign(people[caller], session)
    }
  })
  for (const [field, row] of Object.entries(table)) {
    if (!row.ids) continue
    it(`is not told by ${field}: the bytes are those of an id that nobody has`, async () => {
      for (const caller of askers) {
        const foreign = await ask(field, row, caller, await anId(row, caller, 'foreign'))
        const random = await ask(field, row, caller, await anId(row, caller, 'random'))
        expect(foreign.bytes).toBe(random.bytes)
      }
    })
  }
})
