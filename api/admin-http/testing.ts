import { TOTP } from 'otpauth'
import { v7 as uuidv7 } from 'uuid'
import { withDoor } from '../../db/connections.ts'
import type { AdminRole } from '../../db/types.ts'
import { insertAccount, updateSecrets } from '../admin-door/accounts.ts'
import { issueSession } from '../admin-door/sessions.ts'
import { signAccess } from '../credentials/token.ts'
import type { Answer, Caller, TestServer } from '../testing.ts'

export type StaffAnswer = Answer & {
  extensions: { operationId: string; cost: number; rows: number }
}

/** Sends an operation to the staff's endpoint. */
export async function ask(
  server: TestServer,
  query: string,
  variables: object = {},
  as: Caller = {},
): Promise<StaffAnswer> {
  const headers: Record<string, string> = { 'content-type': 'application/json', ...as.headers }
  if (as.token) headers.authorization = `Bearer ${as.token}`
  if (as.cookie) headers.cookie = as.cookie
  const response = await fetch(`${server.url}/admin/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query, variables }),
  })
  const body = (await response.json()) as Omit<StaffAnswer, 'status' | 'cookies'>
  return { status: response.status, cookies: response.headers.getSetCookie(), ...body }
}

/** What was asked for, or the refusals as an error. */
export async function told(
  server: TestServer,
  query: string,
  variables: object,
  as: Caller,
): Promise<Answer['data']> {
  const answer = await ask(server, query, variables, as)
  if (answer.errors) throw new Error(JSON.stringify(answer.errors))
  return answer.data
}

export type Staff = { id: string; email: string; token: string; cookie: string; sessionId: string }

/** Somebody of staff, enrolled and signed in past the door: no password opens their account. */
export async function anAdmin(server: TestServer, role: AdminRole = 'SUPER_ADMIN'): Promise<Staff> {
  const id = uuidv7()
  const email = `${id}@staff.example.test`
  const { services } = server.app.admin
  const issued = await withDoor(server.database.pools, async (db) => {
    await insertAccount(db, { id, email, name: `Staff ${role}`, role })
    const secrets = { passwordHash: 'none', totpSealed: Buffer.from('none'), lastStep: 0 }
    await updateSecrets(db, id, secrets)
    return issueSession(db, id)
  })
  const { signer } = await services.staffKeys.keys()
  const claims = { sub: id, sid: issued.sessionId }
  const { token } = await signAccess(signer, services.staffKeys.audience, claims, Date.now())
  const cookie = `oi_refresh=${issued.refreshToken}`
  return { id, email, token, cookie, sessionId: issued.sessionId }
}

/** The code that an authenticator shows, so many steps of thirty seconds from now. */
export function codeOf(secret: string, steps = 0): string {
  return new TOTP({ secret }).generate({ timestamp: Date.now() + steps * 30_000 })
}

/** The newest operations of the log, as the database's owner reads them. */
export async function logged(server: TestServer, limit = 1) {
  const { rows } = await server.database.admin.query(
    `select asked.*, answered.outcome, answered.organizations, answered.row_count, answered.cost, answered.duration_ms,
       answered.admin_id as answered_by
     from admin_access_log as asked
     left join admin_access_log as answered on answered.operation_id = asked.operation_id and answered.kind = 'ANSWERED'
     where asked.kind = 'ASKED' order by asked.seq desc limit $1`,
    [limit],
  )
  return rows
}
