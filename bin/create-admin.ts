import { parseArgs } from 'node:util'
import { inviteAdmin, staffTwoStepKey } from '../api/admin-door/enrol.ts'
import { readConfig } from '../api/config.ts'
import { emailShape } from '../api/graphql/text.ts'
import { openPools, withDoor } from '../db/connections.ts'
import { migrate } from '../db/migrate.ts'
import type { AdminRole } from '../db/types.ts'
import { openDatabase } from './database.ts'
import { fail } from './problem.ts'

const roles: readonly AdminRole[] = ['SUPER_ADMIN', 'ADMIN', 'ANALYST', 'SUPPORT']
const usage = `npm run create-admin -- --email name@example.com [--name "Full Name"] [--role ${roles.join('|').toLowerCase()}]`

type Wish = { email: string; name?: string | undefined; role?: AdminRole | undefined }

/** What was asked for; ends the program with 2 when it makes no sense. */
function readWish(): Wish {
  try {
    const text = { type: 'string' } as const
    const { values } = parseArgs({ options: { email: text, name: text, role: text } })
    const email = emailShape.safeParse(values.email)
    if (!email.success) return refuse(`${email.error.issues[0]?.message}\n${usage}`)
    const wanted = values.role?.toUpperCase()
    const role = roles.find((each) => each === wanted)
    if (wanted !== undefined && !role) return refuse(`There is no role ${values.role}.\n${usage}`)
    return { email: email.data, name: values.name, role }
  } catch (error) {
    return refuse(`${(error as Error).message}\n${usage}`)
  }
}

function refuse(lines: string): never {
  console.error(lines)
  process.exit(2)
}

async function run(): Promise<void> {
  const wish = readWish()
  const config = readConfig()
  const database = await openDatabase(config, () => {})
  const pools = openPools(database.adminUrl, config.secretKey, undefined, database.directUrl)
  try {
    await migrate(database.directUrl, config.secretKey)
    const key = staffTwoStepKey(config.secretKey)
    const token = await withDoor(pools, (db) => inviteAdmin(db, key, wish))
    console.log(`Whoever opens this link becomes ${wish.email}. It works once, for 24 hours:`)
    // Behind the #: a browser does not send it, so it stands in nobody's log.
    console.log(`${config.publicUrl}/admin/enrol#${token}`)
  } finally {
    await pools.end()
    await database.stop()
  }
}

run().catch(fail)
