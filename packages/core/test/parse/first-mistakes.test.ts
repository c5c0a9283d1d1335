import { expect, it } from 'vitest'
import { parseErrors, parseShop } from '../support/parse-shop.js'

const sources = 'sources: [{name: raw, tables: [{name: orders}, {name: order_items}]}]\n'

it('a ref of a source and a source of a model say how it is written', () => {
  expect(
    parseErrors({
      'models/sources.yml': sources,
      'models/a.sql': "select * from {{ ref('orders') }}",
      'models/b.sql': "select * from {{ ref('raw', 'orders') }}",
      'models/c.sql': "select * from {{ source('shop', 'stg_order_items') }}",
      'models/stg_order_items.sql': "select * from {{ ref('order_items') }}",
    }),
  ).toEqual([
    "Compilation models/a.sql:1:22 model.shop.a depends on a node named 'orders' which was not found [is it the table of a source? write source('raw', 'orders')]",
    "Compilation models/b.sql:1:29 model.shop.b depends on a node named 'orders' in the package 'raw' which was not found [is it the table of a source? write source('raw', 'orders')]",
    "Compilation models/c.sql:1:33 model.shop.c depends on a source named 'shop.stg_order_items' which was not found ['stg_order_items' is no source: write ref('stg_order_items')]",
    "Compilation models/stg_order_items.sql:1:22 model.shop.stg_order_items depends on a node named 'order_items' which was not found [did you mean 'stg_order_items'? or is it the table of a source? write source('raw', 'order_items')]",
  ])
})

it('names that lack their quotes are named', () => {
  expect(
    parseErrors({
      'models/sources.yml': sources,
      'models/a.sql': 'select * from {{ ref(orders) }}',
      'models/b.sql': "select * from {{ source('raw', orders) }}",
      'models/c.sql': '{{ config(materialized=table) }} select 1 as id',
    }),
  ).toEqual([
    "Compilation models/a.sql:1:18 'orders', which ref() is called with, is undefined [put it in quotes if it is a text: 'orders']",
    "Compilation models/b.sql:1:18 'orders', which source() is called with, is undefined [put it in quotes if it is a text: 'orders']",
    "Compilation models/c.sql:1:4 'table', which config() is called with, is undefined [put it in quotes if it is a text: 'table']",
  ])
})

it('a ref in a comment of SQL says that Jinja reads it', () => {
  const [error] = parseErrors({ 'models/a.sql': "select 1 as id\n  -- from {{ ref('gone') }}\n" })
  expect(error).toMatch(/^Compilation models\/a\.sql:2:18 .* \[Jinja reads .* write \{# \.\.\. #\} around/)
})

it.each([
  ['of a key', "models:\n  - name: a\n    description: {{ doc('a') }}\n", '3:18'],
  ['with a text after it', "models:\n  - name: a\n    description: {{ doc('a') }} and more\n", '3:18'],
  ['in a list', 'models:\n  - name: a\n    tags:\n      - {{ target.name }}\n', '4:9'],
  ['of a block', 'models:\n  - name: a\n    description: {% if x %}\n', '3:18'],
])('a template outside of quotes, as value %s, is marked', (_, text, at) => {
  expect(parseErrors({ 'models/a.sql': 'select 1 as id', 'models/s.yml': text })).toEqual([
    `Parsing models/s.yml:${at} invalid YAML: a template stands outside of quotes [put the value in quotes, since { opens a mapping of YAML: key: "{{ ... }}"]`,
  ])
})

it('macros that call each other without end are told in the words of a template, with where it began', () => {
  const [error = ''] = parseErrors({
    'macros/m.sql': '{% macro a() %}{{ b() }}{% endmacro %}\n{% macro b() %}{{ a() }}{% endmacro %}',
    'models/a.sql': 'select {{ a() }} as id',
  })
  expect(error).toMatch(/maximum recursion depth exceeded/)
  expect(error).toMatch(/ in a \(models\/a\.sql:1\)/)
  expect(error).toMatch(/\[end the calls: these macros call each other, or one itself, again and again\]$/)
})

it('an argument that a test does not take is answered with those that it takes', () => {
  const [error = ''] = parseErrors({
    'models/a.sql': 'select 1 as id',
    'macros/t.sql': '{% test within(model, column_name, least) %}select 1{% endtest %}',
    'models/s.yml': 'models: [{name: a, columns: [{name: id, tests: [{within: {from: 1}}]}]}]',
  })
  expect(error).toMatch(/takes no keyword argument 'from' .*\[it takes model, column_name, least\]$/)
})

it('properties of what is not there are shown with the nearest name', () => {
  const { warnings } = parseShop({
    'models/stg_orders.sql': 'select 1 as id',
    'macros/cents.sql': '{% macro cents() %}1{% endmacro %}',
    'models/s.yml': 'modle: []\nmodels:\n  - name: stg_order\nmacros:\n  - name: cent\n',
  })
  expect(warnings).toEqual([
    "models/s.yml:1:1: 'modle' is no key of a properties file; did you mean 'models'?",
    "models/s.yml:3:11: Did not find matching node for patch with name 'stg_order' in the 'models' section of file 'models/s.yml'; did you mean 'stg_orders'?",
    'models/s.yml:5:11: Found patch for macro "cent" which was not found; did you mean \'cents\'?',
  ])
})

it('tests under both names of the list are refused, since one of the lists would be passed over', () => {
  expect(
    parseErrors({
      'models/a.sql': 'select 1 as id',
      'models/b.sql': 'select 1 as id',
      'models/s.yml': `models:
  - name: a
    tests: [{unique: {column_name: id}}]
    data_tests: [{not_null: {column_name: id}}]
  - name: b
    columns:
      - {name: id, data_tests: [unique], tests: [not_null]}
      - {name: other, data_tests: [unique], tests: []}
sources:
  - {name: raw, tables: [{name: t, data_tests: [], tests: [{unique: {column_name: id}}]}]}
`,
    }),
  ).toEqual(
    ['10:59', '3:12', '7:49'].map(
      (at) =>
        `Parsing models/s.yml:${at} 'tests' is the older name of 'data_tests': both can not be there [put all tests under 'data_tests']`,
    ),
  )
})

it('a test that is there twice is refused, as by dbt, unless one is disabled', () => {
  expect(
    parseErrors({
      'models/a.sql': 'select 1 as id',
      'tests/x/t.sql': "select * from {{ ref('a') }}",
      'tests/y/t.sql': "select * from {{ ref('a') }} where false",
      'models/s.yml': `models:
  - name: a
    columns:
      - name: id
        data_tests:
          - not_null
          - not_null: {config: {severity: warn}}
          - unique
          - unique: {config: {enabled: false}}
          - not_null: {name: another}
`,
    }),
  ).toEqual([
    "Compilation tests/y/t.sql:1:1 there are two tests named 't' [the other is tests/x/t.sql:1:1; take one away, or give one a name of its own]",
    "Compilation models/s.yml:7:13 there are two tests named 'not_null_a_id' [the other is models/s.yml:6:13; take one away, or give one a name of its own]",
  ])
})

it('a config that stands beside config, where it does nothing, is warned about', () => {
  const { warnings } = parseShop({
    'models/a.sql': 'select 1 as id',
    'models/s.yml': `models:
  - name: a
    materialized: table
    tags: [nightly]
    post_hook: select 1
    mine: 1
    meta: {owner: me}
    docs: {show: true}
    config: {materialized: view}
    columns: [{name: id, tags: [x]}]
macros: []
`,
  })
  expect(warnings).toEqual([
    "models/s.yml:3:19: 'materialized' is no key of 'models'; write it below 'config'",
    "models/s.yml:4:11: 'tags' is no key of 'models'; write it below 'config'",
    "models/s.yml:5:16: 'post_hook' is no key of 'models'; write it below 'config'",
  ])
})
