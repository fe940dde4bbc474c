import { parseArgs } from 'node:util'
import pg from 'pg'
import { readConfig } from '../api/config.ts'
import { migrate } from '../db/migrate.ts'
import { openDatabase } from './database.ts'
import { seedDemo } from './demo.ts'
import { fail } from './problem.ts'

const scales = ['demo', 'full', '10', '100']

/** The scale that was asked for; ends the program with 2 when there is no such thing here. */
function readScale(): string {
  try {
    const { values } = parseArgs({ options: { scale: { type: 'string', default: 'demo' } } })
    if (values.scale === 'demo') return values.scale
    return refuse(
      scales.includes(values.scale)
        ? `This version has the demo slice only, not --scale ${values.scale}.`
        : `--scale is ${scales.join(', ')}, not ${values.scale}.`,
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
  readScale()
  const config = readConfig()
  const database = await openDatabase(config, console.log)
  try {
    await migrate(database.directUrl, config.secretKey)
    const accounts = await seedDemo(config, database.directUrl, console.log)
    for (const line of await countRows(database.directUrl)) console.log(line)
    for (const line of accounts) console.log(line)
  } finally {
    await database.stop()
  }
}

/** What the database holds now, whoever put it there. */
async function countRows(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string; count: string }>(`
      select 'organizations' as name, count(*) from app.organizations
      union all select 'members', count(*) from app.members
      union all select 'QR codes', count(*) from app.qr_codes where deleted_at is null
      union all select 'activities', count(*) from app.activity_log
      union all select 'scans', count(*) from app.qr_scan_events where classification = 'HUMAN'
      union all select 'other hits', count(*) from app.qr_scan_events where classification <> 'HUMAN'`)
    const line = ({ name, count }: { name: string; count: string }) =>
      `  ${Number(count).toLocaleString('en').padStart(8)} ${name}`
    return ['The database holds:', ...rows.map(line)]
  } finally {
    await client.end()
  }
}

run().catch(fail)
