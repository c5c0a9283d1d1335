import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Files, type Published, scratchFolder, writeFiles } from './package-sources.js'
import { tdbt } from './tdbt.js'

export const project = (name: string, more: Files = {}): Files => ({
  'dbt_project.yml': `name: ${name}\n`,
  ...more,
})

/** A project that asks for packages, in a folder of its own. */
export function shop(packages: string, files: Files = {}) {
  const root = join(scratchFolder(), 'shop')
  writeFiles(root, {
    'dbt_project.yml': 'name: shop\nprofile: nowhere\n',
    'packages.yml': packages,
    ...files,
  })
  const read = (path: string): string => readFileSync(join(root, path), 'utf8')
  return {
    root,
    read,
    write: (path: string, text: string) => writeFileSync(join(root, path), text),
    installed: () =>
      existsSync(join(root, 'dbt_packages')) ? readdirSync(join(root, 'dbt_packages')).sort() : null,
    deps: async (env: Readonly<Record<string, string>> = {}, ...flags: readonly string[]) => {
      const { code, stdout, stderr } = await tdbt(['deps', ...flags], { cwd: root, env })
      return { code, output: (stdout + stderr).replace(/^\d\d:\d\d:\d\d {2}/gm, '') }
    },
  }
}

export const published: Published = {
  'acme/paint': {
    versions: {
      '1.9.0': { files: project('paint', { 'macros/a.sql': '1.9.0' }) },
      '1.10.0': { files: project('paint', { 'macros/a.sql': '1.10.0' }) },
      '2.0.0-rc1': { files: project('paint') },
      '3.0.0': { files: project('paint'), requires: ['>=2.0.0', '<3.0.0'] },
    },
  },
  'acme/brush': {
    versions: {
      '0.1.0': {
        files: project('brush'),
        packages: [{ package: 'acme/paint', version: ['>=1.0.0', '<1.10.0'] }],
      },
      '0.2.0': { files: project('brush'), packages: [{ package: 'acme/paint', version: '1.10.0' }] },
    },
  },
  'old/paint': { redirect: 'acme/paint', versions: { '1.0.0': { files: project('paint') } } },
}

export const hubPackages = (...entries: readonly string[]): string =>
  `packages:\n${entries.map((entry) => `  - ${entry}\n`).join('')}`
