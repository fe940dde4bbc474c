import { type Company, timeOf } from './organizations.ts'
import { randomOf } from './random.ts'

const day = 86_400_000

/** Who was asked to join where a visitor signs in and a seat is free: one who may still come, and one who waited too long. */
export function invitationRows(company: Company): object[] {
  const hasRoom = company.plan.limits.SEATS === null
  const [owner] = company.members
  if (!company.isCast || !hasRoom || !owner) return []
  // A stream of its own: invitations change nothing about what else is made up.
  const random = randomOf(`invitations ${company.name}`)
  const guests = [
    { name: 'Noor Haddad', role: 'EDITOR', daysAgo: 2 },
    { name: 'Tomas Lind', role: 'VIEWER', daysAgo: 9 },
  ]
  return guests.map(({ name, role, daysAgo }) => {
    const sent = company.clock.at(daysAgo, random.int(540, 1_020))
    const id = random.id(sent)
    return {
      organization_id: company.id,
      id,
      email: `${name.toLowerCase().replace(' ', '.')}@freelance.example`,
      name,
      role,
      // Of a token that was never made: nobody can use it.
      token_hash: random.bytes(32),
      invited_by: owner.id,
      created_at: timeOf(id),
      sent_at: sent,
      expires_at: new Date(sent.getTime() + 7 * day),
    }
  })
}
