import { expect, it } from 'vitest'
import { parseErrors, parseShop } from '../support/parse-shop.js'

it('all mistakes of a project are told together, each at its place, with what is probably meant', () => {
  expect(
    parseErrors({
      'models/a.sql': 'select {{ foo( }}',
      'models/b.sql': "select * from {{ ref('customer') }}",
      'models/c.sql': "select {{ nosuch('x') }}",
      'models/customers.sql': "select * from {{ ref('a') }} join\n  {{ source('raw','itms') }}",
      'models/s.yml': `sources: [{name: raw, tables: [{name: items}]}]
models:
  - name: c
    columns:
      - name: id
        tests: [uniqe]
`,
    }),
  ).toEqual([
    "Compilation models/a.sql:1:16 unexpected '}', expected ')'",
    "Compilation models/c.sql:1:11 'nosuch' is undefined",
    "Parsing models/s.yml:6:17 there is no generic test named 'uniqe' [did you mean 'unique'?]",
    "Compilation models/b.sql:1:22 model.shop.b depends on a node named 'customer' which was not found [did you mean 'customers'?]",
    "Compilation models/customers.sql:2:19 model.shop.customers depends on a source named 'raw.itms' which was not found [did you mean 'raw.items'?]",
  ])
})

it('a name may be longer than any file system has it', () => {
  const [error = '', ...others] = parseErrors({ 'models/a.sql': `{{ ref('${'x'.repeat(10_000)}') }}` })
  expect(error.replace(/x{10000}/, 'XXX')).toBe(
    "Compilation models/a.sql model.shop.a depends on a node named 'XXX' which was not found",
  )
  expect(others).toEqual([])
})

it('what refers to a node that could not be read has no mistake of its own', () => {
  expect(
    parseErrors({
      'models/a.sql': '{{ config(enabled=3) }}',
      'models/b.sql': '{{ }}',
      'models/c.sql': "select * from {{ ref('a') }}, {{ ref('b') }}",
    }),
  ).toEqual([
    "Compilation models/b.sql:1:4 Expected an expression, got 'end of print statement'",
    "Parsing models/a.sql:1:11 the config 'enabled' of a must be true or false, not 3",
  ])
})

it('YAML that is none, or of other types than it should be, is told of and never stops the others', () => {
  expect(
    parseErrors({
      'models/a.sql': 'select 1',
      'models/bad.yml': 'models:\n  - name: a\n   columns: x\n',
      'models/list.yml': '- a\n',
      'models/comment.yml': '# nothing\n',
      'models/two.yml': 'models: []\n---\nmodels: []\n',
      'models/self.yml': 'models: &x\n  - *x\n',
      'models/s.yml': `
models:
  - a
  - name: 1
  - name: a
    columns: {id: 1}
  - null
  - name: b
    tests: unique
seeds: text
snapshots:
exposures: [{name: e, depends_on: ref('a'), type: ml, owner: {name: x}}, {name: 3}]
`,
    }),
  ).toEqual([
    'Parsing models/bad.yml:3:4 invalid YAML: bad indentation of a sequence entry',
    'Parsing models/list.yml:1:1 a properties file must be a mapping',
    "Parsing models/s.yml:3:5 an entry of 'models' must be a mapping",
    "Parsing models/s.yml:4:5 an entry of 'models' has no 'name'",
    "Parsing models/s.yml:7:5 an entry of 'models' must be a mapping",
    "Parsing models/s.yml:10:8 'seeds' must be a list",
    "Parsing models/s.yml:12:74 an entry of 'exposures' has no 'name'",
    'Parsing models/self.yml:2:5 invalid YAML: an alias stands inside its own anchor [write the part out, or give it another anchor]',
    "Parsing models/two.yml:2:1 invalid YAML: a second document begins where the file should end [remove the '---' between the two]",
    'Parsing models/s.yml:9:12 tests must be a list',
    "Parsing models/s.yml:6:14 'columns' must be a list",
    "Parsing models/s.yml:12:35 'depends_on' must be a list",
  ])
})

it('entries of tests that make no sense are told of one by one', () => {
  expect(
    parseErrors({
      'models/a.sql': 'select 1',
      'models/s.yml': `
models:
  - name: a
    columns:
      - name: id
        tests:
          - 3
          - {}
          - {a: 1, b: 2}
          - unique: 3
          - 'bad name!'
          - unique: {model: x}
          - accepted_values: {values: null}
          - accepted_values: {valuse: [1]}
          - accepted_values: {values: "{{ bad( }}"}
`,
    }),
  ).toEqual([
    'Parsing models/s.yml:7:13 a test is a name, or a mapping of one name to its arguments',
    'Parsing models/s.yml:8:13 a test is a mapping of one name to its arguments [indent the arguments below the name]',
    'Parsing models/s.yml:9:13 a test is a mapping of one name to its arguments [indent the arguments below the name]',
    'Parsing models/s.yml:10:13 the arguments of a test must be a mapping',
    "Parsing models/s.yml:11:13 'bad name!' is no name of a test",
    "Parsing models/s.yml:12:13 a test's arguments can't include 'model'",
    expect.stringMatching(
      /^Compilation models\/s\.yml:13:13 'NoneType' object is not iterable in default__test_accepted_values \(dbt:\/\/macros\/tests\/generic\.sql:\d+\) in accepted_values \(models\/s\.yml:13\)$/,
    ),
    expect.stringMatching(
      /^Compilation models\/s\.yml:14:13 macro 'accepted_values' takes no keyword argument 'valuse'/,
    ),
    "Compilation models/s.yml:15:13 unexpected '}', expected ')'",
  ])
})

it('configs of other types than dbt takes are refused by name', () => {
  expect(
    parseErrors({
      'models/b.sql': '{{ config(tags=5) }}select 1',
      'models/c.sql': "{{ config('x') }}select 1",
      'models/d.sql': '{{ config(materialized=none) }}select 1',
      'models/e.sql': "{{ config(grants='x') }}select 1",
      'models/f.sql': '{{ config(post_hook=[1, none]) }}select 1',
      'models/g.sql': 'select 1',
      'models/g.yml': 'models: [{name: g, config: {schema: 5}}]',
      'models/h.sql': 'select 1',
      'models/h.yml': 'models: [{name: h, config: [x]}]',
      'models/i.sql': "{{ ref('a', versio=2) }}",
      'models/j.sql': "{{ config(full_refresh='maybe') }}select 1",
      'models/k.sql': '{{ config(unique_key=[1], on_configuration_change=none) }}select 1',
      'models/k.yml':
        'models: [{name: k, columns: [{name: id, tests: [{unique: {config: {severity: bad}}}]}]}]',
      'models/l.sql':
        '{{ config(merge_update_columns={}, mine={}, full_refresh=none, lookback=1.5) }}select 1',
      'models/m.sql': '{{ config(alias=99999999999999999999) }}select 1',
      'models/o.yml': `sources:
  - {name: raw, tables: [{name: t, config: {enabled: 1}}]}
exposures:
  - {name: e, owner: {email: e@x}, config: {enabled: soon}, type: ml}`,
      'tests/n.sql': '{{ config(limit=1.5) }}select 1',
    }),
  ).toEqual([
    'Compilation models/c.sql:1:4 config() takes keyword arguments, or one dictionary',
    "Compilation models/i.sql:1:4 ref() has no argument 'versio'",
    "Parsing models/o.yml:2:54 the config 'enabled' of raw.t must be true or false, not 1",
    "Parsing models/b.sql:1:11 the config 'tags' of b must be a text or a list of texts, not [5]",
    "Parsing models/d.sql:1:11 the config 'materialized' of d must be a text, not null",
    'Parsing models/e.sql:1:11 the config \'grants\' of e must be a mapping, not "x"',
    "Parsing models/f.sql:1:11 the config 'post-hook' of f must be a mapping, not 1",
    "Parsing models/g.yml:1:37 the config 'schema' of g must be a text, not 5",
    "Parsing models/h.yml:1:28 'config' must be a mapping",
    'Parsing models/j.sql:1:11 the config \'full_refresh\' of j must be true or false, not "maybe"',
    "Parsing models/k.sql:1:11 the config 'unique_key' of k must be a text or a list of texts, not [1]",
    "Parsing models/l.sql:1:11 the config 'merge_update_columns' of l must be a text or a list of texts, not {}",
    "Parsing models/m.sql:1:11 the config 'alias' of m must be a text, not 100000000000000000000",
    "Parsing tests/n.sql:1:11 the config 'limit' of n must be a whole number, not 1.5",
    'Parsing models/k.yml:1:49 the config \'severity\' of unique_k_id must be warn or error, not "bad"',
    'Parsing models/o.yml:4:54 the config \'enabled\' of e must be true or false, not "soon"',
  ])
})

it('what would be built in another way than dbt builds it is refused by name', () => {
  const files = {
    'models/mb.sql':
      "{{ config(materialized='incremental', incremental_strategy='microbatch') }}select 1 as a",
    'models/c.sql': 'select 1 as a',
    'models/off.sql':
      "{{ config(enabled=false, materialized='incremental', incremental_strategy='microbatch') }}select 1",
    'models/s.yml': `models:
  - {name: c}
snapshots:
  - {name: s, relation: c}
`,
  }
  expect(parseErrors(files)).toEqual([
    "Compilation models/s.yml:4:25 the relation of the snapshot 's' must be a ref or a source [write relation: ref('model'), or relation: source('source', 'table')]",
    'Parsing models/mb.sql:1:39 mb: microbatch models are not there yet',
  ])
})

it('names that are there twice are told of with where the other is', () => {
  expect(
    parseErrors({
      'models/a.sql': 'select 1',
      'models/x/a.sql': 'select 1',
      'models/b.sql': "{{ config(alias='c') }}select 1",
      'models/c.sql': 'select 1',
      'models/with blank.sql': 'select 1',
      'models/s.yml': 'models: [{name: a}, {name: a}]\nsources: [{name: s, tables: [{name: t}, {name: t}]}]',
    }),
  ).toEqual([
    "Parsing models/s.yml:1:21 'a' is described twice under 'models' [the other is models/s.yml:1:10; merge the two]",
    "Compilation models/s.yml:2:48 the source 's.t' is described twice [the other is models/s.yml:2:37; merge the two]",
    "Parsing models/with blank.sql:1:1 the name 'with blank' has a blank in it",
    "Compilation models/x/a.sql:1:1 there are two resources named 'a': ref('a') could mean either [the other is models/a.sql:1:1; rename one of them]",
    'Compilation models/c.sql:1:1 model.shop.c and model.shop.b would both be `wh`.`dev`.`c` [give one another alias or schema; the other is models/b.sql:1:1]',
  ])
})

it('macros and docs blocks that are there twice are told of before anything is rendered', () => {
  expect(
    parseErrors({
      'macros/m.sql': '{% macro m() %}{% endmacro %}\n{% macro m() %}{% endmacro %}',
      'macros/broken.sql': '{% macro z( %}{% endmacro %}',
      'models/d.md': '{% docs x %}{% enddocs %}{% docs x %}{% enddocs %}',
    }),
  ).toEqual([
    "Compilation macros/broken.sql:1:13 expected token 'name', got '%'",
    "Compilation macros/m.sql:2:1 there are two macros named 'm' in the package 'shop' [the other is macros/m.sql:1:1; rename or remove one]",
    "Compilation models/d.md:1:26 there are two docs blocks named 'x' [the other is models/d.md:1:1; rename or remove one]",
  ])
})

it('an error of a macro names the calls that led to it', () => {
  expect(
    parseErrors({
      'models/a.sql': 'select\n  {{ outer(1) }}',
      'macros/m.sql': `{% macro outer(x) %}
  {{ inner(x) }}
{% endmacro %}
{% macro inner(x) %}{{ exceptions.raise_compiler_error('boom ' ~ x) }}{% endmacro %}`,
    }),
  ).toEqual(['Compilation macros/m.sql:4:24 boom 1 in inner (macros/m.sql:2) in outer (models/a.sql:2)'])
})

it('values of YAML that can’t be rendered are told of where they stand', () => {
  expect(
    parseErrors({
      'models/a.sql': 'select 1',
      'models/s.yml': `models:
  - name: a
    config: {schema: "{{ foo( }}"}
  - name: b
    config:
      schema: "{{ nope.x }}"
  - name: c
    meta: {x: "{{ env_var('NO') }}"}
  - name: d
    description: "{{ doc('nope') }}"
`,
      'models/d.sql': 'select 1',
      'models/d.md': '{% docs nop %}x{% enddocs %}',
    }),
  ).toEqual([
    "Compilation models/s.yml:3:23 could not render 'models.a.config.schema': unexpected '}', expected ')'",
    "Compilation models/s.yml:6:16 could not render 'models.b.config.schema': 'nope' is undefined",
    "Parsing models/s.yml:8:16 could not render 'models.c.meta.x': env var required but not provided: 'NO' [set NO in the environment, or give a default: env_var('NO', '...')]",
    "Compilation models/s.yml:10:18 no docs block named 'nope' [did you mean 'nop'?]",
  ])
})

it('a description has no names but doc', () => {
  expect(
    parseErrors({
      'models/s.yml': `sources:
  - name: raw
    description: "{{ env_var('HOME') }}"
    tables: [{name: t, description: "{{ doc( }}"}]
`,
    }),
  ).toEqual(["Compilation models/s.yml:4:37 unexpected '}', expected ')'"])
})

it('names that every object of JavaScript has are names like any other', () => {
  const { node } = parseShop(
    {
      'models/a.sql': "{{ config(**{'__proto__': 1, 'constructor': 2, 'toString': [3]}) }} select 1",
      'models/s.yml': `models:
  - name: a
    config: {__proto__: {enabled: false}, valueOf: "{{ target.name }}", meta: {__proto__: {a: 1}, toString: 1}}
    columns: [{name: __proto__, description: odd, meta: {constructor: 1}}]
`,
    },
    { vars: { toString: 1 } },
  )
  const { config, columns } = node('a') as { config: Record<string, unknown>; columns: object }
  expect(Object.entries(config)).toEqual(
    expect.arrayContaining([
      ['__proto__', 1],
      ['constructor', 2],
      ['toString', [3]],
      ['valueOf', 'dev'],
    ]),
  )
  expect(JSON.stringify(config.meta)).toBe('{"__proto__":{"a":1},"toString":1}')
  expect(Object.keys(columns)).toEqual(['__proto__'])
})

it('an environment has the names that are set', () => {
  expect(parseErrors({ 'models/a.sql': "{{ env_var('toString') }}" })).toEqual([
    "Parsing models/a.sql:1:4 env var required but not provided: 'toString' [set toString in the environment, or give a default: env_var('toString', '...')]",
  ])
})

it('mappings where a text should be are read as they are', () => {
  const dispatch = 'dispatch: [{macro_namespace: dbt, search_order: [{toString: 1}]}]'
  expect(parseErrors({ 'dbt_project.yml': `name: shop\nprofile: shop\n${dispatch}\n` })).toEqual([])
  expect(parseErrors({ 'dbt_project.yml': 'name: {toString: 1}\nprofile: shop\n' })).toEqual([
    'Project dbt_project.yml:1:7 \'{"toString":1}\' is no valid project name',
  ])
})

it('a name that leads nowhere is told with the one that is probably meant', () => {
  expect(
    parseErrors({
      'macros/m.sql': '{% macro cents(amount, scale=2) %}{% endmacro %}',
      'dbt_packages/util/dbt_project.yml': 'name: util\n',
      'dbt_packages/util/macros/m.sql': '{% macro star(x) %}{% endmacro %}',
      'models/a.sql': 'select {{ cent(1) }}',
      'models/b.sql': 'select {{ star(1) }}',
      'models/c.sql': 'select {{ util.sta(1) }}',
      'models/d.sql': 'select {{ rf("x") }}',
      'models/e.sql': '{% set things = [1] %}{{ thing.x }}',
      'models/f.sql': 'select {{ cents(1, scal=3) }}',
      'models/h.sql': "select {{ 'a' | uper }}",
      'models/i.sql': 'select {{ x() }}',
      'models/n.sql': 'select {{ rang(3) }}',
      'models/o.sql': 'select {{ dbt.current_timestmp() }}',
    }),
  ).toEqual([
    "Compilation models/a.sql:1:11 'cent' is undefined [did you mean 'cents'?]",
    "Compilation models/b.sql:1:11 'star' is undefined [did you mean 'util.star'?]",
    "Compilation models/c.sql:1:11 the package 'util' has no macro 'sta' [did you mean 'star'?]",
    "Compilation models/d.sql:1:11 'rf' is undefined [did you mean 'ref'?]",
    "Compilation models/e.sql:1:26 'thing' is undefined [did you mean 'things'?]",
    "Compilation models/f.sql:1:11 macro 'cents' takes no keyword argument 'scal' in cents (models/f.sql:1) [did you mean 'scale'?]",
    "Compilation models/h.sql:1:11 No filter named 'uper'. [did you mean 'upper'?]",
    "Compilation models/i.sql:1:11 'x' is undefined",
    "Compilation models/n.sql:1:11 'rang' is undefined [did you mean 'range'?]",
    "Compilation models/o.sql:1:11 the package 'dbt' has no macro 'current_timestmp' [did you mean 'current_timestamp'?]",
  ])
})

it('a config points at where it was set last', () => {
  expect(
    parseErrors({
      'dbt_project.yml': `name: shop
profile: shop
models:
  shop:
    staging:
      +enabled: maybe
tests:
  +limit: many
`,
      'models/staging/a.sql': 'select 1',
      'models/a.yml': 'models:\n  - name: a\n    data_tests: [{unique: {column_name: id}}]\n',
      'models/b.sql': "-- tags=3\n{{ config(\n    materialized='view',\n    tags = 5) }}\nselect 1",
      'models/c.sql': "{{ config({'alias': 5}) }}select 1",
      'models/d.sql': "{% do config.set('alias', 5) %}select 1",
      'macros/m.sql': '{% macro setting() %}{{ config(alias=5) }}{% endmacro %}',
      'models/e.sql': '-- a macro sets it\n{{ setting() }}select 1',
    }),
  ).toEqual([
    "Parsing models/b.sql:4:5 the config 'tags' of b must be a text or a list of texts, not [5]",
    "Parsing models/c.sql:1:12 the config 'alias' of c must be a text, not 5",
    "Parsing models/d.sql:1:18 the config 'alias' of d must be a text, not 5",
    "Parsing models/e.sql:1:1 the config 'alias' of e must be a text, not 5",
    'Parsing dbt_project.yml:6:7 the config \'enabled\' of a must be true or false, not "maybe"',
    'Parsing dbt_project.yml:8:3 the config \'limit\' of unique_a_id must be a whole number, not "many"',
  ])
})

it('a config that is nearly one of dbt’s is warned of, once where it is written', () => {
  expect(
    parseShop({
      'dbt_project.yml': 'name: shop\nprofile: shop\nmodels:\n  +materialised: table\n  +owner: me\n',
      'models/a.sql': "{{ config(uniqe_key='id', tag='x', my_own='y') }}select 1",
      'models/b.sql': 'select 1',
      'models/s.yml': 'models: [{name: b, config: {shema: x}}]\n',
    }).warnings,
  ).toEqual([
    "dbt_project.yml:4:3: 'materialised' is no config that dbt knows; did you mean 'materialized'?",
    "models/a.sql:1:11: 'uniqe_key' is no config that dbt knows; did you mean 'unique_key'?",
    "models/a.sql:1:27: 'tag' is no config that dbt knows; did you mean 'tags'?",
    "models/s.yml:1:36: 'shema' is no config that dbt knows; did you mean 'schema'?",
  ])
})

it('a template in a properties file is told of where it stands', () => {
  expect(
    parseErrors({
      'models/a.sql': 'select 1',
      'models/s.yml': `models:
  - name: a
    description: "{{ doc('nosuch') }}"
  - name: b
    columns:
      - name: id
        description: "{{ dok('x') }}"
exposures:
  - name: e
    depends_on:
      - ref('a')
      - rfe('a')
      - ref('none')
    type: ml
    owner: {name: x}
`,
      'models/b.sql': 'select 1',
      'models/d.md': '{% docs some %}{% enddocs %}',
    }),
  ).toEqual([
    "Compilation models/s.yml:3:18 no docs block named 'nosuch'",
    "Compilation models/s.yml:7:22 'dok' is undefined [did you mean 'doc'?]",
    "Compilation models/s.yml:12:9 'rfe' is undefined [did you mean 'ref'?]",
  ])
})

it('of several resources in a file, the one that is wrong is told of', () => {
  expect(
    parseErrors({
      'models/a.sql': 'select 1 as id',
      'models/s.yml': `
models:
  - name: a
    data_tests:
      - relationships: {arguments: {to: ref('nowhere'), field: id}}
exposures:
  - name: b
    depends_on: [ref('a')]
    type: ml
    owner: {name: x}
  - name: a
    depends_on: [ref('nowhere')]
    type: ml
    owner: {name: x}
`,
    }),
  ).toEqual([
    "Compilation models/s.yml:12:22 exposure.shop.a depends on a node named 'nowhere' which was not found",
  ])
})

it('a config that stands in two places is told of, of nodes and of tests', () => {
  expect(
    parseErrors({
      'models/a.sql': 'select 1 as id',
      'models/s.yml': `models:
  - name: a
    meta: {x: 1}
    config: {meta: {x: 2}}
    data_tests:
      - unique: {column_name: id, severity: warn, config: {severity: error}}
`,
    }),
  ).toEqual([
    "Parsing models/s.yml:6:9 'severity' stands both in 'config' of the test and beside it [take one of them away]",
    "Parsing models/s.yml:3:11 'meta' stands both in 'config' and beside it [take it away here, and leave it in 'config']",
  ])
})

it('exposures and groups that nobody owns, and kinds of exposures that dbt does not know, are told of', () => {
  const files = {
    'models/s.yml': `groups: [{name: g, owner: {slack: x}}]
exposures:
  - {name: a, type: ml, owner: {slack: x}}
  - {name: b, type: dashbord, owner: {name: x}}
  - {name: c, type: ml, maturity: hi, owner: {name: x}}
`,
  }
  expect(parseErrors(files)).toEqual([
    "Parsing models/s.yml:3:32 the exposure 'a' has no 'owner' with a name or an email [write owner: {name: ..., email: ...}]",
    "Parsing models/s.yml:4:21 'type' of the exposure 'b' must be one of dashboard, notebook, analysis, ml, application [did you mean 'dashboard'?]",
    "Parsing models/s.yml:5:35 'maturity' of the exposure 'c' must be one of low, medium, high",
    "Parsing models/s.yml:1:27 the group 'g' has no 'owner' with a name or an email [write owner: {name: ..., email: ...}]",
  ])
})

it('properties under the wrong key are warned about; those of another package are taken, once', () => {
  const files = {
    'dbt_packages/dep/dbt_project.yml': 'name: dep\n',
    'dbt_packages/dep/models/m.sql': 'select 1 as id',
    'models/a.sql': 'select 1 as id',
    'models/s.yml': 'seeds: [{name: a}]\nmodels: [{name: m, description: from the root}]\n',
  }
  const { warnings, manifest } = parseShop(files)
  expect(warnings).toEqual([
    "models/s.yml:1:16: 'a' is a model node, but it is specified in the seeds section of models/s.yml. To fix this error, place the `a` specification under the models key instead.",
  ])
  expect(manifest.nodes.get('model.dep.m')?.description).toBe('from the root')
  const twice = { ...files, 'dbt_packages/dep/models/s.yml': 'models: [{name: m}]\n' }
  expect(parseErrors(twice)).toEqual([
    "Parsing models/s.yml:2:10 'm' is described twice under 'models' [the other is dbt_packages/dep/models/s.yml:1:10; merge the two]",
  ])
})
