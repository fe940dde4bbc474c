import { startTestCluster } from './db/testing.ts'

/** One PostgreSQL for the whole run; each test file copies the migrated template (db/testing.ts). */
export default async function setup(): Promise<() => Promise<void>> {
  const cluster = await startTestCluster()
  process.env.TEST_DATABASE_URL = cluster.adminUrl
  return () => cluster.stop()
}
