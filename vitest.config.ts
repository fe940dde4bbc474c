import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Begins with the file that lasts longest, which would otherwise keep one of two cores waiting for it at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const rank = ({ moduleId }: TestSpecification) => Number(moduleId.endsWith('/pages.e2e.ts'))
    return sorted.toSorted((one, other) => rank(other) - rank(one))
  }
}

export default defineConfig({
  test: {
    include: ['{api,db,sql,bin,web,bench}/**/*.test.{ts,tsx}', 'web/e2e/**/*.e2e.ts'],
    globalSetup: './vitest.setup.ts',
    // Two cores: more files at once only wait for one another.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // Tests run on the same Node, the same way as the product: no bundler between.
    experimental: { viteModuleRunner: false },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // One second is not enough for a page on a machine that is busy; waiting longer costs nothing where it comes.
    expect: { poll: { timeout: 15_000 } },
  },
})
