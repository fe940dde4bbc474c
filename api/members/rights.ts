import type { MemberRole } from '../../db/types.ts'
import { Refusal } from '../graphql/errors.ts'

/**
 * FORBIDDEN unless somebody in the first role may change, invite or remove people in all the others: owners everybody,
 * admins everybody but owners, editors and viewers nobody.
 */
export function requireRight(own: MemberRole, ...others: MemberRole[]): void {
  if (own === 'OWNER') return
  if (own !== 'ADMIN')
    throw new Refusal('FORBIDDEN', 'Only owners and admins can change the team. Ask one of them.')
  if (others.includes('OWNER'))
    throw new Refusal('FORBIDDEN', 'Admins cannot change or make owners. Ask an owner.')
}
