import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { pace, requestOf } from './load.ts'
import { tokensOf } from './members.ts'
import { largestOf, must, type World } from './world.ts'

type Made = { count: number; ms: number; grown: number; peak: number }
type Kind = 'copy' | 'csv' | 'exceljs' | 'excel' | 'pdf'

/** Not of the data set: organizations that are there while this claim runs, one with all the scans there are. */
const owner = 'b0e7c400-0000-7000-8000-000000000001'
/** exceljs takes its time, and memory with every row: it is given a sixth of them. */
const smaller = 'b0e7c400-0000-7000-8000-000000000002'
const mebibyte = 1_048_576

/** P8, P9, P10: files of scans, each made in a process of its own; and what everybody else feels meanwhile. */
export async function exports(world: World): Promise<void> {
  const scans = world.amount(1_234_567, 60)
  const some = world.amount(200_000, 40)
  await clear(world)
  try {
    await fill(world, owner, scans)
    await fill(world, smaller, some)
    await asCsv(world, scans)
    await asExcel(world, some)
    await asPdf(world, world.amount(20_000, 60))
    await beside(world, scans)
  } finally {
    await clear(world)
  }
}

async function asCsv(world: World, scans: number): Promise<void> {
  const grown: number[] = []
  await world.compare({
    claim: 'P8 scans as CSV under row security (rows a second)',
    reference: 'COPY of the same rows by their owner',
    ...{ goal: 0.8, better: 'higher' },
    async ours() {
      const made = await make(world, 'csv', owner, scans)
      grown.push(made.grown / mebibyte)
      return (made.count * 1_000) / made.ms
    },
    async theirs() {
      const made = await make(world, 'copy', owner, scans)
      return (made.count * 1_000) / made.ms
    },
  })
  await world.compare({
    claim: `P8 memory while ${scans.toLocaleString('en')} scans become CSV (MB more than before)`,
    reference: '50 MB',
    ...{ goal: 1, better: 'lower' },
    ours: async () => grown.pop() ?? Number.NaN,
    theirs: async () => 50,
  })
}

async function asExcel(world: World, scans: number): Promise<void> {
  const grown: Record<'excel' | 'exceljs', number[]> = { excel: [], exceljs: [] }
  const speedOf = async (kind: 'excel' | 'exceljs') => {
    const made = await make(world, kind, smaller, scans)
    grown[kind].push(made.grown / mebibyte)
    return (made.count * 1_000) / made.ms
  }
  await world.compare({
    claim: `P9 ${scans.toLocaleString('en')} scans as an Excel workbook (rows a second)`,
    reference: "exceljs's streaming writer",
    ...{ goal: 3, better: 'higher' },
    ours: () => speedOf('excel'),
    theirs: () => speedOf('exceljs'),
  })
  await world.compare({
    claim: 'P9 memory of that workbook (MB more than before)',
    reference: "exceljs's streaming writer",
    ...{ goal: 0.25, better: 'lower' },
    ours: async () => grown.excel.pop() ?? Number.NaN,
    theirs: async () => grown.exceljs.pop() ?? Number.NaN,
  })
}

async function asPdf(world: World, rows: number): Promise<void> {
  await world.compare({
    claim: `P10 memory of a process that makes a PDF of ${rows.toLocaleString('en')} rows (MB)`,
    reference: '250 MB',
    ...{ goal: 1, better: 'lower' },
    ours: async () => (await make(world, 'pdf', owner, rows)).peak / mebibyte,
    theirs: async () => 250,
  })
}

/** The same lists at the same pace, with and without the largest export leaving the same process. */
async function beside(world: World, scans: number): Promise<void> {
  const other = await largestOf(world)
  const [mine = ''] = await tokensOf(world, owner, 1)
  const [theirs = ''] = await tokensOf(world, other, 1)
  const server = await world.serve('server.ts')
  const base = `http://127.0.0.1:${server.port}`
  const query = '{ organization { qrCodes(first: 20) { nodes { id name slug } } } }'
  const headers = (token: string) => ({
    'content-type': 'application/json',
    authorization: `Bearer ${token}`,
  })
  const ask = () =>
    pace({
      ...{ port: server.port, connections: 8, perSecond: 50, ms: world.amount(4_000, 200) },
      requests: [requestOf('POST', '/graphql', headers(theirs), JSON.stringify({ query }))],
      check: (answer) => must(answer.includes('"slug"'), `not the list: ${answer.slice(0, 300)}`),
    })
  const download = async (unwanted: AbortSignal) => {
    const order =
      'mutation { requestExport(input: { dataset: QR_SCANS, format: EXCEL, background: false }) { downloadUrl } }'
    const body = JSON.stringify({ query: order })
    const answer = await fetch(`${base}/graphql`, { method: 'POST', headers: headers(mine), body })
    const { data } = (await answer.json()) as { data: { requestExport: { downloadUrl: string } } }
    const { pathname, search } = new URL(data.requestExport.downloadUrl)
    const response = await fetch(`${base}${pathname}${search}`, { signal: unwanted })
    must(response.status === 200, `the file is answered ${response.status}`)
    let bytes = 0
    for await (const piece of response.body ?? []) bytes += piece.length
    must(bytes > scans, `${bytes} bytes of ${scans} scans`)
  }
  await world.compare({
    claim: 'P9 a list while the largest workbook leaves the same process (p99, ms)',
    reference: 'the same without it',
    ...{ goal: 2, better: 'lower' },
    async ours() {
      const over = new AbortController()
      const leaving = download(over.signal).catch((error: unknown) => {
        // What was to be measured beside it has been.
        if (!over.signal.aborted) throw error
      })
      const { p99 } = await ask()
      if (scans > 1_000) over.abort()
      await leaving
      return p99
    },
    theirs: async () => (await ask()).p99,
  })
  await server.stop()
}

/** Makes one file in a process of its own. */
function make(world: World, kind: Kind, organizationId: string, rows: number): Promise<Made> {
  const program = join(import.meta.dirname, 'exporting.ts')
  const child = spawn(process.execPath, [program, kind, organizationId, String(rows)], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: world.adminUrl,
      SECRET_KEY: world.secretKey.toString('base64'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (piece: Buffer) => {
    said += piece
  })
  return new Promise((resolve, reject) => {
    child.once('close', (code) => {
      if (code !== 0) return reject(new Error(`${kind} ended with ${code}`))
      const made = JSON.parse(said) as Made
      if (made.count < rows) return reject(new Error(`${kind} has ${made.count} of ${rows} rows`))
      resolve(made)
    })
  })
}

/** An organization on the largest plan with one code, and so many copies of the largest one's scans, of the last year. */
async function fill(world: World, id: string, scans: number): Promise<void> {
  const [largest, { admin }] = [await largestOf(world), world]
  await admin.query(
    `with founded as (
      insert into organizations (id, name, email, plan_id)
      select $1, 'Bench', 'bench@bench.example', id from plans order by rank desc limit 1 returning id),
    counted as (
      insert into organization_usage (organization_id, resource, used)
      select id, resource, 1 from founded, unnest(enum_range(null::resource)) as resource),
    person as (
      insert into users (id, email, name, password_hash)
      select gen_random_uuid(), id || '@bench.example', 'Bench', 'none' from founded returning id, email, name),
    joined as (
      insert into members (organization_id, id, user_id, name, email, role)
      select founded.id, gen_random_uuid(), person.id, person.name, person.email, 'OWNER' from founded, person)
    insert into qr_codes (organization_id, id, slug, name, target_url)
    select id, gen_random_uuid(), right(id::text, 8), 'Bench', 'https://example.com/' from founded`,
    [id],
  )
  await admin.query(
    `insert into qr_scan_events (organization_id, id, scanned_at, qr_code_id, classification, reason, classifier_version,
      source, outcome, method, referrer, country_code, country, region, city, device_type, os, browser)
    select $1, gen_random_uuid(), scanned_at, code.id, classification, reason, classifier_version,
      source, outcome, method, referrer, country_code, country, region, city, device_type, os, browser
    from generate_series(1, 1000) as turn, qr_scan_events as hit, qr_codes as code
    where hit.organization_id = $2 and hit.classification = 'HUMAN' and code.organization_id = $1
      and scanned_at > now() - interval '1 year' limit $3`,
    [id, largest, scans],
  )
  await admin.query('analyze qr_scan_events')
}

async function clear({ admin }: World): Promise<void> {
  const ids = [owner, smaller]
  const tables = ['exports', 'activity_log', 'qr_scan_events', 'scan_rollups', 'rollup_progress']
  const people = ['sessions', 'qr_codes', 'members', 'organization_usage']
  for (const table of [...tables, ...people]) {
    await admin.query(`delete from ${table} where organization_id = any($1)`, [ids])
  }
  await admin.query(
    "delete from users where email like '%@bench.example' and id not in (select user_id from members)",
  )
  await admin.query('delete from organizations where id = any($1)', [ids])
}
