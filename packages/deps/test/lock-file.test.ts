import { readYaml, toPackageSpecs } from '@tdbt/core'
import { expect, test } from 'vitest'
import { packagesHash } from '../src/lock-file.js'

test("the hash of a lock is dbt's", () => {
  // As dbt 1.11 wrote them for these files.
  const hashes = {
    'packages:\n  - {package: dbt-labs/dbt_utils, version: 1.3.3}\n':
      '5ffdb7983bbd653b524c5344daf6cb5fd9eaf293',
    'packages:\n  - {package: dbt-labs/dbt_utils, version: [1.0, 2], install_prerelease: true}\n':
      '1d10427776a616741f06c7da954a05a72387edd9',
    'packages:\n  - {git: "https://x/y.git", revision: 1.0, warn-unpinned: false}\n':
      '3f76bed134951fc3c466d762c2c7ef26288c9511',
    'packages:\n  - {git: "https://x/y.git", revision: 12, subdirectory: a/b, name: foo}\n':
      '6ea1cdf8f78debc4592abb503c704b0d9545e591',
    'packages:\n  - {local: ../é, name: null}\n': '43dab5e75c1c25ba51741cb97a6612cddeddf8b7',
    'packages:\n  - {tarball: "https://x/y.tar.gz", name: foo}\n': '880e8cd05071c567b9802e761ac6a7e64f63bdf3',
    'packages:\n  - {private: org/x, provider: github}\n': '0b44f179ed8f576245e206c692d35ab2ce1b3f35',
  }
  for (const [text, hash] of Object.entries(hashes)) {
    const yaml = { file: 'packages.yml', text }
    const { packages } = readYaml(text, 'packages.yml') as { packages: unknown }
    const invocation = { env: {}, flags: { vars: {} } } as unknown as Parameters<typeof toPackageSpecs>[0]
    expect(packagesHash(toPackageSpecs(invocation, packages, yaml))).toBe(hash)
  }
})
