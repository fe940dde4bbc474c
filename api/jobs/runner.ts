import { z } from 'zod'
import { openPools } from '../../db/connections.ts'
import { platformTask, tenantTask } from './tasks.ts'
import { Worker } from './worker.ts'

// For crash.test.ts: a worker in a process that can be killed. Its jobs begin, say so, and never end.
const secret = Buffer.from(process.env.SECRET_KEY ?? '', 'base64')
const pools = openPools(process.env.DATABASE_URL ?? '', secret)
const begin = () => {
  console.log('begun')
  return new Promise<void>(() => {})
}
new Worker({
  pools,
  tasks: {
    work: platformTask(z.object({ n: z.number() }), begin),
    lane: tenantTask(z.object({}), begin),
  },
  beat: 100,
}).start()
