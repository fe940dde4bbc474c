import { signAccess } from '../api/credentials/token.ts'
import { customerKeys } from '../api/sessions/keys.ts'
import type { World } from './world.ts'

/** As world.ts starts every server. */
const audience = { issuer: 'http://localhost:4000', audience: 'customers' }

/** Access tokens of so many members of an organization; those that are missing join it, viewers all. */
export async function tokensOf(
  world: World,
  organizationId: string,
  count: number,
): Promise<string[]> {
  await world.admin.query(
    `with person as (
      insert into users (id, email, name, password_hash)
      select gen_random_uuid(), 'bench-' || n || '@' || $1::text || '.example', 'Bench ' || n, 'none'
      from generate_series(1, $2::int) as n on conflict (email) do nothing returning id, email, name
    )
    insert into members (organization_id, id, user_id, name, email, role)
    select $1::uuid, gen_random_uuid(), id, name, email, 'VIEWER' from person`,
    [organizationId, count],
  )
  const { rows } = await world.admin.query<{ session: string; user: string }>(
    `insert into sessions (organization_id, id, member_id, user_id, expires_at)
     select organization_id, gen_random_uuid(), id, user_id, now() + interval '1 hour' from members
     where organization_id = $1 and email like 'bench-%' order by id limit $2
     returning id as session, user_id as user`,
    [organizationId, count],
  )
  const { signer } = await customerKeys(world.pools, world.secretKey, audience).keys()
  const sign = ({ session, user }: (typeof rows)[number]) =>
    signAccess(signer, audience, { sub: user, sid: session, org: organizationId }, Date.now())
  const signed = await Promise.all(rows.map(sign))
  return signed.map(({ token }) => token)
}
