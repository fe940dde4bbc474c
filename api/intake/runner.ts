import { openApp } from '../app.ts'
import { readConfig } from '../config.ts'
import { openLog } from '../log.ts'
import { startServer } from '../server.ts'

// For crash.test.ts: the server alone, in a process that can be killed, over a database that is there already.
const config = readConfig(process.env, true)
const app = await openApp(
  config,
  { adminUrl: process.env.DATABASE_URL ?? '' },
  openLog(config.logLevel),
)
const server = await startServer(app)
process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)))
console.log(server.port)
