import type { AuthDb } from '../../db/connections.ts'
import type { Context } from '../graphql/context.ts'
import type { Refusal } from '../graphql/errors.ts'
import { asInvalid, completeProof, provePassword } from '../users/prove.ts'
import { getUser } from '../users/queries.ts'

/**
 * Asks the person signed in again who they are, then does the work in the transaction that decided it. INVALID on the
 * password's field, or on `code`.
 */
export async function prove(
  context: Context,
  given: { password: string; code?: string | null | undefined; field?: string },
  work: (db: AuthDb, user: { id: string; name: string }) => Promise<Refusal | null>,
): Promise<{ id: string; email: string }> {
  const wrong = (refusal: unknown) => asInvalid(refusal, 'This is not your password.', given.field)
  const { userId } = context.member
  const user = await context.onAuthRoad((db) => getUser(db, userId))
  const proof = await provePassword(context, { email: user.email, password: given.password }).catch(
    (refusal) => {
      throw wrong(refusal)
    },
  )
  const refusal = await context.onAuthRoad(
    async (db) =>
      (await completeProof(db, context, proof, given.code)) ?? (await work(db, proof.user)),
  )
  if (refusal) throw wrong(refusal)
  return user
}
