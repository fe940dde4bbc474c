import { readConfig } from '../api/config.ts'
import { listJobs, retryJob } from '../api/jobs/state.ts'
import { openPools } from '../db/connections.ts'
import { openDatabase } from './database.ts'
import { fail } from './problem.ts'

const usage = `npm run jobs                   lists the jobs: those that failed for good first
npm run jobs -- retry <id>     lets one run again now`

async function run(): Promise<void> {
  const [command, id, ...more] = process.argv.slice(2)
  const isList = command === undefined
  const isRetry = command === 'retry' && /^\d{1,15}$/.test(id ?? '') && more.length === 0
  if (!isList && !isRetry) {
    console.log(usage)
    process.exitCode = command === 'help' || command === '--help' ? 0 : 1
    return
  }
  const config = readConfig()
  const database = await openDatabase(config, () => {})
  const pools = openPools(database.adminUrl, config.secretKey, undefined, database.directUrl)
  try {
    if (isList) await list(pools)
    else await retry(pools, Number(id))
  } finally {
    await pools.end()
    await database.stop()
  }
}

async function list(pools: ReturnType<typeof openPools>): Promise<void> {
  const jobs = await listJobs(pools)
  if (jobs.length === 0) console.log('No job waits, and none has failed.')
  for (const job of jobs) {
    const owner = job.organizationId ? `of ${job.organizationId}` : 'of the platform'
    const tried = `tried ${job.attempts} of ${job.maxAttempts}`
    const when = job.state === 'delayed' ? `, again at ${job.runAt.toISOString()}` : ''
    console.log(`${job.id}  ${job.state.padEnd(7)}  ${job.task} ${owner}, ${tried}${when}`)
    if (job.lastError) console.log(`    ${job.lastError.split('\n')[0]?.slice(0, 200)}`)
  }
}

async function retry(pools: ReturnType<typeof openPools>, id: number): Promise<void> {
  if (await retryJob(pools, id)) return console.log(`Job ${id} runs as soon as a server does.`)
  console.error(`There is no job ${id} that could be tried again.`)
  process.exitCode = 1
}

run().catch(fail)
