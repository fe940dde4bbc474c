import { openApp } from '../api/app.ts'
import { readConfig } from '../api/config.ts'
import { openLog } from '../api/log.ts'
import { startServer } from '../api/server.ts'

// The product's server alone, over a database that is there already. With `early` it answers a scan before it is stored,
// as the product never does: the difference is what durability costs.
const config = readConfig(process.env, true)
const adminUrl = process.env.DATABASE_URL ?? ''
const app = await openApp(config, { adminUrl }, openLog(config.logLevel))
if (process.argv.includes('early')) {
  const { intake } = app.scanRoad
  const push = intake.push.bind(intake)
  intake.push = (arrival) => {
    push(arrival).catch(() => {})
    return Promise.resolve()
  }
}
const server = await startServer(app)
process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)))
console.log(server.port)
