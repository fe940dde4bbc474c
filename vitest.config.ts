import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{api,db,sql,bin,web}/**/*.test.{ts,tsx}', 'web/e2e/**/*.e2e.ts'],
    globalSetup: './vitest.setup.ts',
    // Two cores: more files at once only wait for one another.
    maxWorkers: 2,
    // Tests run on the same Node, the same way as the product: no bundler between.
    experimental: { viteModuleRunner: false },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // One second is not enough for a page on a machine that is busy; waiting longer costs nothing where it comes.
    expect: { poll: { timeout: 15_000 } },
  },
})
