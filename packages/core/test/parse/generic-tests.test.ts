import { describe, expect, it } from 'vitest'
import { parseShop } from '../support/parse-shop.js'

const files = {
  'models/a.sql': 'select 1 as id',
  'models/stg_b.sql': "select * from {{ source('raw', 't1') }}",
  'models/raw.yml': 'sources: [{name: raw, tables: [{name: t1}]}]',
  'macros/tests.sql': `
{% test my_test(model, column_name=none, p=3, q=none) %}
  {{ config(severity='warn') }}select * from {{ model }} where {{ p }}
{% endtest %}`,
}

const tested = (tests: string, column = 'id'): string => `models:
  - name: a
    columns:
      - name: ${column}
        tags: [coltag]
        data_tests: ${tests}
`

/** A column that dbt's Postgres has quoted. */
const quoted = `'"id"'`

describe('generic tests', () => {
  // The ids are dbt 1.11's for the same project.
  it.each([
    ['[unique]', 'unique_a__id_.80973914fa'],
    ['[dbt.unique]', 'dbt_unique_a__id_.90b5c293ee'],
    [
      "[{accepted_values: {values: ['a', \"b'c\", 3, 1.0, true, null], quote: false}}]",
      'accepted_values_a__id___False__a__b_c__3__1_0__True__None.030d3ab50e',
    ],
    ["[{relationships: {to: ref('stg_b'), field: id}}]", 'relationships_a__id___id__ref_stg_b_.2d78043dd3'],
    [
      "[{relationships: {to: \"ref('shop','stg_b')\", field: id}}]",
      'relationships_a__id___id__ref_shop_stg_b_.190f434448',
    ],
    ['[{accepted_values: {values: [x], name: accepted_named}}]', /^accepted_named\.[0-9a-f]{10}$/],
  ])('%s is %s', (tests, expected) => {
    const { manifest } = parseShop({ ...files, 'models/a.yml': tested(tests, quoted) })
    const [id] = [...manifest.nodes.keys()].filter((key) => key.startsWith('test.'))
    expect(id?.replace('test.shop.', '')).toEqual(
      typeof expected === 'string' ? expected : expect.stringMatching(expected),
    )
  })

  it('with a name of 64 characters or more are shortened for files and relations', () => {
    const { node } = parseShop({
      ...files,
      'models/a.yml': tested(
        "[{accepted_values: {values: ['placed', 'shipped', 'completed', 'return_pending', 'returned', 'accepted']}}]",
        quoted,
      ),
    })
    const test = node(
      'test.shop.accepted_values_a__id___placed__shipped__completed__return_pending__returned__accepted.af801752ca',
    )
    expect([test.alias, test.path]).toEqual([
      'accepted_values_a_5f5d0cd5de5e24ffdee47f7c7dfa71e3',
      'accepted_values_a_5f5d0cd5de5e24ffdee47f7c7dfa71e3.sql',
    ])
  })

  it('take configs beside their arguments, under config, and from the test’s macro', () => {
    const { manifest } = parseShop(
      {
        ...files,
        'models/a.yml': tested(`
          - my_test
          - my_test: {name: own, severity: error, where: "id > {{ var('v') }}", p: 4, tags: x}
          - my_test:
              name: nested
              arguments: {p: 5, q: {a: 1, b: true}}
              config: {limit: 3, tags: [y], meta: {z: 1}, enabled: true}
          - {name: other_form, test_name: my_test, p: 6, config: {alias: ali}}`),
      },
      { vars: { v: 7 } },
    )
    const tests = [...manifest.nodes.values()].filter((node) => node.test !== null)
    expect(
      tests.map(({ name, tags, config, test }) => ({
        name,
        tags,
        severity: config.severity,
        where: config.where,
        limit: config.limit,
        meta: config.meta,
        alias: config.alias,
        kwargs: test?.metadata.kwargs,
      })),
    ).toEqual([
      {
        name: 'my_test_a_id',
        tags: ['coltag'],
        severity: 'warn',
        where: null,
        limit: null,
        meta: {},
        alias: null,
        kwargs: { column_name: 'id', model: "{{ get_where_subquery(ref('a')) }}" },
      },
      {
        name: 'own',
        tags: ['coltag', 'x'],
        severity: 'error',
        where: 'id > 7',
        limit: null,
        meta: {},
        alias: null,
        kwargs: { column_name: 'id', p: 4, model: "{{ get_where_subquery(ref('a')) }}" },
      },
      {
        name: 'nested',
        tags: ['coltag', 'y'],
        severity: 'warn',
        where: null,
        limit: 3,
        meta: { z: 1 },
        alias: null,
        kwargs: {
          column_name: 'id',
          p: 5,
          q: { a: 1, b: true },
          model: "{{ get_where_subquery(ref('a')) }}",
        },
      },
      {
        name: 'other_form',
        tags: ['coltag'],
        severity: 'warn',
        where: null,
        limit: null,
        meta: {},
        alias: 'ali',
        kwargs: { column_name: 'id', p: 6, model: "{{ get_where_subquery(ref('a')) }}" },
      },
    ])
  })

  it('may have configs of any name and value', () => {
    const { manifest } = parseShop({
      ...files,
      'models/a.yml': tested(`
          - my_test: {name: odd, config: {"a.b": 1, "c d": "x\\\\", meta: {e: "\\"}}"}}}`),
    })
    const odd = [...manifest.nodes.values()].find(({ name }) => name === 'odd')
    expect(odd?.config).toMatchObject({ 'a.b': 1, 'c d': 'x\\', meta: { e: '"}}' } })
  })

  it('read what their arguments name', () => {
    const { manifest } = parseShop({
      ...files,
      'models/a.yml': tested(
        "[{my_test: {name: t, p: \"{{ source('raw', 't1') }}\", q: [\"ref('stg_b')\"]}}]",
      ),
    })
    const test = [...manifest.nodes.values()].find((each) => each.name === 't')
    expect(test?.dependsOn.nodes).toEqual(['source.shop.raw.t1', 'model.shop.stg_b', 'model.shop.a'])
  })

  it('of installed packages are found with and without the package’s name', () => {
    const { manifest } = parseShop({
      ...files,
      'dbt_packages/ext/dbt_project.yml': 'name: ext\n',
      'dbt_packages/ext/tests/generic/t.sql':
        '{% test ext_test(model, column_name) %}select 1 from {{ model }}{% endtest %}',
      'models/a.yml': tested('[ext_test, ext.ext_test]'),
    })
    const tests = [...manifest.nodes.values()].filter((node) => node.test !== null)
    expect(tests.map((test) => [test.name, test.rawCode, test.dependsOn.macros])).toEqual([
      [
        'ext_test_a_id',
        '{{ test_ext_test(**_dbt_generic_test_kwargs) }}',
        ['macro.ext.test_ext_test', 'macro.dbt.get_where_subquery'],
      ],
      [
        'ext_ext_test_a_id',
        '{{ ext.test_ext_test(**_dbt_generic_test_kwargs) }}',
        ['macro.ext.test_ext_test', 'macro.dbt.get_where_subquery'],
      ],
    ])
  })

  it('of what is missing warn, of what is disabled are silent, and are left out in both cases', () => {
    const { manifest, warnings } = parseShop({
      ...files,
      'models/off.sql': '{{ config(enabled=false) }}select 1',
      'models/a.yml': tested(
        "[{relationships: {arguments: {to: ref('nosuch'), field: x}}}, {relationships: {arguments: {to: ref('off'), field: x}}}]",
      ),
      'tests/t.sql': "select * from {{ ref('nothing') }}",
    })
    expect(warnings).toEqual([
      "Test 'test.shop.t' (tests/t.sql) depends on a node named 'nothing' which was not found",
      expect.stringMatching(
        /^Test 'test\.shop\.relationships_a_id__x__ref_nosuch_\.[0-9a-f]{10}' \(models\/a\.yml\) depends on a node named 'nosuch' which was not found$/,
      ),
    ])
    expect([...manifest.nodes.keys()]).toEqual(['model.shop.a', 'model.shop.stg_b'])
  })

  it('say which columns identify a row: those that are unique and not null, else those that are unique', () => {
    const { node } = parseShop({
      'models/a.sql': 'select 1',
      'models/b.sql': 'select 1',
      'models/s.yml': `
models:
  - {name: a, columns: [{name: x, tests: [unique]}, {name: y, tests: [unique, not_null, {unique: {name: again}}]}]}
  - {name: b, columns: [{name: z, tests: [unique]}, {name: n, tests: [not_null]}]}
`,
    })
    expect([node('a').primary_key, node('b').primary_key]).toEqual([['y'], ['z']])
  })
})
