import { expect, it } from 'vitest'
import { parseErrors, parseShop } from '../support/parse-shop.js'

const models = {
  'models/a.sql': 'select 1 as id',
  'models/inc.sql':
    "{{ config(materialized='incremental') }}select 1 as id {% if is_incremental() %}where true{% endif %}",
}

const wrong = (properties: string): readonly string[] =>
  parseErrors({ ...models, 'models/s.yml': properties })

it('unit tests that say too little are told of', () => {
  const test = (rest: string): readonly string[] => wrong(`unit_tests:\n  - {name: u, ${rest}}\n`)
  expect(test('model: b, given: [], expect: {rows: []}')).toEqual([
    "Parsing models/s.yml:2:22 the model 'b' of the unit test 'u' was not found",
  ])
  expect(test('model: a, given: [{input: this, rows: 1}], expect: {rows: []}')).toEqual([
    "Parsing models/s.yml:2:53 rows of the format dict are a list of mappings [write '- {column: value}' for each row]",
  ])
  expect(test('model: a, given: [], expect: {format: csv, fixture: gone}')).toEqual([
    "Parsing models/s.yml:2:67 there is no fixture named 'gone' in tests/fixtures",
  ])
  expect(test('model: a, givn: [], expect: {rows: []}')).toEqual([
    "Parsing models/s.yml:2:31 'givn' is no key here; these are: name, model, given, expect, description, overrides, versions, config [did you mean 'given'?]",
  ])
  expect(test('model: inc, given: [], expect: {rows: []}')).toEqual([
    "Parsing models/s.yml:2:5 the unit test 'u' does not say whether 'inc' is incremental in it [write overrides: {macros: {is_incremental: false}}, or true with an input: this]",
  ])
})

it('metrics that are made of what is not there are told of', () => {
  const metric = (rest: string): readonly string[] =>
    wrong(`metrics:\n  - {name: m, label: M, ${rest}}\n  - {name: n, label: N, type: derived, type_params: {metrics: [m]}}
semantic_models:
  - {name: s, model: ref('a'), measures: [{name: total, agg: sum}]}
`)
  expect(metric('type: simple, type_params: {measure: totl}')).toEqual([
    "Parsing models/s.yml:2:62 no semantic model has the measure 'totl' [did you mean 'total'?]",
  ])
  expect(metric('type: derived, type_params: {metrics: [n]}')[0]).toMatch(
    "Parsing models/s.yml:3:63 the metric 'n' is made of itself by way of 'm'",
  )
  expect(metric('type: simpel, type_params: {measure: total}')).toEqual([
    "Parsing models/s.yml:2:31 'type' must be one of simple, ratio, cumulative, derived, conversion [did you mean 'simple'?]",
  ])
  expect(metric('type: cumulative, type_params: {measure: total, window: 7}')).toEqual([
    "Parsing models/s.yml:2:81 a window is a number and a length of time, such as '28 days'",
  ])
})

it('a unit test of a disabled model is disabled', () => {
  const { manifest } = parseShop({
    'models/a.sql': '{{ config(enabled=false) }}select 1 as id',
    'models/s.yml': 'unit_tests: [{name: u, model: a, given: [], expect: {rows: []}}]',
  })
  expect(manifest.resources.size).toBe(0)
  expect([...manifest.disabled.keys()]).toContain('unit_test.shop.a.u')
})
