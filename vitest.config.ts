import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Packages are read from their TypeScript sources, so that no test runs against a stale build.
  // ('import' must not stand here: the conditions reach Node, whose require() would then be given ES modules.)
  ssr: { resolve: { conditions: ['tdbt-source', 'node'] } },
  // The global setup is loaded in an environment of vitest's own, which takes nothing from `ssr`.
  environments: { __vitest__: { resolve: { conditions: ['tdbt-source', 'node'] } } },
  test: {
    globalSetup: ['test/support/global-setup.ts'],
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
