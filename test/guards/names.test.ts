import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const packages = fileURLToPath(new URL('../../packages/', import.meta.url))

const drawers = new Set(['utils', 'util', 'helpers', 'helper', 'lib', 'common', 'misc', 'shared', 'types'])

/** Names that say nothing of what is inside, or are not in kebab-case. */
function badNames(paths: readonly string[]): string[] {
  return paths.filter((path) =>
    path.split('/').some((part) => {
      const name = part.replace(/(\.test|\.d)?\.[cm]?[jt]s$/, '')
      return drawers.has(name) || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)
    }),
  )
}

function sourceFiles(): string[] {
  return readdirSync(packages).flatMap((name) =>
    readdirSync(join(packages, name), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && ['src', 'test'].includes(entry.name))
      .flatMap((folder) =>
        readdirSync(join(packages, name, folder.name), { recursive: true, encoding: 'utf8' }),
      )
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => /\.[cm]?[jt]s$/.test(path)),
  )
}

describe('file names', () => {
  it('say what is inside, in kebab-case', () => {
    const files = sourceFiles()
    expect(files.map((path) => basename(path))).toContain('parse-project.ts')
    expect(badNames(files)).toEqual([])
  })

  it('are refused where they are drawers or in another case', () => {
    expect(
      badNames(['core/src/utils/a.ts', 'core/src/types.ts', 'core/src/runNode.ts', 'core/src/a-b.ts']),
    ).toEqual(['core/src/utils/a.ts', 'core/src/types.ts', 'core/src/runNode.ts'])
  })
})
