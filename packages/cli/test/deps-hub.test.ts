import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fileServer } from '../../../test/support/file-server.js'
import { packageHub } from './support/package-sources.js'
import { hubPackages, project, published, shop } from './support/shop-with-packages.js'

describe('packages of a hub', () => {
  test('the newest version that the project and its packages agree to is installed and locked', async () => {
    const hub = await packageHub(published)
    const one = shop(
      hubPackages('{package: acme/brush, version: 0.1.0}', "{package: acme/paint, version: '>=1.0.0'}"),
    )
    const { code, output } = await one.deps({ DBT_PACKAGE_HUB_URL: hub.url })
    expect(code).toBe(0)
    expect(output.split('\n').slice(1, -1)).toEqual([
      `Updating lock file in file path: ${join(one.root, 'package-lock.yml')}`,
      'Installing acme/brush',
      'Installed from version 0.1.0',
      'Updated version available: 0.2.0',
      'Installing acme/paint',
      'Installed from version 1.9.0',
      'Updated version available: 1.10.0',
      "Updates available for packages: ['acme/brush', 'acme/paint']",
      'Update your versions in packages.yml, then run tdbt deps',
    ])
    expect(one.installed()).toEqual(['brush', 'paint'])
    expect(one.read('dbt_packages/paint/macros/a.sql')).toBe('1.9.0')
    expect(one.read('package-lock.yml')).toMatch(
      /^packages:\n {2}- name: brush\n {4}package: acme\/brush\n {4}version: 0\.1\.0\n {2}- name: paint\n {4}package: acme\/paint\n {4}version: 1\.9\.0\nsha1_hash: [0-9a-f]{40}\n$/,
    )
  })

  test('a lock is kept until packages.yml changes or --upgrade', async () => {
    const hub = await packageHub(published)
    const env = { DBT_PACKAGE_HUB_URL: `${hub.url}/` }
    const one = shop(hubPackages("{package: acme/paint, version: ['>=1.0.0', '<2.0.0']}"))
    await one.deps(env)
    one.write('package-lock.yml', one.read('package-lock.yml').replace('1.10.0', '1.9.0'))
    await one.deps(env)
    expect(one.read('dbt_packages/paint/macros/a.sql')).toBe('1.9.0')
    await one.deps(env, '--upgrade')
    expect(one.read('dbt_packages/paint/macros/a.sql')).toBe('1.10.0')
    one.write('packages.yml', hubPackages('{package: acme/paint, version: 1.9.0}'))
    await one.deps(env)
    expect(one.read('package-lock.yml')).toContain('version: 1.9.0')
  })

  test('--lock writes the lock file alone', async () => {
    const hub = await packageHub(published)
    const one = shop(hubPackages('{package: acme/paint, version: 1.9.0}'))
    expect((await one.deps({ DBT_PACKAGE_HUB_URL: hub.url }, '--lock')).code).toBe(0)
    expect(one.read('package-lock.yml')).toContain('version: 1.9.0')
    expect(one.installed()).toBeNull()
  })

  test.each([
    ["{package: acme/paint, version: '>=1.0.0', install_prerelease: true}", '2.0.0-rc1'],
    ['{package: acme/paint, version: 2.0.0-rc1}', '2.0.0-rc1'],
    ["{package: acme/paint, version: '>=1.0.0'}", '1.10.0'],
  ])('of prereleases %s takes %s', async (entry, version) => {
    const hub = await packageHub(published)
    const one = shop(hubPackages(entry))
    await one.deps({ DBT_PACKAGE_HUB_URL: hub.url }, '--lock')
    expect(one.read('package-lock.yml')).toContain(`version: ${version}\n`)
  })

  test('versions for another dbt are left out, unless --no-version-check', async () => {
    const hub = await packageHub(published)
    const one = shop(hubPackages('{package: acme/paint, version: 3.0.0}'))
    const env = { DBT_PACKAGE_HUB_URL: hub.url }
    const { code, output } = await one.deps(env)
    expect(code).toBe(2)
    expect(output).toContain('there is no version =3.0.0 of the package acme/paint that can be installed')
    expect(output).toContain("there are 1.9.0, 1.10.0; 'tdbt deps --no-version-check' takes those for other")
    expect((await one.deps(env, '--no-version-check')).code).toBe(0)
    expect(one.installed()).toEqual(['paint'])
  })

  test.each([
    [
      ['{package: acme/brush, version: 0.2.0}', '{package: acme/paint, version: 1.9.0}'],
      'no version of acme/paint is all that is asked for: =1.9.0 by packages.yml, =1.10.0 by package acme/brush',
      'packages.yml:3:5',
    ],
    [
      ['{package: acme/pant, version: 1.0.0}'],
      "the package 'acme/pant' is not in the index",
      "did you mean 'acme/paint'?",
    ],
    [
      ['{package: acme/paint, version: ^1.0.0}'],
      "'^1.0.0' is no version that dbt knows",
      'packages.yml:2:36',
    ],
    [
      ["{package: acme/paint, version: '>=1.0.0,<2.0.0'}"],
      "'>=1.0.0,<2.0.0' is no version",
      'write several conditions as a list',
    ],
    [['{package: paint, version: 1.0.0}'], "the package 'paint' needs a namespace", 'packages.yml:2:15'],
    [['{package: acme/paint}'], "the package 'acme/paint' needs a version", 'packages.yml:2:5'],
    [
      ['{package: acme/paint, version: 1.9.0, install-prerelease: true}'],
      "'install-prerelease' is no key",
      'it is written install_prerelease',
    ],
    [
      ['{pakage: acme/paint}'],
      'an entry of packages needs one of package, git, local, tarball, private',
      'packages.yml:2:5',
    ],
    [
      ['{private: acme/secret}'],
      "the private package 'acme/secret' can be found by dbt Cloud only",
      'write its address instead: git:',
    ],
    [
      ['{local: ../nowhere}'],
      "the local package '../nowhere' is not there",
      'write the path from the folder',
    ],
    [
      ['{tarball: "ftp://x/y.tar.gz", name: y}'],
      "'ftp://x/y.tar.gz' is no address of a web server",
      'https://',
    ],
    [['{tarball: "http://x/y.tar.gz"}'], "'name' is missing", 'packages.yml:2:5'],
  ])('%j can not be installed', async (entries, message, more) => {
    const hub = await packageHub(published)
    const one = shop(hubPackages(...entries))
    const { code, output } = await one.deps({ DBT_PACKAGE_HUB_URL: hub.url })
    expect(code).toBe(2)
    expect(output).toContain(message)
    expect(output).toContain(more)
    expect([one.installed(), existsSync(join(one.root, 'package-lock.yml'))]).toEqual([null, false])
  })

  test('a package that has moved is told of', async () => {
    const hub = await packageHub(published)
    const one = shop(hubPackages('{package: old/paint, version: 1.0.0}'))
    const { code, output } = await one.deps({ DBT_PACKAGE_HUB_URL: hub.url })
    expect(code).toBe(0)
    expect(output).toContain('The package old/paint has become acme/paint')
    expect(output).toContain('- PackageRedirectDeprecation: 1 occurrence')
  })
})

describe('what was installed stays', () => {
  test('where a download fails, until all is there', async () => {
    const hub = await packageHub(published)
    const one = shop(hubPackages('{package: acme/paint, version: 1.9.0}'))
    await one.deps({ DBT_PACKAGE_HUB_URL: hub.url })
    const broken = await packageHub({
      'acme/paint': { versions: { '1.10.0': { files: project('paint') } } },
      'acme/brush': {
        versions: { '0.1.0': { files: project('brush'), archive: Buffer.from('no archive') } },
      },
    })
    one.write(
      'packages.yml',
      hubPackages('{package: acme/paint, version: 1.10.0}', '{package: acme/brush, version: 0.1.0}'),
    )
    const { code, output } = await one.deps({ DBT_PACKAGE_HUB_URL: broken.url })
    expect(code).toBe(2)
    expect(output).toContain(`can't read ${broken.url}/archives/acme/brush/0.1.0.tar.gz`)
    expect(one.installed()).toEqual(['paint'])
    expect(one.read('dbt_packages/paint/macros/a.sql')).toBe('1.9.0')
  })

  test('and what is asked for no more goes', async () => {
    const hub = await packageHub(published)
    const one = shop(hubPackages('{package: acme/brush, version: 0.1.0}'))
    await one.deps({ DBT_PACKAGE_HUB_URL: hub.url })
    expect(one.installed()).toEqual(['brush', 'paint'])
    one.write('packages.yml', hubPackages('{package: acme/paint, version: 1.9.0}'))
    await one.deps({ DBT_PACKAGE_HUB_URL: hub.url })
    expect(one.installed()).toEqual(['paint'])
    one.write('packages.yml', 'packages: []\n')
    const { code, output } = await one.deps()
    expect([code, one.installed()]).toEqual([0, []])
    expect(output).toContain('Warning: No packages were found in packages.yml')
  })
})

test('a server that is busy for a moment is asked again, and one that is not there is told of', async () => {
  const hub = await packageHub(published)
  const shaky = await fileServer((request, response, index) => {
    if (index < 2) response.writeHead(503).end()
    else response.writeHead(302, { location: hub.url + request.url }).end()
  })
  const one = shop(hubPackages('{package: acme/paint, version: 1.9.0}'))
  expect((await one.deps({ DBT_PACKAGE_HUB_URL: shaky.url })).code).toBe(0)
  const other = shop(hubPackages('{package: acme/paint, version: 1.9.0}'))
  const { code, output } = await other.deps({ DBT_PACKAGE_HUB_URL: 'http://hub.invalid/' })
  expect(code).toBe(2)
  expect(output).toContain(
    "can't read http://hub.invalid/api/v1/index.json: the name of the server is not known",
  )
  expect(output).toContain('DBT_PACKAGE_HUB_URL names a mirror of the hub')
})
