import { join } from 'node:path'
import { checkBudget } from '../web/budget.ts'
import { buildWeb } from './build-web.ts'
import { listStale } from './generate.ts'
import { listMissing } from './lockfile.ts'
import { root, run } from './run.ts'

// Everything a machine can see without running the product: types, lint, dead code, generated files, page weight.

type Check = { name: string; run: () => Promise<boolean> }

const tool = (name: string, ...given: string[]): Check => ({
  name: [name, ...given].join(' '),
  run: async () => (await run(name, ...given)) === 0,
})

const checks: Check[] = [
  tool('tsc', '-p', 'tsconfig.json'),
  tool('biome', 'check'),
  tool('oxlint', '--type-aware', '--quiet', 'api', 'bench', 'bin', 'db', 'sql', 'web'),
  tool('knip'),
  {
    name: 'generated files are up to date',
    async run() {
      const stale = await listStale()
      if (stale.length > 0) console.error(`Out of date: ${stale.join(', ')}. Run: npm run generate`)
      return stale.length === 0
    },
  },
  {
    name: 'the lockfile holds every platform',
    async run() {
      const missing = [...listMissing().keys()]
      if (missing.length > 0) console.error(`Missing: ${missing.join(', ')}. Run: npm run generate`)
      return missing.length === 0
    },
  },
  {
    name: 'the dashboard is within its budget',
    async run() {
      await buildWeb(console.log)
      const violations = checkBudget(join(root, 'web/dist'))
      for (const violation of violations) console.error(violation)
      return violations.length === 0
    },
  },
]

let failures = 0
for (const check of checks) {
  const isFine = await check.run()
  console.log(`${isFine ? 'ok    ' : 'FAILED'} ${check.name}`)
  if (!isFine) failures += 1
}
process.exit(failures > 0 ? 1 : 0)
