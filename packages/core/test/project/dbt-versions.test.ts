import { expect, test } from 'vitest'
import {
  combineVersions,
  isWithin,
  parseVersion,
  rangeText,
  versionText,
} from '../../src/project/dbt-versions.js'

const range = (...conditions: string[]) => combineVersions(conditions.map(parseVersion))

test.each([
  ['1.2.3', '=1.2.3'],
  ['>=1.0.0', '>=1.0.0'],
  ['=1.0.0-rc1', '=1.0.0-rc1'],
  ['1.0.0b2', '=1.0.0-b2'],
  ['<2.0.0-a.1+build.7', '<2.0.0-a.1+build.7'],
])('%s is read', (text, shown) => {
  expect(versionText(parseVersion(text))).toBe(shown)
})

test.each([
  '1.0',
  '^1.0.0',
  '~1.0.0',
  '>= 1.0.0',
  '1.0.0 ',
  '01.0.0',
  'latest',
  '',
  '>=1.0.0,<2.0.0',
  '==1.0.0',
])("'%s' is none", (text) => {
  expect(() => parseVersion(text)).toThrow(`'${text}' is no version that dbt knows`)
})

// What dbt 1.11's `reduce_versions` gives of each.
test.each([
  [['>=1.0.0', '<2.0.0'], '>=1.0.0, <2.0.0'],
  [['>=1.0.0', '>1.0.0', '<=2.0.0', '<2.0.0'], '>1.0.0, <2.0.0'],
  [['>=0.8.0', '1.0.0', '<2.0.0'], '=1.0.0'],
  [['>=1.0.0', '<=1.0.0'], '>=1.0.0, <=1.0.0'],
  [[], 'any'],
  [['>1.0.0'], '>1.0.0'],
  [['1.0.0', '1.0.1'], null],
  [['>1.0.0', '<=1.0.0'], null],
  [['>=1.0.0', '<1.0.0'], null],
  [['>=2.0.0', '<1.0.0'], null],
  [['>1.0.0', '1.0.0'], null],
  [['<2.0.0', '2.0.0-rc1'], null],
  [['<=2.0.0', '2.0.0-rc1'], '=2.0.0-rc1'],
  [['>=2.0.0', '2.0.0-rc1'], null],
])('%s together', (conditions, shown) => {
  const combined = range(...conditions)
  expect(combined && rangeText(combined)).toBe(shown)
})

test('versions are in order as numbers, prereleases before their version', () => {
  const wanted = range('>1.9.0-rc2', '<=1.10.0')!
  const inside = ['1.9.0-rc1', '1.9.0-rc2', '1.9.0-rc3', '1.9.0', '1.10.0-b1', '1.10.0', '1.10.1', '2.0.0']
  expect(inside.filter((text) => isWithin(parseVersion(text), wanted))).toEqual([
    '1.9.0-rc3',
    '1.9.0',
    '1.10.0-b1',
    '1.10.0',
  ])
})

test('the parts of a prerelease are compared as semver does', () => {
  const above = range('>1.0.0-alpha.2')!
  const all = ['1.0.0-1', '1.0.0-alpha.1', '1.0.0-alpha.10', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0']
  expect(all.filter((text) => isWithin(parseVersion(text), above))).toEqual([
    '1.0.0-alpha.10',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0',
  ])
})
