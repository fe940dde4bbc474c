import { join } from 'node:path'
import pg from 'pg'
import type { Config } from '../api/config.ts'
import { deriveKey } from '../api/credentials/seal.ts'
import { startCluster } from '../db/embedded.ts'
import { databaseUrlFromEnvironment, directUrlFromEnvironment, withDatabase } from '../db/urls.ts'

const database = 'outbound_impact'

/** A database to work with, and how to let go of it. */
export type Database = { adminUrl: string; directUrl: string; stop(): Promise<void> }

/** The server named by DATABASE_URL, else the one from npm in DATA_DIR: started, or attached to when it already runs. */
export async function openDatabase(config: Config, say: (line: string) => void): Promise<Database> {
  const given = databaseUrlFromEnvironment()
  if (given) {
    return { adminUrl: given, directUrl: directUrlFromEnvironment() ?? given, async stop() {} }
  }
  const password = deriveKey(config.secretKey, 'database superuser').toString('base64url')
  const cluster = await startCluster({ dataDir: config.dataDir, password, say })
  const adminUrl = withDatabase(cluster.url, database)
  try {
    await createDatabase(cluster.url)
  } catch (error) {
    await cluster.stop()
    throw error
  }
  return { adminUrl, directUrl: adminUrl, stop: () => cluster.stop() }
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [
      database,
    ])
    if (!rowCount) await client.query(`create database ${database}`)
  } catch (error) {
    // Two starts at once: the other one was quicker.
    if (!(error instanceof pg.DatabaseError && error.code === '42P04')) throw error
  } finally {
    await client.end()
  }
}

/** Where the demo's accounts are kept. */
export function demoAccountsFile(config: Config): string {
  return join(config.dataDir, 'demo-accounts')
}
