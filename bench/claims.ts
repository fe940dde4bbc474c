import { dashboard } from './dashboard.ts'
import { exports } from './exports.ts'
import { fanOut } from './fan-out.ts'
import { feed } from './feed.ts'
import { intake } from './intake.ts'
import { lists } from './lists.ts'
import { redirects } from './redirects.ts'
import { rls } from './rls.ts'
import { starting } from './starting.ts'
import type { Claim } from './world.ts'

/** Every file of claims by its name on the command line, in the order they run. */
export const claims: Record<string, Claim> = {
  redirects,
  feed,
  lists,
  rls,
  dashboard,
  'fan-out': fanOut,
  intake,
  starting,
  exports,
}
