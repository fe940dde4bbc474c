import { join } from 'node:path'
import pg from 'pg'
import { readConfig } from '../api/config.ts'
import { openDatabase } from '../bin/database.ts'
import { fail } from '../bin/problem.ts'
import { migrate } from '../db/migrate.ts'
import { documented } from '../db/scale/goals.ts'
import { fillUp } from '../db/scale/load.ts'
import { loadDemo } from '../db/seed/seed.ts'
import { claims } from './claims.ts'
import { compare, describe, keepResults, type Result } from './harness.ts'
import { openWorld } from './world.ts'

const say = (line: string) => console.log(line)
const rounds = 5

function chosen(): string[] {
  const names = process.argv.slice(2)
  const unknown = names.filter((name) => !(name in claims))
  if (unknown.length === 0) return names.length > 0 ? names : Object.keys(claims)
  console.error(`There is no claim ${unknown[0]}; there are ${Object.keys(claims).join(', ')}.`)
  process.exit(2)
}

/** Nobody signs in to a bench, so the passwords are none. */
async function load(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await loadDemo(client, { now: new Date(), hashes: { demo: 'none', nobody: 'none' }, say })
  await client.end()
  await fillUp(url, { goal: documented, times: 1, now: new Date(), say })
}

async function run(): Promise<void> {
  const names = chosen()
  const begun = Date.now()
  // The demo's own folder stays as it is, unless it is named.
  const DATA_DIR = process.env.DATA_DIR ?? join('.data', 'bench')
  const config = readConfig({ ...process.env, DATA_DIR })
  const database = await openDatabase(config, say)
  const { adminUrl } = database
  try {
    await migrate(database.directUrl, config.secretKey)
    await load(adminUrl)
    const results: Result[] = []
    for (const name of names) {
      const { secretKey } = config
      const world = openWorld({
        ...{ adminUrl, secretKey, isMeasured: true, say },
        async compare(comparison) {
          const result = await compare(comparison, rounds)
          results.push(result)
          say(describe(result))
          return result
        },
      })
      try {
        await claims[name]?.(world)
      } finally {
        await world.stop()
      }
      keepResults(results)
    }
    say(`${results.length} claims after ${Math.round((Date.now() - begun) / 1_000)} s`)
  } finally {
    await database.stop()
  }
}

run().catch(fail)
