import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fileServer } from '../../../test/support/file-server.js'
import { archiveOf, type Commit, gitServer, repository } from './support/package-sources.js'
import { hubPackages, project, shop } from './support/shop-with-packages.js'

describe('packages of git', () => {
  const commits: readonly Commit[] = [
    { files: project('paint', { 'macros/a.sql': 'first' }), tag: '1.0' },
    {
      files: {
        'macros/a.sql': 'second',
        ...Object.fromEntries(Object.entries(project('inner')).map(([name, text]) => [`deep/${name}`, text])),
      },
      branch: 'dev',
    },
    { files: { 'macros/a.sql': 'third', 'packages.yml': 'packages: [{local: ../beside}]' } },
  ]

  test('a tag, a branch, a commit, a folder in it, and what it asks for', async () => {
    const { folder, shas } = repository(commits)
    const address = await gitServer(dirname(folder))
    const url = address(folder.split('/').at(-1)!)
    const one = shop('', { '../beside/dbt_project.yml': 'name: beside\n' })
    const found: unknown[] = []
    for (const revision of ['1.0', 'dev', shas[0], shas[2]]) {
      one.write('packages.yml', hubPackages(`{git: "${url}", revision: ${revision}}`))
      expect(await one.deps()).toMatchObject({ code: 0 })
      found.push([one.read('dbt_packages/paint/macros/a.sql'), one.installed()])
      expect(one.read('package-lock.yml')).toContain(`  - git: ${url}\n    name: paint\n    revision: `)
    }
    expect(found).toEqual([
      ['first', ['paint']],
      ['second', ['paint']],
      ['first', ['paint']],
      ['third', ['beside', 'paint']],
    ])
    one.write('packages.yml', hubPackages(`{git: "${url}", revision: dev, subdirectory: deep}`))
    const { output } = await one.deps()
    expect(one.installed()).toEqual(['inner'])
    expect(output).toContain(
      `Installing ${url}/deep\nInstalled from revision ${shas[1]}\nand subdirectory deep`,
    )
    expect(one.read('package-lock.yml')).toContain(`revision: ${shas[1]}\n    subdirectory: deep\n`)
  })

  test('none that is pinned to nothing is installed without a warning, unless that is meant', async () => {
    const { folder, shas } = repository(commits.slice(0, 2))
    const one = shop(hubPackages(`{git: "${folder}"}`))
    const { output } = await one.deps()
    expect(output).toContain(`[WARNING]: the git package ${folder} is not pinned: its default branch is used`)
    expect(one.read('package-lock.yml')).toContain(`revision: ${shas[1]}\n`)
    one.write('packages.yml', hubPackages(`{git: "${folder}", warn-unpinned: false}`))
    expect((await one.deps()).output).not.toContain('WARNING')
  })

  test('mirrors are set with git, and secrets stay in the environment', async () => {
    const { folder } = repository(commits.slice(0, 1))
    const one = shop(
      hubPackages(
        `{git: "https://{{ env_var('DBT_ENV_SECRET_KEY') }}@git.invalid/paint.git", revision: "{{ var('tag') }}"}`,
      ),
    )
    const { code, output } = await one.deps(
      {
        DBT_ENV_SECRET_KEY: 'verysecret',
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: `url.${folder}.insteadOf`,
        GIT_CONFIG_VALUE_0: 'https://verysecret@git.invalid/paint.git',
      },
      '--vars',
      "{tag: '1.0'}",
    )
    expect([code, one.installed()]).toEqual([0, ['paint']])
    expect(output + one.read('package-lock.yml')).not.toContain('verysecret')
    expect(one.read('package-lock.yml')).toContain("env_var(''DBT_ENV_SECRET_KEY'')")
  })

  test.each([
    ['revision: nope', "has no branch or tag 'nope'", 'write a branch, a tag or all 40 letters of a commit'],
    ['revision: de', "has no branch or tag 'de'", "did you mean 'dev'?"],
    ['revision: dev, subdirectory: ../..', "has no folder '../..'", 'name the subdirectory'],
    ['revision: dev, subdirectory: macros', 'has no dbt_project.yml', 'name the subdirectory'],
    [`revision: "${'0'.repeat(40)}"`, "git can't get", 'git ls-remote'],
    ["revision: '--upload-pack=touch x'", 'has no branch or tag', 'write a branch'],
  ])('%s can not be had', async (more, message, hint) => {
    const { folder } = repository(commits.slice(0, 2))
    const one = shop(hubPackages(`{git: "${folder}", ${more}}`))
    const { code, output } = await one.deps()
    expect(code).toBe(2)
    expect(output).toContain(message)
    expect(output).toContain(hint)
    expect(one.installed()).toBeNull()
  })
})

describe('archives', () => {
  const install = async (archive: Buffer, name = 'paint') => {
    const server = await fileServer((_request, response) => response.end(archive))
    const one = shop(hubPackages(`{tarball: "${server.url}/x.tar.gz", name: "${name}"}`))
    return { ...one, ...(await one.deps()), url: server.url }
  }

  test('one is installed under the name that it is given', async () => {
    const one = await install(
      archiveOf(project('paint', { 'macros/a.sql': 'x' }), { links: { link: 'macros/a.sql' } }),
    )
    expect([one.code, one.installed()]).toEqual([0, ['paint']])
    expect(one.read('dbt_packages/paint/link')).toBe('x')
    expect(one.read('package-lock.yml')).toContain(
      `packages:\n  - name: paint\n    tarball: ${one.url}/x.tar.gz\n`,
    )
  })

  test.each([
    [
      'a link out of it',
      () => archiveOf(project('paint'), { links: { out: '../../../etc' } }),
      "the link 'top/out' leads out of its folder",
    ],
    [
      'a link to an absolute path',
      () => archiveOf(project('paint'), { links: { out: '/etc' } }),
      "the link 'top/out' leads out of its folder",
    ],
    ['a file beside its folder', () => evilArchive('../evil.txt'), "'../evil.txt' leads out of its folder"],
    ['a file at an absolute path', () => evilArchive('/tmp/evil.txt'), 'leads out of its folder'],
  ])('%s is refused', async (_what, archive, message) => {
    const one = await install(archive())
    expect(one.code).toBe(2)
    expect(one.output).toContain(message)
    expect(one.installed()).toBeNull()
  })

  test('a name that leads out of the folder of packages is refused', async () => {
    const one = await install(archiveOf(project('paint')), '../paint')
    expect(one.code).toBe(2)
    expect(one.output).toContain("'../paint' can't be the name of a package")
  })
})

/** An archive whose second file has a path that no honest one has. */
function evilArchive(path: string): Buffer {
  const { gunzipSync, gzipSync } = process.getBuiltinModule('node:zlib')
  const name = 'top/'.padEnd(path.length, 'x')
  const bytes = gunzipSync(archiveOf({ ...project('paint'), [name.slice('top/'.length)]: 'evil' }))
  for (let at = 0; at < bytes.length; at += 512) {
    if (bytes.toString('latin1', at, at + name.length + 1) !== `${name}\0`) continue
    bytes.write(path, at, 'latin1')
    bytes.fill(' ', at + 148, at + 156)
    const sum = bytes.subarray(at, at + 512).reduce((total, byte) => total + byte, 0)
    bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, at + 148, 'latin1')
  }
  return gzipSync(bytes)
}
