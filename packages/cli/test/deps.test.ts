import { existsSync, lstatSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { packageHub } from './support/package-sources.js'
import { hubPackages, published, shop } from './support/shop-with-packages.js'
import { tdbt } from './support/tdbt.js'

describe('local packages', () => {
  test('are linked, with what they ask for, from the folder of the project', async () => {
    const one = shop(hubPackages('{local: ../paint}'), {
      '../paint/dbt_project.yml': 'name: paint\n',
      '../paint/packages.yml': 'packages: [{local: ../brush}]',
      '../brush/dbt_project.yml': 'name: brush\n',
      '../brush/packages.yml': 'packages: [{local: ../paint}]',
    })
    expect(await one.deps()).toMatchObject({ code: 0 })
    expect(one.installed()).toEqual(['brush', 'paint'])
    expect(lstatSync(join(one.root, 'dbt_packages/paint')).isSymbolicLink()).toBe(true)
    expect(one.read('package-lock.yml')).toMatch(
      /^packages:\n {2}- local: \.\.\/paint\n {4}name: paint\n {2}- local: \.\.\/brush\n {4}name: brush\nsha1_hash: /,
    )
    expect((await one.deps()).code).toBe(0)
    expect(existsSync(join(one.root, '../paint/dbt_project.yml'))).toBe(true)
  })

  test.each([
    ['paint', 'paint', "'paint' is the name of the package ../a and of the package ../b"],
    ['paint', 'shop', "'shop' is the name of the project itself and of the package ../b"],
  ])('named %s and %s are refused', async (first, second, message) => {
    const one = shop(hubPackages('{local: ../a}', '{local: ../b}'), {
      '../a/dbt_project.yml': `name: ${first}\n`,
      '../b/dbt_project.yml': `name: ${second}\n`,
    })
    const { code, output } = await one.deps()
    expect(code).toBe(2)
    expect(output).toContain(message)
  })
})

test('dependencies.yml is read as it is, and beside packages.yml refused', async () => {
  const one = shop('', {
    'dependencies.yml': 'projects: [{name: other}]\npackages: [{local: ../paint}]\n',
    '../paint/dbt_project.yml': 'name: paint\n',
  })
  expect(await one.deps()).toMatchObject({ code: 0 })
  expect(one.installed()).toEqual(['paint'])
  one.write('packages.yml', 'packages: []')
  expect((await one.deps()).output).toContain("'packages' stands in both packages.yml and dependencies.yml")
  one.write('packages.yml', 'projects: []')
  expect((await one.deps()).output).toContain("'projects' belongs into dependencies.yml")
})

describe('--add-package', () => {
  test('writes an entry and installs it; comments stay, an entry for the same package goes', async () => {
    const hub = await packageHub(published)
    const env = { DBT_PACKAGE_HUB_URL: hub.url }
    const one = shop(
      '# ours\npackages:\n  - package: acme/paint # the colours\n    version: 1.9.0\n  - local: ../beside\n',
      {
        '../beside/dbt_project.yml': 'name: beside\n',
      },
    )
    const { code, output } = await one.deps(env, '--add-package', 'acme/paint@>=1.0.0,<2.0.0')
    expect(code).toBe(0)
    expect(output).toContain(
      'Found duplicate package in packages.yml, removing: {"package":"acme/paint","version":"1.9.0"}',
    )
    expect(output).toContain(
      `Added new package acme/paint@>=1.0.0,<2.0.0 to ${join(one.root, 'packages.yml')}`,
    )
    expect(one.read('packages.yml')).toBe(
      '# ours\npackages:\n  - local: ../beside\n  - package: acme/paint\n    version:\n      - ">=1.0.0"\n      - <2.0.0\n',
    )
    expect(one.read('dbt_packages/paint/macros/a.sql')).toBe('1.10.0')
  })

  test.each([
    ['git', 'git@github.com:acme/paint.git', 'packages:\n  - git: git@github.com:acme/paint.git\n'],
    [
      'git',
      'https://x.invalid/paint.git@1.0',
      'packages:\n  - git: https://x.invalid/paint.git\n    revision: "1.0"\n',
    ],
    ['local', '../paint', 'packages:\n  - local: ../paint\n'],
    ['hub', 'acme/paint@1.0.0', 'packages:\n  - package: acme/paint\n    version: 1.0.0\n'],
  ])('of %s: %s, into a file of its own', async (source, name, text) => {
    const one = shop('')
    // What it names is not there.
    const { code } = await one.deps(
      { DBT_PACKAGE_HUB_URL: 'http://hub.invalid', GIT_ALLOW_PROTOCOL: 'none' },
      '--add-package',
      name,
      '--source',
      source,
    )
    expect(code).toBe(2)
    expect(one.read('packages.yml')).toBe(text)
  })

  test('of the hub without a version is refused', async () => {
    const one = shop('')
    const { code, output } = await one.deps({}, '--add-package', 'acme/paint')
    expect(code).toBe(2)
    expect(output).toContain("'acme/paint' must be namespace/name@version")
  })
})

describe('other commands', () => {
  const offline = { 'dbt_project.yml': 'name: shop\n', 'models/a.sql': 'select 1 as id' }

  test('say that packages are missing', async () => {
    const one = shop(hubPackages('{local: ../paint}', '{local: ../brush}'), {
      ...offline,
      'dbt_packages/paint/dbt_project.yml': 'name: paint\n',
      'dbt_packages/__staging/dbt_project.yml': 'name: staging\n',
    })
    const { code, stdout } = await tdbt(['ls'], { cwd: one.root })
    expect(code).toBe(2)
    expect(stdout).toContain('Dependency Error in packages.yml:1:1')
    expect(stdout).toContain('packages.yml asks for 2 package(s), but only 1 are installed in dbt_packages')
    expect(stdout).toContain('hint: run tdbt deps')
  })

  test.each([
    [
      'the project',
      '',
      { 'dbt_project.yml': 'name: shop\nrequire-dbt-version: [">=1.0.0", "<1.5.0"]\n' },
      "'shop' requires dbt >=1.0.0, <1.5.0",
      'dbt_project.yml:2:22',
    ],
    [
      'a package',
      '',
      { 'dbt_packages/paint/dbt_project.yml': 'name: paint\nrequire-dbt-version: ">=2.0.0"\n' },
      "'paint' requires dbt >=2.0.0",
      'dbt_packages/paint/dbt_project.yml:2:22',
    ],
  ])(
    'refuse %s that is for another dbt, unless --no-version-check',
    async (_what, packages, files, message, place) => {
      const one = shop(packages, { ...offline, ...files })
      const refused = await tdbt(['ls'], { cwd: one.root })
      expect(refused.code).toBe(2)
      expect(refused.stdout).toContain(message)
      expect(refused.stdout).toContain(place)
      expect((await tdbt(['ls', '--no-version-check'], { cwd: one.root })).code).toBe(0)
      expect((await tdbt(['ls'], { cwd: one.root, env: { DBT_VERSION_CHECK: 'false' } })).code).toBe(0)
    },
  )

  test('refuse conditions that no version meets, or that are none', async () => {
    const one = shop('', {
      ...offline,
      'dbt_project.yml': 'name: shop\nrequire-dbt-version: ">=1.5.0,<1.0.0"\n',
    })
    expect((await tdbt(['ls'], { cwd: one.root })).stdout).toContain(
      "no version of dbt is what 'shop' requires",
    )
    one.write('dbt_project.yml', 'name: shop\nrequire-dbt-version: "1.x"\n')
    expect((await tdbt(['ls'], { cwd: one.root })).stdout).toContain("'1.x' is no version that dbt knows")
  })

  test('refuse two packages of one name', async () => {
    const one = shop('', {
      ...offline,
      'dbt_packages/a/dbt_project.yml': 'name: a\n',
      'dbt_packages/b/dbt_project.yml': 'name: a\n',
    })
    const { code, stdout } = await tdbt(['ls'], { cwd: one.root })
    expect(code).toBe(2)
    expect(stdout).toContain('dbt_packages/b/dbt_project.yml:1:7')
    expect(stdout).toContain("there are two packages named 'a'")
  })
})
