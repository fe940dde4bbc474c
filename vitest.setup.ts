import { buildWeb } from './bin/build-web.ts'
import { startTestCluster } from './db/testing.ts'

/** One PostgreSQL for the whole run; each test file copies the migrated template (db/testing.ts). */
export default async function setup(): Promise<() => Promise<void>> {
  // Once, before the tests that open it: two at a time would build over each other.
  await buildWeb(console.log)
  const cluster = await startTestCluster()
  process.env.TEST_DATABASE_URL = cluster.adminUrl
  return () => cluster.stop()
}
