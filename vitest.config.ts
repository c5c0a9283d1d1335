import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Packages are read from their TypeScript sources, so that no test runs against a stale build.
  ssr: { resolve: { conditions: ['tdbt-source', 'node', 'import', 'default'] } },
  test: {
    include: [
      'packages/*/test/**/*.test.ts',
      'retail_project/test/**/*.test.ts',
      'examples/test/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
