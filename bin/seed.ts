import { parseArgs } from 'node:util'
import pg from 'pg'
import { readConfig } from '../api/config.ts'
import { migrate } from '../db/migrate.ts'
import { documented } from '../db/scale/goals.ts'
import { fillUp } from '../db/scale/load.ts'
import { openDatabase } from './database.ts'
import { seedDemo } from './demo.ts'
import { fail } from './problem.ts'

/** How many times the documented scans; the demo is a slice of them. */
const scales: Record<string, number> = { demo: 0, full: 1, '10': 10, '100': 100 }

/** The scale that was asked for; ends the program with 2 when there is no such thing. */
function readScale(): number {
  try {
    const { values } = parseArgs({ options: { scale: { type: 'string', default: 'demo' } } })
    const times = scales[values.scale]
    return (
      times ??
      refuse(`--scale is ${Object.keys(scales).toSorted().join(', ')}, not ${values.scale}.`)
    )
  } catch (error) {
    return refuse((error as Error).message)
  }
}

function refuse(line: string): never {
  console.error(line)
  process.exit(2)
}

async function run(): Promise<void> {
  const times = readScale()
  const config = readConfig()
  const database = await openDatabase(config, console.log)
  try {
    await migrate(database.directUrl, config.secretKey)
    const accounts = await seedDemo(config, database.directUrl, console.log)
    if (times > 0) await fill(database.directUrl, times)
    for (const line of await countRows(database.directUrl)) console.log(line)
    for (const line of accounts) console.log(line)
  } finally {
    await database.stop()
  }
}

async function fill(url: string, times: number): Promise<void> {
  console.log(`Loading the documented sizes${times > 1 ? `, and the scans ${times} times` : ''} …`)
  const startedAt = Date.now()
  const wishes = { goal: documented, times, now: new Date(), say: console.log, onProgress: showBar }
  await fillUp(url, wishes)
  console.log(`  done after ${Math.round((Date.now() - startedAt) / 1_000)} s`)
}

/** One line that fills; on a log, a line for every tenth. */
let shown = -1
function showBar(share: number): void {
  const steps = process.stdout.isTTY ? 40 : 10
  const step = Math.floor(share * steps)
  if (step === shown) return
  shown = step
  const bar = `  [${'█'.repeat(step).padEnd(steps, '░')}] ${Math.floor(share * 100)} %`
  if (!process.stdout.isTTY) console.log(bar)
  else process.stdout.write(`\r${bar}${step === steps ? '\n' : ''}`)
}

/** What the database holds now, whoever put it there. */
async function countRows(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string; count: string }>(`
      select 'organizations' as name, count(*) from app.organizations
      union all select 'users', count(*) from app.users
      union all select 'QR codes', count(*) from app.qr_codes where deleted_at is null
      union all select 'campaigns', count(*) from app.campaigns
      union all select 'files', count(*) from app.uploaded_files
      union all select 'activities', count(*) from app.activity_log
      union all select 'scans', count(*) from app.qr_scan_events where classification = 'HUMAN'
      union all select 'other hits', count(*) from app.qr_scan_events where classification <> 'HUMAN'`)
    const line = ({ name, count }: { name: string; count: string }) =>
      `  ${Number(count).toLocaleString('en').padStart(10)} ${name}`
    return ['The database holds:', ...rows.map(line)]
  } finally {
    await client.end()
  }
}

run().catch(fail)
