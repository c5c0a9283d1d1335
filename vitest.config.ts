import { configDefaults, defineConfig } from 'vitest/config'

const hasS3Server = process.env.TDBT_TEST_S3_PYTHON !== undefined

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    include: [
      'packages/*/test/**/*.test.ts',
      'retail_project/test/**/*.test.ts',
      'examples/test/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    // They need Python: `npm run s3:test`.
    exclude: [...configDefaults.exclude, ...(hasS3Server ? [] : ['packages/cli/test/s3/**'])],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
