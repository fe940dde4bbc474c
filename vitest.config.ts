import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const longest = ['/pages.e2e.ts', '/mutants.test.ts']

/** Begins with the files that last longest, for which one of two cores would otherwise wait at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ moduleId }: TestSpecification) =>
      Number(longest.some((name) => moduleId.endsWith(name)))
    return sorted.toSorted((one, other) => isLong(other) - isLong(one))
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
