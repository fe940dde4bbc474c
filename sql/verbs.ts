import { bypassing } from '../db/urls.ts'
import { catalogue } from './access.ts'
import { fixtures, fresh, insertText, literal, ours, type Row, theirs } from './fixtures.ts'
import { type Expected, inserted, reached, rewritten, type Situation } from './situation.ts'

// The statements the matrix tries, and what must come of each: a number of rows, a refusal, or a row stored. "Theirs" is
// always the organization the context does not name.

export type Try = {
  name: string
  /** Undefined where the statement cannot be said of this relation. */
  text(at: Situation): string | undefined
  expect(at: Situation): Expected
  /** The statement answers with one row that holds a number n. */
  counts?: true
}

const when = (isPermitted: boolean, expected: Expected): Expected =>
  isPermitted ? expected : 'refused'

/** The tenant column, or any the road may read: what a select asks for. */
function readable({ relation, may }: Situation): string {
  const found = relation.tenant ?? relation.columns.find((column) => may('select', column))
  return found ?? relation.columns[0] ?? ''
}

/** A column the road may overwrite with a value we have, else any. */
function writable(at: Situation): string {
  const { columns, fixed, tenant } = at.relation
  const row = rowFor(at, theirs, 0) ?? {}
  const free = columns.filter((column) => !fixed.includes(column) && column !== tenant)
  const granted = free.filter((column) => at.may('update', column))
  const known = (granted.length > 0 ? granted : free).filter((column) => column in row)
  return known[0] ?? granted[0] ?? free[0] ?? columns[0] ?? ''
}

function rowFor(at: Situation, owner: typeof ours, n: number): Row | undefined {
  const parent = at.relation.isPartition ? 'qr_scan_events' : at.relation.name
  return fixtures[parent]?.(owner, n)
}

/** A value of the right type for writable(). */
function valueFor(at: Situation): string {
  return literal(rowFor(at, theirs, 0)?.[writable(at)] ?? null)
}

function insertOf(at: Situation, owner: typeof ours, n: number): string | undefined {
  if (at.relation.kind === 'view') return undefined
  const row = rowFor(at, owner, n)
  return row ? insertText(at.relation.name, row) : `insert into ${nameOf(at)} default values`
}

function mayInsert(at: Situation): boolean {
  return at.may('insert', ...Object.keys(rowFor(at, theirs, fresh) ?? {}))
}

const nameOf = (at: Situation): string => `app.${at.relation.name}`
const isTable = (at: Situation): boolean => at.relation.kind === 'table'

/** Said of tables with a tenant column only: all rows of the other organization. */
function ofTheirs(at: Situation, say: (where: string) => string): string | undefined {
  const { tenant } = at.relation
  return tenant && say(`where ${tenant} = '${theirs.id}'`)
}

/** No policy stands between this road and these rows, so asking for none changes nothing. */
const isUnfiltered = ({ road, relation }: Situation): boolean =>
  catalogue.includes(relation.name) || bypassing.includes(road)

const reading: Try[] = [
  {
    name: 'select',
    text: (at) => `select ${readable(at)} as organization_id from ${nameOf(at)}`,
    expect: (at) => when(at.may('select', readable(at)), reached(at)),
  },
  {
    name: 'select of every column',
    text: (at) => `select * from ${nameOf(at)}`,
    expect: (at) => when(at.may('select', ...at.relation.columns), reached(at)),
  },
  {
    name: 'select of their rows',
    text: (at) => ofTheirs(at, (where) => `select 1 from ${nameOf(at)} ${where}`),
    expect: (at) => when(at.may('select', readable(at)), reached(at, theirs.id)),
  },
  {
    name: 'select of their rows through an aggregate',
    text: (at) => ofTheirs(at, (where) => `select count(*)::int as n from ${nameOf(at)} ${where}`),
    expect: (at) => when(at.may('select', readable(at)), reached(at, theirs.id)),
    counts: true,
  },
  {
    name: 'count of all',
    text: (at) => `select count(${readable(at)})::int as n from ${nameOf(at)}`,
    expect: (at) => when(at.may('select', readable(at)), reached(at)),
    counts: true,
  },
  {
    name: 'copy to',
    text: (at) => `copy (select ${readable(at)} from ${nameOf(at)}) to stdout`,
    expect: (at) => when(at.may('select', readable(at)), reached(at)),
  },
  {
    name: 'select for update',
    text: (at) => ofTheirs(at, (where) => `select 1 from ${nameOf(at)} ${where} for update`),
    expect: (at) =>
      when(
        at.may('select', readable(at)) && at.may('update', writable(at)),
        reached(at, theirs.id),
      ),
  },
  {
    name: 'select with row_security off',
    text: (at) =>
      `set local row_security = off; select count(${readable(at)})::int as n from ${nameOf(at)}`,
    expect: (at) => when(at.may('select', readable(at)) && isUnfiltered(at), reached(at)),
    counts: true,
  },
]

const inserting: Try[] = [
  {
    name: 'insert for them',
    text: (at) => insertOf(at, theirs, fresh),
    expect: (at) => when(mayInsert(at), inserted(at, theirs.id)),
  },
  {
    name: 'insert for us',
    text: (at) => insertOf(at, ours, fresh),
    expect: (at) => when(mayInsert(at), inserted(at, ours.id)),
  },
  {
    name: 'merge that inserts for them',
    text: (at) => {
      const insert = insertOf(at, theirs, fresh)?.replace(`insert into ${nameOf(at)}`, 'insert')
      return (
        insert &&
        `merge into ${nameOf(at)} using (select) as s on false when not matched then ${insert}`
      )
    },
    expect: (at) => when(mayInsert(at), inserted(at, theirs.id)),
  },
  {
    // An answer of "0 rows" instead of a refusal would tell that their row exists.
    name: 'insert on conflict do nothing',
    text: (at) => insertOf(at, theirs, 0)?.concat(' on conflict do nothing'),
    expect: (at) => when(mayInsert(at), inserted(at, theirs.id) === 'refused' ? 'refused' : 0),
  },
  {
    name: 'insert on conflict do update',
    text: (at) =>
      insertOf(at, theirs, 0)?.concat(
        ` on conflict (${at.relation.key.join(', ')}) do update set ${writable(at)} = ${valueFor(at)}`,
      ),
    expect: (at) => {
      const isPermitted =
        mayInsert(at) && at.may('update', writable(at)) && at.may('select', ...at.relation.key)
      return when(isPermitted, inserted(at, theirs.id))
    },
  },
  {
    name: 'copy from',
    text: (at) => (isTable(at) ? `copy ${nameOf(at)} from stdin` : undefined),
    expect: () => 'refused',
  },
]

const changing: Try[] = [
  {
    name: 'update of their rows',
    text: (at) =>
      ofTheirs(
        at,
        (where) => `update ${nameOf(at)} set ${writable(at)} = ${valueFor(at)} ${where}`,
      ),
    expect: (at) =>
      when(
        at.may('update', writable(at)) && at.may('select', readable(at)),
        rewritten(at, theirs.id),
      ),
  },
  {
    name: 'update of our rows',
    text: (at) =>
      at.relation.tenant &&
      `update ${nameOf(at)} set ${writable(at)} = ${valueFor(at)} where ${at.relation.tenant} = '${ours.id}'`,
    expect: (at) =>
      when(
        at.may('update', writable(at)) && at.may('select', readable(at)),
        rewritten(at, ours.id),
      ),
  },
  {
    // Without a condition no select policy is asked, so this is another road into the table.
    name: 'update of everything',
    text: (at) => `update ${nameOf(at)} set ${writable(at)} = ${valueFor(at)}`,
    expect: (at) =>
      when(at.may('update', writable(at)), at.relation.tenant ? rewritten(at) : reached(at)),
  },
  {
    name: 'update that gives our rows to them',
    text: (at) =>
      at.relation.tenant && `update ${nameOf(at)} set ${at.relation.tenant} = '${theirs.id}'`,
    expect: (at) => {
      const rows = when(at.may('update', readable(at)), reached(at))
      if (rows === 0) return 0
      // Where any organization may be written, the key is taken already.
      return rows !== 'refused' && at.writes === 'any' ? 'stored' : 'refused'
    },
  },
  {
    name: 'merge that updates their rows',
    text: (at) =>
      at.relation.tenant &&
      `merge into ${nameOf(at)} as t using (select) as s on t.${at.relation.tenant} = '${theirs.id}'
       when matched then update set ${writable(at)} = ${valueFor(at)}`,
    expect: (at) =>
      when(
        at.may('update', writable(at)) && at.may('select', readable(at)),
        rewritten(at, theirs.id),
      ),
  },
  {
    name: 'merge that deletes their rows',
    text: (at) =>
      at.relation.tenant &&
      `merge into ${nameOf(at)} as t using (select) as s on t.${at.relation.tenant} = '${theirs.id}'
       when matched then delete`,
    expect: (at) =>
      when(at.may('delete') && at.may('select', readable(at)), reached(at, theirs.id)),
  },
  {
    name: 'delete of their rows',
    text: (at) => ofTheirs(at, (where) => `delete from ${nameOf(at)} ${where}`),
    expect: (at) =>
      when(at.may('delete') && at.may('select', readable(at)), reached(at, theirs.id)),
  },
  {
    name: 'delete of everything',
    text: (at) => `delete from ${nameOf(at)}`,
    expect: (at) => when(at.may('delete'), reached(at)),
  },
]

const forbidden: Try[] = [
  'truncate TABLE',
  'lock table TABLE in access exclusive mode',
  'alter table TABLE disable row level security',
  'create policy mine on TABLE using (true)',
  'drop table TABLE',
  'comment on table TABLE is null',
].map((text) => ({
  name: text.replace(' TABLE', ''),
  text: (at) => (isTable(at) ? text.replace('TABLE', nameOf(at)) : undefined),
  // A lock needs the right to change or remove any row.
  expect: (at) => (text.startsWith('lock') && locks(at) ? 0 : 'refused'),
}))

const locks = ({ may, relation }: Situation): boolean =>
  may('delete') || may('update', ...relation.columns)

export const tries: readonly Try[] = [...reading, ...inserting, ...changing, ...forbidden]
