import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { errorCatalog } from '@tdbt/adapter-api'
import fastGlob from 'fast-glob'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

// That no error has a code which isn't in the catalogue is seen by the types.
it('every code of the catalogue is that of some error', () => {
  const sources = fastGlob
    .sync('packages/*/src/**/*.ts', { cwd: root, ignore: ['**/error-catalog/**'] })
    .map((file) => readFileSync(`${root}${file}`, 'utf8'))
    .join('\n')
  const unused = Object.keys(errorCatalog).filter((code) => !sources.includes(`'${code}'`))
  expect(unused).toEqual([])
})
