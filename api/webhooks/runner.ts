import { openPools } from '../../db/connections.ts'
import { Worker } from '../jobs/worker.ts'
import { webhookTasks } from './deliver.ts'
import { localReach } from './testing.ts'

// For crash.test.ts: a process that delivers webhooks and can be killed.
const secret = Buffer.from(process.env.SECRET_KEY ?? '', 'base64')
new Worker({
  pools: openPools(process.env.DATABASE_URL ?? '', secret),
  tasks: webhookTasks({ reach: localReach, publicUrl: 'http://localhost' }),
  beat: 100,
}).start()
