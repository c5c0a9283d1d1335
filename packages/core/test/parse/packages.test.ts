import { describe, expect, it } from 'vitest'
import { parseShop } from '../support/parse-shop.js'

const ext = {
  'dbt_packages/ext/dbt_project.yml': 'name: ext\nvars: {pv: 1, ext: {scoped: 2}}\n',
  'dbt_packages/ext/macros/m.sql': `
{% macro greet() %}{{ return(adapter.dispatch('greet', 'ext')()) }}{% endmacro %}
{% macro default__greet() %}ext{% endmacro %}
{% macro postgres__greet() %}not for this database{% endmacro %}
{% macro generate_schema_name(custom_schema_name, node) %}of_ext{% endmacro %}`,
}

/** What a template prints while it is parsed, as the alias of its model. */
const printing = (text: string): string => `{{ config(alias=${text}) }}select 1`

describe('vars', () => {
  it.each([
    ['--vars over all', { pv: 9 }, 'vars: {pv: 3, ext: {pv: 4}}', '9 9'],
    ['the root’s for the package', {}, 'vars: {pv: 3, ext: {pv: 4}}', '3 4'],
    ['the root’s', {}, 'vars: {pv: 3}', '3 3'],
    ['the package’s own', {}, '', 'None 1'],
  ])('%s', (_title, vars, rootVars, expected) => {
    const { node } = parseShop(
      {
        ...ext,
        'dbt_project.yml': `name: shop\nprofile: shop\n${rootVars}\n`,
        'models/a.sql': printing("var('pv') ~ ''"),
        'dbt_packages/ext/models/em.sql': printing("var('pv') ~ ''"),
      },
      { vars },
    )
    expect([node('a').alias, node('model.ext.em').alias]).toEqual(expected.split(' '))
  })

  it('of a package’s own scope, names with colons, defaults and what is missing', () => {
    const { node } = parseShop({
      ...ext,
      'dbt_project.yml': "name: shop\nprofile: shop\nvars: {'ext:tz': utc}\n",
      'dbt_packages/ext/models/em.sql': printing(
        "[var('scoped'), var('ext:tz'), var('no', 'fallback'), var('no'), var.has_var('pv')] | join(' ')",
      ),
    })
    expect(node('model.ext.em').alias).toBe('2 utc fallback None True')
  })
})

describe('macros', () => {
  it.each([
    ['the package’s default', {}, '', 'ext'],
    [
      'the root’s for this database',
      { 'macros/m.sql': '{% macro tiny__greet() %}root{% endmacro %}' },
      '',
      'root',
    ],
    [
      'the order of dbt_project.yml',
      {
        'dbt_packages/shim/dbt_project.yml': 'name: shim\n',
        'dbt_packages/shim/macros/m.sql': '{% macro default__greet() %}shim{% endmacro %}',
      },
      'dispatch: [{macro_namespace: ext, search_order: [shop, shim, ext]}]',
      'shim',
    ],
  ])('are dispatched to %s', (_title, files, dispatch, expected) => {
    const { node } = parseShop({
      ...ext,
      ...files,
      'dbt_project.yml': `name: shop\nprofile: shop\n${dispatch}\n`,
      'models/a.sql': printing('ext.greet()'),
    })
    expect(node('a').alias).toBe(expected)
  })

  it('of the adapter are found by their bare names', () => {
    const { node } = parseShop({
      'models/a.sql': printing("adapter.dispatch('shout')('hey') ~ adapter.type()"),
    })
    expect(node('a').alias).toBe('hey!tiny')
  })

  it('may stand over ref and source, and reach the real ones by builtins', () => {
    const { node } = parseShop({
      'macros/refs.sql': `
{% macro ref() %}{{ return(builtins.ref(*varargs, **kwargs).include(database=false)) }}{% endmacro %}
{% macro source(a, b) %}{{ return(builtins.source(a, b)) }}{% endmacro %}`,
      'models/raw.yml': 'sources: [{name: s, tables: [{name: t}]}]',
      'models/a.sql': "select * from {{ source('s', 't') }}",
      'models/b.sql': "select * from {{ ref('shop', 'a') }}",
    })
    expect([node('a').depends_on, node('b').depends_on]).toEqual([
      { macros: ['macro.shop.source'], nodes: ['source.shop.s.t'] },
      { macros: ['macro.shop.ref'], nodes: ['model.shop.a'] },
    ])
  })

  it('depend on what they call, dispatched ones on what bears the name as well', () => {
    const { manifest } = parseShop({
      ...ext,
      'macros/m.sql':
        "{% macro helper() %}{{ adapter.dispatch('greet', 'ext')() }}{{ dbt.type_string() }}{% endmacro %}",
    })
    expect(manifest.macros.get('macro.shop.helper')?.dependsOn).toEqual([
      'macro.ext.greet',
      'macro.ext.default__greet',
      'macro.dbt.type_string',
    ])
  })

  it('have the descriptions and arguments of their properties; text between blocks is not read', () => {
    const { manifest } = parseShop({
      'macros/m.sql': 'text {{ not read }}\n{%- macro m(x, y=3) -%}1{%- endmacro -%} {% set also = 1 %}',
      'macros/m.yml':
        'macros: [{name: m, description: d, meta: {a: 1}, docs: {show: false}, arguments: [{name: x, type: int}]}]',
    })
    const {
      description,
      meta,
      docs,
      arguments: args,
      macroSql,
      patchPath,
    } = manifest.macros.get('macro.shop.m') ?? {}
    expect([description, meta, docs, args, macroSql, patchPath]).toEqual([
      'd',
      { a: 1 },
      { show: false, node_color: null },
      [{ name: 'x', type: 'int', description: '' }],
      '{%- macro m(x, y=3) -%}1{%- endmacro -%}',
      'shop://macros/m.yml',
    ])
  })
})

describe('names in the warehouse', () => {
  const models = {
    'models/a.sql': "{{ config(schema='mart', alias='x', database='other') }}select 1",
    'models/sub/b.sql': 'select 1',
  }
  const places = ({ node }: ReturnType<typeof parseShop>): readonly unknown[] => [
    node('a').relation_name,
    node('b').relation_name,
  ]

  it('are dbt’s without macros of the project', () => {
    expect(places(parseShop(models))).toEqual(['`other`.`dev_mart`.`x`', '`wh`.`dev`.`b`'])
  })

  it('are what the root’s macros say, which see the node; a package’s own name its nodes alone', () => {
    const shop = parseShop({
      ...ext,
      ...models,
      'macros/names.sql': `
{% macro generate_schema_name(custom_schema_name, node) -%}
  {{ custom_schema_name or node.fqn | join('-') }}_{{ node.config.materialized }}_{{ node.get('resource_type') }}
{%- endmacro %}
{% macro generate_alias_name(custom_alias_name=none, node=none) -%}
  {{ node.name }}__{{ custom_alias_name or 'no' }}
{%- endmacro %}
{% macro generate_database_name(custom_database_name=none, node=none) %}{{ target.name }}{% endmacro %}`,
      'dbt_packages/ext/models/em.sql': 'select 1',
    })
    expect([...places(shop), shop.node('model.ext.em').schema]).toEqual([
      '`dev`.`mart_view_model`.`a__x`',
      '`dev`.`shop-sub-b_view_model`.`b__no`',
      'of_ext',
    ])
  })
})
