import type { MemberRole } from '../gql/graphql.ts'

/** What each role may do, in a line, the strongest first. */
export const roles: { role: MemberRole; name: string; rights: string }[] = [
  { role: 'OWNER', name: 'Owner', rights: 'Everything, the plan and other owners included.' },
  { role: 'ADMIN', name: 'Admin', rights: 'Everything but the plan and owners: also the team.' },
  {
    role: 'EDITOR',
    name: 'Editor',
    rights: 'Makes and changes QR codes and campaigns, and exports.',
  },
  { role: 'VIEWER', name: 'Viewer', rights: 'Sees everything, changes nothing, and exports.' },
]

export function roleName(role: MemberRole): string {
  return roles.find((each) => each.role === role)?.name ?? role
}

/** Which roles somebody may give: owners all, admins all but owner. */
export function givableBy(role: MemberRole): MemberRole[] {
  if (role === 'OWNER') return ['OWNER', 'ADMIN', 'EDITOR', 'VIEWER']
  return role === 'ADMIN' ? ['ADMIN', 'EDITOR', 'VIEWER'] : []
}
