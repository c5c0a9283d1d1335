import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { pages } from '../../scripts/docs/pages.js'

const root = fileURLToPath(new URL('../../', import.meta.url))

const read = (path: string): string => readFileSync(join(root, path), 'utf8')

describe('pages that are made from the code', () => {
  it.each(Object.entries(pages))('%s is what `npm run docs` makes', (path, page) => {
    expect(read(path)).toBe(page())
  })
})

/** Sources of the packages, and the macros that come with them. */
function sources(ending: string, folder: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.startsWith('packages/') && path.includes(`/${folder}/`) && path.endsWith(ending))
    .filter((path) => !/\/(node_modules|dist|test)\//.test(path))
    .map(read)
}

describe('the page of configuration', () => {
  const page = read('docs/reference/configuration.md')

  it('has every config that a macro reads', () => {
    const read = sources('.sql', 'macros').flatMap((text) => [...text.matchAll(/\bconfig\.get\('([\w-]+)'/g)])
    const names = [...new Set(read.map(([, name]) => name ?? ''))]
    expect(names.length).toBeGreaterThan(20)
    expect(names.filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([
      // Set by the macros themselves while a unit test runs, and the older name of snapshot_meta_column_names.
      ...['snapshot_table_column_names', 'expected_rows', 'expected_sql'],
    ])
  })

  it('has every environment variable that is read', () => {
    const names = sources('.ts', 'src').flatMap((text) =>
      [...text.matchAll(/\benv\.([A-Z]\w+)|\b(PG[A-Z]{3,})\b/g)].map(
        ([, name, other]) => name ?? other ?? '',
      ),
    )
    expect(new Set(names).size).toBeGreaterThan(10)
    const missing = [...new Set(names)].filter((name) => !new RegExp(`\\b${name}\\b`).test(page))
    // .s.PGSQL is the name of a socket.
    expect(missing.filter((name) => name !== 'PGSQL')).toEqual([])
  })
})
