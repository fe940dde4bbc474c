import { bypassing, type Road, roads } from '../db/urls.ts'
import { access, catalogue, reaches, tenantColumn, writesWhere } from './access.ts'
import { fixtures, ours } from './fixtures.ts'
import { type Mutant, wholeMutants } from './mutants-of-the-whole.ts'

// Mistakes somebody might make in a policy or a grant, made on purpose: each must be noticed, or the proof proves nothing.

const policyNames: Readonly<Record<Road, string>> = {
  oi_app: 'tenant',
  oi_export: 'export',
  oi_auth: 'auth',
  oi_scan: 'scan',
  oi_keeper: 'keeper',
  oi_mailer: 'mailer',
  oi_worker: 'worker',
  oi_rollup: 'rollup',
  oi_door: 'door',
  oi_admin: 'admin',
}

/** Every table with row security × the mistakes that can be made in it, and those made in the whole. */
export function listMutants(): Mutant[] {
  const tables = Object.keys(access).filter((table) => !catalogue.includes(table))
  return [
    ...tables.flatMap((table) =>
      roads
        .filter((road) => access[table]?.[road] && !bypassing.includes(road))
        .flatMap((road) => policyMutants(table, road)),
    ),
    ...tables.flatMap(tableMutants),
    ...wholeMutants,
  ]
}

type Policy = { using: string; check?: string; to?: string; as?: string }

function policyMutants(table: string, road: Road): Mutant[] {
  const row = fixtures[table]?.(ours, 0) ?? {}
  const tenant = tenantColumn(table, Object.keys(row))
  const name = policyNames[road]
  const own = `${tenant} = (select app.current_org())`
  const using = tenant && reaches[road].reads === 'own' ? own : 'true'
  const check = writesWhere(road, table, tenant, own)
  const drop = `drop policy if exists ${name} on app.${table}`
  const create = (
    policy: Policy,
  ) => `create policy ${name} on app.${table} as ${policy.as ?? 'permissive'}
    for all to ${policy.to ?? road} using (${policy.using}) ${policy.check ? `with check (${policy.check})` : ''}`
  const undo = `${drop}; ${create({ using, check })}`
  const base = { only: [table], roads: [road], layer: 'policies' as const }
  const rewrite = (mistake: string, policy: Policy): Mutant => ({
    ...base,
    name: `${table}, ${road}: ${mistake}`,
    apply: `${drop}; ${create(policy)}`,
    undo,
  })
  const add = (verb: string, rest: string): Mutant => ({
    ...base,
    name: `${table}, ${road}: a second policy lets every ${verb} pass`,
    apply: `create policy mutant on app.${table} for ${verb} to ${road} ${rest}`,
    undo: `drop policy mutant on app.${table}`,
  })

  const always = [
    { ...base, name: `${table}, ${road}: no policy`, apply: drop, undo },
    rewrite('a restrictive policy instead', { using, check, as: 'restrictive' }),
    // The others are roads too: who had no policy gets this one.
    { ...rewrite('the policy is for everybody', { using, check, to: 'public' }), roads },
  ]
  const set = "current_setting('app.org_id', true)"
  const reading = [
    rewrite('using (true)', { using: 'true', check }),
    rewrite('open while no tenant is set', {
      using: `coalesce(${set}, '') = '' or ${tenant}::text = ${set}`,
      check,
    }),
    rewrite('every tenant but its own', {
      using: `${tenant} <> (select app.current_org())`,
      check,
    }),
    rewrite('compared as text, silent when unset', { using: `${tenant}::text = ${set}`, check }),
    // The same rows, only slower: what the inventory is for.
    {
      ...rewrite('asked once a row', { using: `${tenant} = app.current_org()`, check }),
      only: [],
    },
    add('select', 'using (true)'),
    add('delete', 'using (true)'),
    add('update', 'using (true) with check (true)'),
  ]
  const writing = [
    rewrite('with check (true)', { using, check: 'true' }),
    // Without a check the condition is the check, so this opens a road only where the condition does not hold it.
    { ...rewrite('no check', { using }), only: using === check ? [] : [table] },
    add('insert', 'with check (true)'),
  ]
  return [...always, ...(using === own ? reading : []), ...(check !== 'true' ? writing : [])]
}

function tableMutants(table: string): Mutant[] {
  const row = fixtures[table]?.(ours, 0) ?? {}
  const tenant = tenantColumn(table, Object.keys(row))
  const alter = (mistake: string, change: string, undo: string): Mutant => ({
    name: `${table}: ${mistake}`,
    layer: 'policies',
    only: [table],
    apply: `alter table app.${table} ${change}`,
    undo: `alter table app.${table} ${undo}`,
  })
  const grant = (what: string, road: string): Mutant => ({
    name: `${table}: ${what} is granted to ${road}`,
    layer: 'grants',
    only: [table],
    apply: `grant ${what} on app.${table} to ${road}`,
    undo: `revoke ${what} on app.${table} from ${road}`,
  })
  const stranger = roads.find((road) => !access[table]?.[road])
  return [
    alter('row security disabled', 'disable row level security', 'enable row level security'),
    {
      // Only the owner would see more, and nobody logs in as the owner.
      ...alter(
        'row security not forced',
        'no force row level security',
        'force row level security',
      ),
      only: [],
    },
    grant('truncate', 'oi_app'),
    grant('select', 'public'),
    ...(stranger ? [grant('select', stranger)] : []),
    ...(tenant ? [grant(`update (${tenant})`, 'oi_app'), grant('delete', 'oi_export')] : []),
  ]
}
