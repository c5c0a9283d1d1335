import { describe, expect, it } from 'vitest'
import { parseShop } from '../support/parse-shop.js'

const project = `
name: shop
profile: shop
models:
  +tags: root
  +meta: {owner: root, x: 1}
  shop:
    +materialized: table
    tags: [shop]
    +pre-hook: "select '{{ this }}'"
    +post-hook: [select 1, {sql: vacuum, transaction: false}]
    +grants: {select: [a]}
    +docs: {node_color: red}
    staging:
      +tags: [stg, shop]
      +meta: {x: 2, y: 3}
      +enabled: "{{ var('staged', true) }}"
      +grants: {+select: [b], insert: c}
`

it('keys that are misspelt are told of once, with what is probably meant; others are the user’s own', () => {
  const { warnings } = parseShop({
    'dbt_project.yml':
      'name: shop\nprofile: shop\nmodels: {+materialised: table, +owner: me, +auto_refresh: true}\n',
    'models/a.sql': '{{ config(tag=1, mine=2) }}select 1',
    'models/b.sql': 'select 1',
    'models/s.yml': `models:
  - name: a
    descripton: x
    owner: me
    columns:
      - name: id
        data_test: [unique]
sources:
  - name: raw
    tables:
      - name: t
        colums: []
exposures:
  - {name: e, type: dashboard, owner: {email: e@x}, depend_on: []}
`,
  })
  expect(warnings).toEqual([
    "dbt_project.yml:3:10: 'materialised' is no config that dbt knows; did you mean 'materialized'?",
    "models/a.sql:1:11: 'tag' is no config that dbt knows; did you mean 'tags'?",
    "models/s.yml:3:17: 'descripton' is no key of 'models'; did you mean 'description'?",
    "models/s.yml:7:20: 'data_test' is no key of 'models'; did you mean 'data_tests'?",
    "models/s.yml:12:17: 'colums' is no key of 'sources'; did you mean 'columns'?",
    "models/s.yml:14:64: 'depend_on' is no key of 'exposures'; did you mean 'depends_on'?",
  ])
})

describe('configs', () => {
  it('join by dbt’s rules: lists and hooks are appended, mappings updated, the rest is replaced', () => {
    const { node } = parseShop({
      'dbt_project.yml': project,
      'models/staging/a.sql': `{{ config(materialized='view', tags=['m'], meta={'z': 1}) }}
{{ config(tags='second', post_hook='select 3', docs={'show': false}, mine=3) }}
select 1`,
      'models/p.yml': `
models:
  - name: a
    docs: {show: true}
    meta: {y: 9, whole: 1.0}
    config: {grants: {select: z}, materialized: incremental}
`,
    })
    const { config, tags, meta, docs, unrendered_config: unrendered } = node('a')
    expect(config).toMatchObject({
      enabled: true,
      materialized: 'view',
      mine: 3,
      tags: ['root', 'shop', 'stg', 'shop', 'm', 'second'],
      meta: { owner: 'root', x: 2, y: 9, whole: { value: 1 }, z: 1 },
      grants: { select: ['z'], insert: ['c'] },
      docs: { show: false, node_color: 'red' },
      'pre-hook': [{ sql: "select '{{ this }}'", transaction: true, index: null }],
      'post-hook': [
        { sql: 'select 1', transaction: true, index: null },
        { sql: 'vacuum', transaction: false, index: null },
        { sql: 'select 3', transaction: true, index: null },
      ],
    })
    expect(tags).toEqual(['root', 'shop', 'stg', 'm', 'second'])
    expect(meta).toEqual((config as { meta: unknown }).meta)
    expect(docs).toEqual({ show: false, node_color: 'red' })
    expect(unrendered).toEqual({
      tags: ['m', 'second'],
      meta: { z: 1 },
      materialized: 'view',
      'pre-hook': "select '{{ this }}'",
      'post-hook': ['select 3'],
      grants: { select: 'z' },
      docs: { show: false },
      enabled: "{{ var('staged', true) }}",
      mine: 3,
    })
    expect(JSON.stringify(meta)).toBe('{"owner":"root","x":2,"y":9,"whole":1,"z":1}')
  })

  it('take a dictionary, hooks of before_begin, and keys that dbt does not know', () => {
    const { node } = parseShop({
      'models/a.sql': "{{ config({'materialized': 'incremental', 'unique_key': ['a', 'b']}) }}select 1",
      'models/b.sql': "{{ config(pre_hook=before_begin('vacuum'), sql_header='set x') }}select 1",
    })
    expect(node('a').config).toMatchObject({ materialized: 'incremental', unique_key: ['a', 'b'] })
    expect(node('b').config).toMatchObject({
      sql_header: 'set x',
      'pre-hook': [{ sql: 'vacuum', transaction: false, index: null }],
    })
  })

  it('let the root project’s tree win over the config() of a package', () => {
    const { node, manifest } = parseShop({
      'dbt_project.yml': `
name: shop
profile: shop
models: {ext: {+materialized: incremental, +tags: [root], sub: {+enabled: false}}}
`,
      'dbt_packages/ext/dbt_project.yml': 'name: ext\nmodels: {ext: {+materialized: table, +tags: pk}}\n',
      'dbt_packages/ext/models/em.sql': "{{ config(materialized='view', tags='infile') }}select 1",
      'dbt_packages/ext/models/sub/off.sql': '{{ config(enabled=true) }}select 1',
    })
    expect(node('model.ext.em').config).toMatchObject({
      materialized: 'incremental',
      tags: ['pk', 'infile', 'root'],
    })
    expect([...manifest.disabled.keys()]).toEqual(['model.ext.off'])
  })

  it('warns of properties and config paths that apply to nothing', () => {
    const { warnings } = parseShop({
      'dbt_project.yml':
        'name: shop\nprofile: shop\nmodels: {shop: {nofolder: {+tags: x}, sub: {+tags: y}}}\n',
      'models/sub/a.sql': 'select 1',
      'models/s.yml': 'models: [{name: nosuch}]\nmacros: [{name: nomacro}]\nmodls: []\n',
    })
    expect(warnings).toEqual([
      "models/s.yml:3:1: 'modls' is no key of a properties file; did you mean 'models'?",
      "models/s.yml:1:17: Did not find matching node for patch with name 'nosuch' in the 'models' section of file 'models/s.yml'",
      'models/s.yml:2:17: Found patch for macro "nomacro" which was not found',
      'Configuration paths exist in your dbt_project.yml file which do not apply to any resources.\nThere are 1 unused configuration paths:\n- models.shop.nofolder',
    ])
  })
})

describe('the columns of a model', () => {
  it('have meta and tags of both places, constraints with all keys of dbt’s', () => {
    const { node } = parseShop({
      'models/a.sql': 'select 1',
      'models/a.yml': `
models:
  - name: a
    columns:
      - name: id
        data_type: int
        quote: true
        meta: {m: 1}
        tags: [t]
        config: {meta: {n: 2}, tags: u}
        constraints: [{type: not_null}]
`,
    })
    expect(node('a').columns).toEqual({
      id: {
        name: 'id',
        description: '',
        meta: { m: 1, n: 2 },
        data_type: 'int',
        constraints: [
          {
            type: 'not_null',
            name: null,
            expression: null,
            warn_unenforced: true,
            warn_unsupported: true,
            to: null,
            to_columns: [],
          },
        ],
        quote: true,
        config: { meta: { m: 1, n: 2 }, tags: ['t', 'u'] },
        tags: ['t', 'u'],
        granularity: null,
        doc_blocks: [],
      },
    })
  })

  it('take descriptions from docs blocks, which are rendered themselves', () => {
    const { node, manifest } = parseShop({
      'models/a.sql': 'select 1',
      'models/a.yml': "models: [{name: a, description: \"A {{ doc('d1') }}, {{ doc('shop', 'd2') }}\"}]",
      'models/d.md':
        'text {% docs d1 %}\n  one {{ 1 + 1 }}\n{% enddocs %} between {% docs d2 %}two{% enddocs %}',
    })
    expect([node('a').description, node('a').doc_blocks]).toEqual([
      'A one 2, two',
      ['doc.shop.d1', 'doc.shop.d2'],
    ])
    expect([...manifest.docs.keys()]).toEqual(['doc.shop.d1', 'doc.shop.d2'])
  })
})
