import { openPools } from '../../db/connections.ts'
import { Follower } from './follower.ts'

// For rollups.test.ts: a follower alone, in a process that can be killed, over a database that is there already.
const secret = Buffer.from(process.env.SECRET_KEY ?? '', 'base64')
const pools = openPools(process.env.DATABASE_URL ?? '', secret)
const follower = new Follower(pools, () => {})
follower.start()
setInterval(() => follower.wakeAll(), 20)
console.log('following')
