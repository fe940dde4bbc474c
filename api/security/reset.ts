import { setTimeout as wait } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import { enterTenant } from '../../db/connections.ts'
import { isSecretOf, newMailedToken, readMailedToken } from '../credentials/mailed.ts'
import { hashPassword, passwordProblem } from '../credentials/password.ts'
import type { Context } from '../graphql/context.ts'
import { invalid, type Refusal } from '../graphql/errors.ts'
import { recordAct } from '../journal/activities.ts'
import { queueMail } from '../journal/mail.ts'
import { revokeUserSessions } from '../sessions/queries.ts'
import { countTry, forgive, perAccount, type Throttle, throttleKey } from '../throttle/throttle.ts'
import { findUserByEmail, getUser, listMemberships, updatePasswordHash } from '../users/queries.ts'
import { countRecentTokens, findToken, insertToken, resetMinutes, spendTokens } from './queries.ts'

/** Requests from one address. */
const perAsker: Throttle = { name: 'reset', free: 20, windowSeconds: 900 }
/** Mails to one person in fifteen minutes. Past it nothing more is sent: the links they have still work. */
const mostMails = 3
/** The answer leaves this many milliseconds after the question, whether there was a mail to write or not. */
const answerAfter = 250

/** Mails a link where the address has an account. Nobody learns from the answer, or from how long it took, whether it has. */
export async function requestReset(context: Context, asked: string): Promise<void> {
  const email = asked.trim().toLowerCase()
  const { services } = context
  const counter = throttleKey(services.throttleKey, perAsker, context.facts.address)
  const [refusal] = await Promise.all([
    context.onAuthRoad(async (db) => {
      const tooMany = await countTry(db, counter, perAsker)
      if (tooMany) return tooMany
      const user = await findUserByEmail(db, email)
      if (!user || (await countRecentTokens(db, user.id)) >= mostMails) return null
      const id = uuidv7()
      const { token, hash } = newMailedToken('reset', user.id, id)
      await insertToken(db, { userId: user.id, id, hash })
      await queueMail(db, {
        to: user.email,
        name: user.name,
        template: 'PASSWORD_RESET',
        // Behind the #, so that it reaches no server's log on its way.
        variables: { url: `${services.publicUrl}/reset#${token}`, minutes: resetMinutes },
      })
      return null
    }),
    wait(answerAfter),
  ])
  if (refusal) throw refusal
}

/** Whoever holds the mailed token sets the password; every session ends, and guessing at the account starts anew. */
export async function resetPassword(
  context: Context,
  asked: { token: string; password: string },
): Promise<void> {
  const { services } = context
  const token = readMailedToken('reset', asked.token)
  if (!token) throw spent()
  const key = { userId: token.ownerId, id: token.id }
  const user = await context.onAuthRoad(async (db) => {
    const stored = await findToken(db, key)
    return stored && isSecretOf(token, stored.token_hash) ? getUser(db, key.userId) : null
  })
  if (!user) throw spent()
  const problem = await passwordProblem(asked.password, [user.email, user.name])
  if (problem) throw invalid('password', problem)
  const hash = await hashPassword(asked.password)
  const { device } = services.originOf(context.facts)
  const ended = await context.onAuthRoad(async (db) => {
    if (!(await spendTokens(db, user.id, key.id))) throw spent()
    await updatePasswordHash(db, user.id, hash)
    await forgive(db, throttleKey(services.throttleKey, perAccount, user.email))
    const ids = await revokeUserSessions(db, user.id, 'password reset')
    for (const each of await listMemberships(db, user.id)) {
      await enterTenant(db, each.organization_id)
      const actor = {
        organizationId: each.organization_id,
        memberId: each.member_id,
        name: user.name,
      }
      await recordAct(db, actor, { action: 'PASSWORD_RESET', entityType: 'password' })
    }
    await queueMail(db, {
      to: user.email,
      name: user.name,
      template: 'PASSWORD_CHANGED',
      variables: { at: new Date().toISOString(), device: device ?? 'an unknown device' },
    })
    return ids
  })
  for (const id of ended) services.viewers.forget(id)
}

function spent(): Refusal {
  return invalid('token', 'This link has expired or was used. Ask for a new one.')
}
