import { dashboard } from './dashboard.ts'
import { redirects } from './redirects.ts'
import { rls } from './rls.ts'
import type { Claim } from './world.ts'

/** Every file of claims by its name on the command line, in the order they run. */
export const claims: Record<string, Claim> = { redirects, rls, dashboard }
