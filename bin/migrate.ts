import { readConfig } from '../api/config.ts'
import { migrate } from '../db/migrate.ts'
import { openDatabase } from './database.ts'
import { fail } from './problem.ts'

async function run(): Promise<void> {
  const config = readConfig()
  const database = await openDatabase(config, console.log)
  try {
    const { applied, refreshed, warnings } = await migrate(database.directUrl, config.secretKey)
    for (const name of [...applied, ...refreshed]) console.log(`applied ${name}`)
    if (applied.length + refreshed.length === 0) console.log('The database is current.')
    for (const warning of warnings) console.log(`Note: ${warning}`)
  } finally {
    await database.stop()
  }
}

run().catch(fail)
