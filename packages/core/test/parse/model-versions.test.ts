import { expect, it } from 'vitest'
import { parseErrors, parseShop } from '../support/parse-shop.js'

const model = 'select 1 as id'

it('versions that contradict each other are told of at their place', () => {
  const wrong = (properties: string): readonly string[] =>
    parseErrors({ 'models/m_v1.sql': model, 'models/s.yml': `models:\n  - name: m\n    ${properties}\n` })
  expect(wrong('versions: 1')).toEqual(["Parsing models/s.yml:3:15 'versions' must be a list"])
  expect(wrong('versions: [{x: 1}]')).toEqual([
    "Parsing models/s.yml:3:16 a version is a mapping with 'v', its number or name",
  ])
  expect(wrong("versions: [{v: 1}, {v: '1'}]")).toEqual([
    "Parsing models/s.yml:3:28 the version '1' of 'm' is there twice",
  ])
  expect(wrong('versions: [{v: beta}]\n    latest_version: bta')).toEqual([
    "Parsing models/s.yml:4:21 latest_version of 'm' is none of its versions: beta [did you mean 'beta'?]",
  ])
  expect(wrong('versions: [{v: 1, columns: [{include: [a], exclude: [b]}]}]')).toEqual([
    "Parsing models/s.yml:3:33 'exclude' needs 'include: all' beside it",
  ])
})

it('what is wrong with a column of a version is told of where that column stands', () => {
  expect(
    parseErrors({
      'models/m_v1.sql': model,
      'models/m_v2.sql': model,
      'models/s.yml': `models:
  - name: m
    columns:
      - {name: id, data_tests: [unique]}
    versions:
      - v: 1
      - v: 2
        columns:
          - include: all
          - {name: b, data_tests: [uniqe]}
`,
    }),
  ).toEqual(["Parsing models/s.yml:10:36 there is no generic test named 'uniqe' [did you mean 'unique'?]"])
})

it('a ref to a version that is not there says which one was meant', () => {
  const files = {
    'models/m_v1.sql': model,
    'models/reader.sql': "select * from {{ ref('m', v=2) }}",
    'models/s.yml': 'models: [{name: m, versions: [{v: 1}]}]',
  }
  expect(parseErrors(files)).toEqual([
    "Compilation models/reader.sql:1:22 model.shop.reader depends on a node named 'm' with version '2' which was not found [did you mean 'm.v1'?]",
  ])
})

it('a model has versions or has none', () => {
  const files = {
    'models/m_v1.sql': model,
    'models/m.sql': model,
    'models/s.yml': 'models: [{name: m, versions: [{v: 1}]}]',
  }
  expect(parseErrors(files)).toEqual([
    "Compilation models/m_v1.sql:1:1 there are two resources named 'm': ref('m') could mean either [the other is models/m.sql:1:1; rename one of them]",
  ])
})

it('deprecated models and their readers are warned about', () => {
  const { warnings } = parseShop({
    'models/m_v1.sql': model,
    'models/m_v2.sql': model,
    'models/reader.sql': "select * from {{ ref('m', v=1) }}",
    'models/s.yml':
      'models: [{name: m, versions: [{v: 1, deprecation_date: 2020-01-01T00:00:00Z}, {v: 2, deprecation_date: 2900-01-01}]}]',
  })
  expect(warnings).toEqual([
    'models/m_v1.sql: Model m.v1 has passed its deprecation date of 2020-01-01T00:00:00+00:00. This model should be disabled or removed.',
    "models/reader.sql: While compiling 'reader': Found a reference to m.v1, which was deprecated on '2020-01-01T00:00:00+00:00'. A new version of 'm' is available. Migrate now: {{ ref('shop', 'm', v='2') }}.",
  ])
})
