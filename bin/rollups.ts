import { parseArgs } from 'node:util'
import { readConfig } from '../api/config.ts'
import { isId } from '../api/graphql/page.ts'
import { listOrganizations, rebuild } from '../api/rollups/counting.ts'
import { openPools, withRollup } from '../db/connections.ts'
import { migrate } from '../db/migrate.ts'
import { openDatabase } from './database.ts'
import { fail } from './problem.ts'

/** The organization that was named; ends the program with 2 for anything else on the line. */
function readOrganization(): string | undefined {
  try {
    const { organization } = parseArgs({ options: { organization: { type: 'string' } } }).values
    if (organization !== undefined && !isId(organization))
      throw new Error(`--organization is an id, not ${organization}.`)
    return organization
  } catch (error) {
    console.error((error as Error).message)
    process.exit(2)
  }
}

async function run(): Promise<void> {
  const wanted = readOrganization()
  const config = readConfig()
  const database = await openDatabase(config, console.log)
  try {
    await migrate(database.directUrl, config.secretKey)
    const pools = openPools(database.adminUrl, config.secretKey, () => {}, database.directUrl)
    try {
      const ids = wanted ? [wanted] : await withRollup(pools, listOrganizations)
      for (const id of ids) console.log(`${id}: ${await rebuild(pools, id)} months counted anew`)
    } finally {
      await pools.end()
    }
  } finally {
    await database.stop()
  }
}

await run().catch(fail)
