import { openApp } from '../api/app.ts'
import { type Config, readConfig } from '../api/config.ts'
import { openLog } from '../api/log.ts'
import { requireFreePort, startServer } from '../api/server.ts'
import { MigrationError, migrate } from '../db/migrate.ts'
import { takeInventory } from '../sql/inventory.ts'
import { buildWeb } from './build-web.ts'
import { openDatabase } from './database.ts'
import { fail } from './problem.ts'

const say = (line: string) => console.log(line)

/** What to let go of, newest first, whatever stage the start has reached. */
const held: (() => Promise<void>)[] = []
/** How long an orderly stop may take, in milliseconds. */
const longestStop = 20_000

let stoppingSince: number | undefined

async function stop(code: number): Promise<void> {
  // npm hands a terminal's Ctrl-C on a second time; only a person's second one, later, does not wait.
  if (stoppingSince !== undefined) {
    if (Date.now() - stoppingSince > 1_000) process.exit(1)
    return
  }
  stoppingSince = Date.now()
  say('Stopping …')
  // A database that has gone silent must not hold the process for good.
  setTimeout(() => process.exit(1), longestStop).unref()
  for (const release of held.reverse()) await release().catch((error) => console.error(error))
  process.exit(code)
}

/** The demo's words and places are only read when there is one to load. */
async function loadDemo(config: Config, adminUrl: string): Promise<string[]> {
  const { seedDemo } = await import('./demo.ts')
  return seedDemo(config, adminUrl, say)
}

/** A database whose doors stand open is not served: a policy somebody changed by hand, a role that was given more. */
async function requireIsolation(adminUrl: string): Promise<void> {
  const findings = (await takeInventory(adminUrl)).flatMap((finding) => finding.broken)
  // The migrator has warned about large objects where it was not allowed to close them.
  const open = findings.filter((finding) => !/ through lo[a-z_]+\(/.test(finding))
  if (open.length === 0) return
  const some = open.slice(0, 3).join('; ')
  throw new MigrationError(
    `The database is not closed as sql/policies says (${some}); npm run prove:isolation tells more.`,
  )
}

async function start(): Promise<void> {
  const config = readConfig()
  process.on('SIGINT', () => void stop(0))
  process.on('SIGTERM', () => void stop(0))
  await requireFreePort(config.port)
  const database = await openDatabase(config, say)
  held.push(() => database.stop())
  const { applied, warnings } = await migrate(database.directUrl, config.secretKey)
  if (applied.length > 0) say(`Applied ${applied.length} migrations.`)
  await requireIsolation(database.directUrl)
  const accounts = config.demo ? await loadDemo(config, database.adminUrl) : []
  if (!process.argv.includes('--api-only')) await buildWeb(say)
  const app = await openApp(config, database, openLog(config.logLevel))
  const server = await startServer(app).catch(async (error) => {
    await app.stop()
    throw error
  })
  held.push(() => server.stop())
  for (const warning of warnings) say(`Note: ${warning}`)
  say('')
  say(`Outbound Impact is ready: ${config.publicUrl}`)
  say(`  API       ${config.publicUrl}/graphql`)
  say(`  Health    ${config.publicUrl}/readyz`)
  if (config.showsOutbox) say(`  Outbox    http://localhost:${server.port}/outbox`)
  for (const line of accounts) say(line)
  say('')
  say('Ctrl-C stops it; the data stays.')
}

start().catch(async (error) => {
  for (const release of held.reverse()) await release().catch(() => {})
  fail(error)
})
