import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/postgres.js'
import { callTdbt } from '../support/call-tdbt.js'
import { projectFolder } from '../support/tdbt.js'

const root = {
  'dbt_project.yml': 'name: shop\nmodels: {ext: {+schema: ext}}\nseeds: {ext: {+schema: ext}}\n',
}

/** The files of an installed package, and of the same path in the project, which nothing is wrong with. */
function packaged(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const sound = (path: string): string => {
    if (path.startsWith('macros/')) return '{# a macro file of the project #}\n'.repeat(9)
    if (path.endsWith('.sql')) return `${'-- a file of the project\n'.repeat(9)}select 1 as id\n`
    if (path.endsWith('.csv')) return 'id\n1\n2\n3\n'
    return '# a file of the project\n'.repeat(30)
  }
  return {
    ...Object.fromEntries(Object.keys(files).map((path) => [path, sound(path)])),
    ...root,
    'dbt_packages/ext/dbt_project.yml': 'name: ext\n',
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`dbt_packages/ext/${path}`, text])),
  }
}

async function parsed(files: Readonly<Record<string, string>>): Promise<string> {
  const { path, remove } = await projectFolder(packaged(files))
  const { output } = await callTdbt(path, 'parse')
  remove()
  return output
}

test('mistakes in the files of an installed package are shown in these', async () => {
  expect(
    await parsed({
      'dbt_project.yml': 'name: ext\nmodels:\n  ext:\n    +tags: 5\n',
      'macros/calls.sql': '\n{% macro outer() %}\n  {{ nosuch.thing }}\n{% endmacro %}\n',
      'models/syntax.sql': 'select\n  {{ 1 + }}\n',
      'models/calls.sql': '\nselect {{ outer() }}\n',
      'models/reads.sql': "select *\nfrom {{ ref('nowhere') }}\n",
      'models/config.sql': "{{ config(\n  materialized='view',\n  tags=5) }}\nselect 1 as id\n",
      'models/broken.yml': 'models:\n  - name: config\n   columns: []\n',
      'models/schema.yml': `models:
  - name: reads
    description: "{{ doc('nowhere') }}"
  - name: tested
    data_tests:
      - uniqe
      - outer_test
  - name: tested
  - name: config
    config:
      meta: "{{ var('nosuch') }}"
exposures:
  - name: board
    depends_on:
      - ref('nowhere')
    type: ml
    owner: {name: x}
sources:
  - name: raw
    tables: [{name: items}, {name: items}]
`,
      'models/tested.sql': 'select 1 as id\n',
      'tests/generic/outer_test.sql': '{% test outer_test(model) %}\n  {{ outer() }}\n{% endtest %}\n',
    }),
  ).toMatchInlineSnapshot(`
    "Encountered 12 errors:
    Parsing Error in dbt_packages/ext/models/broken.yml:3:4
      invalid YAML: bad indentation of a sequence entry
        3 |    columns: []
          |    ^
      hint: mend the line: indent with spaces, and quote texts that hold a colon or begin with a sign
      code: yaml-syntax

    Compilation Error in dbt_packages/ext/models/schema.yml:11:14
      could not render 'models.config.config.meta': required var 'nosuch' not found in config
        11 |       meta: "{{ var('nosuch') }}"
           |              ^^^^^^^^^^^^^^^^^^^
      hint: set it under 'vars' in dbt_project.yml, pass --vars 'nosuch: value', or give a default (needed by dbt_packages/ext/models/schema.yml)
      code: var-not-found

    Parsing Error in dbt_packages/ext/models/schema.yml:8:5
      'tested' is described twice under 'models'
        8 |   - name: tested
          |     ^^^^^^^^^^^^
      hint: the other is dbt_packages/ext/models/schema.yml:4:5; merge the two
      code: described-twice

    Compilation Error in dbt_packages/ext/macros/calls.sql:3:6
      'nosuch' is undefined
        3 |   {{ nosuch.thing }}
          |      ^^^^^^^^^^^^
      in outer (dbt_packages/ext/models/calls.sql:2:11)
      hint: correct the name, or define it with {% set %} or as a macro
      code: jinja-undefined

    Compilation Error in dbt_packages/ext/models/syntax.sql:2:10
      unexpected 'end of print statement'
        2 |   {{ 1 + }}
          |          ^^
      hint: look at the marked place and a little before it: is every {{, {% and bracket closed, and every block ended?
      code: jinja-syntax

    Parsing Error in dbt_packages/ext/models/schema.yml:6:9
      there is no generic test named 'uniqe'
        6 |       - uniqe
          |         ^^^^^
      hint: did you mean 'unique'?
      code: test-not-found

    Compilation Error in dbt_packages/ext/macros/calls.sql:3:6
      'nosuch' is undefined
        3 |   {{ nosuch.thing }}
          |      ^^^^^^^^^^^^
      in outer (dbt_packages/ext/tests/generic/outer_test.sql:2:6)
      in outer_test (dbt_packages/ext/models/schema.yml:7:9)
      hint: correct the name, or define it with {% set %} or as a macro
      code: jinja-undefined

    Parsing Error in dbt_packages/ext/models/config.sql:3:3
      the config 'tags' of config must be a text or a list of texts, not [5,5]
        3 |   tags=5) }}
          |   ^^^^
      hint: in config() a text stands in quotes, true and false without, a list in [...] and a mapping in {...}
      code: config-type

    Parsing Error in dbt_packages/ext/dbt_project.yml:4:5
      the config 'tags' of reads must be a text or a list of texts, not [5]
        4 |     +tags: 5
          |     ^^^^^
      hint: in config() a text stands in quotes, true and false without, a list in [...] and a mapping in {...}
      code: config-type

    Parsing Error in dbt_packages/ext/dbt_project.yml:4:5
      the config 'tags' of tested must be a text or a list of texts, not [5]
        4 |     +tags: 5
          |     ^^^^^
      hint: in config() a text stands in quotes, true and false without, a list in [...] and a mapping in {...}
      code: config-type

    Compilation Error in dbt_packages/ext/models/schema.yml:20:36
      the source 'raw.items' is described twice
        20 |     tables: [{name: items}, {name: items}]
           |                                    ^^^^^
      hint: the other is dbt_packages/ext/models/schema.yml:20:21; merge the two
      code: source-twice

    Compilation Error in dbt_packages/ext/models/schema.yml:15:13
      exposure.ext.board depends on a node named 'nowhere' which was not found
        15 |       - ref('nowhere')
           |             ^^^^^^^^^
      hint: correct the name, or add the model
      code: ref-not-found"
  `)
})

test('so are macros and docs blocks that are there twice', async () => {
  expect(
    await parsed({
      'macros/calls.sql': '{% macro one() %}{% endmacro %}\n{% macro one() %}{% endmacro %}\n',
      'models/docs.md': '{% docs one %}{% enddocs %}\n{% docs one %}{% enddocs %}\n',
    }),
  ).toMatchInlineSnapshot(`
    "Encountered 2 errors:
    Compilation Error in dbt_packages/ext/macros/calls.sql:2:1
      there are two macros named 'one' in the package 'ext'
        2 | {% macro one() %}{% endmacro %}
          | ^
      hint: the other is dbt_packages/ext/macros/calls.sql:1:1; rename or remove one
      code: macro-twice

    Compilation Error in dbt_packages/ext/models/docs.md:2:1
      there are two docs blocks named 'one'
        2 | {% docs one %}{% enddocs %}
          | ^
      hint: the other is dbt_packages/ext/models/docs.md:1:1; rename or remove one
      code: docs-block-twice"
  `)
})

test('so is a cycle', async () => {
  expect(
    await parsed({
      'models/a.sql': "\nselect * from {{ ref('ext', 'b') }}\n",
      'models/b.sql': "select * from {{ ref('ext', 'a') }}\n",
    }),
  ).toMatchInlineSnapshot(`
    "[WARNING]: Configuration paths exist in your dbt_project.yml file which do not apply to any resources.
    There are 1 unused configuration paths:
    - seeds.ext
    Encountered an error:
    Compilation Error in dbt_packages/ext/models/b.sql:1:29
      Found a cycle: model.ext.a --> model.ext.b --> model.ext.a
        model.ext.b reads model.ext.a (dbt_packages/ext/models/b.sql:1:29)
        model.ext.a reads model.ext.b (dbt_packages/ext/models/a.sql:2:29)
        1 | select * from {{ ref('ext', 'a') }}
          |                             ^^^
      hint: take one of these refs away: each node can only read what is built before it
      code: cycle"
  `)
})

test('and what goes wrong when they are run', async () => {
  const database = await testDatabase()
  const { path, remove } = await projectFolder({
    ...packaged({
      'dbt_project.yml': 'name: ext\non-run-end:\n  - "{{ fail() if execute }}"\n',
      'macros/fail.sql': `
{% macro fail() %}
  {{ exceptions.raise_compiler_error('no way') }}
{% endmacro %}
{% macro ask() %}
  {% if execute %}{% do run_query('select nosuch') %}{% endif %}
{% endmacro %}
{% test failing(model, column_name) %}
  {% if execute %}{{ nosuch.thing }}{% endif %}
{% endtest %}
`,
      'models/ask.sql': '{{ ask() }}\nselect 1 as id\n',
      'models/fail.sql': '\n{{ fail() if execute }}\nselect 1 as id\n',
      'models/rejected.sql': 'select 1 as id\nunion all\nselect nosuch\n',
      'models/kind.sql': "{{ config(materialized='tabel') }}\nselect 1 as id\n",
      'models/hooked.sql': "{{ config(post_hook=['select 1', 'select nosuch']) }}\nselect 1 as id\n",
      'models/granted.sql': 'select 1 as id\n',
      'models/schema.yml': `models:
  - name: granted
    config: {post_hook: ['select 1', 'grant select on {{ this }} to "no such"']}
  - name: tested
    columns:
      - name: id
        data_tests:
          - failing
          - accepted_values:
              arguments: {values: "{{ 1 + none if execute else [] }}"}
  - name: described
    config:
      pre_hook:
        - select 1
        - "{{ nosuch.thing if execute }}"
`,
      'models/tested.sql': 'select 1 as id\n',
      'models/described.sql': 'select 1 as id\n',
      'seeds/items.csv': 'id,name\n1,one\n2,two,more\n',
    }),
    'dbt_project.yml': `${root['dbt_project.yml']}profile: shop\n`,
    'profiles.yml': JSON.stringify({
      shop: { target: 'dev', outputs: { dev: { ...database.credentials, schema: 'shop', threads: 1 } } },
    }),
  })
  const { output } = await callTdbt(path, 'build')
  expect(output.replace(/^[\s\S]*?Completed with .*\n/, '')).toMatchInlineSnapshot(`
    "
    Failure in model ask (dbt_packages/ext/models/ask.sql)
      Database Error in model ask (dbt_packages/ext/models/ask.sql)
        column "nosuch" does not exist
        dbt_packages/ext/macros/fail.sql:6:25
          6 |   {% if execute %}{% do run_query('select nosuch') %}{% endif %}
            |                         ^^^^^^^^^^^^^^^^^^^^^^^^^^
        the statement:2:8
          2 | select nosuch
            |        ^^^^^^
        in run_query (dbt_packages/ext/macros/fail.sql:6:25)
        in ask (dbt_packages/ext/models/ask.sql:1:4)
        hint: correct the name, or say which table it is of; names in double quotes keep their capital letters
        code: column-missing

    Failure in model described (dbt_packages/ext/models/described.sql)
      Compilation Error in model described (dbt_packages/ext/models/described.sql)
        'nosuch' is undefined
        dbt_packages/ext/models/schema.yml:15:12
          15 |         - "{{ nosuch.thing if execute }}"
             |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        hint: correct the name, or define it with {% set %} or as a macro
        code: jinja-undefined

      compiled code at target/compiled/ext/models/described.sql

    Failure in model fail (dbt_packages/ext/models/fail.sql)
      Compilation Error in model fail (dbt_packages/ext/models/fail.sql)
        no way
        dbt_packages/ext/macros/fail.sql:3:6
          3 |   {{ exceptions.raise_compiler_error('no way') }}
            |      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        in fail (dbt_packages/ext/models/fail.sql:2:4)
        code: raised-by-macro

    Failure in model granted (dbt_packages/ext/models/granted.sql)
      Database Error in model granted (dbt_packages/ext/models/granted.sql)
        role "no such" does not exist
        dbt_packages/ext/models/schema.yml:3:39
          3 |     config: {post_hook: ['select 1', 'grant select on {{ this }} to "no such"']}
            |                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        hint: the message is the server's own: look at the compiled SQL in the target folder
        code: sql-rejected

      compiled code at target/compiled/ext/models/granted.sql

    Failure in model hooked (dbt_packages/ext/models/hooked.sql)
      Database Error in model hooked (dbt_packages/ext/models/hooked.sql)
        column "nosuch" does not exist
        dbt_packages/ext/models/hooked.sql:1:35
          1 | {{ config(post_hook=['select 1', 'select nosuch']) }}
            |                                   ^^^^^^^^^^^^^
        the statement:2:8
          2 | select nosuch
            |        ^^^^^^
        hint: correct the name, or say which table it is of; names in double quotes keep their capital letters
        code: column-missing

      compiled code at target/compiled/ext/models/hooked.sql

    Failure in model kind (dbt_packages/ext/models/kind.sql)
      Compilation Error in model kind (dbt_packages/ext/models/kind.sql)
        no materialization 'tabel' was found for postgres
        dbt_packages/ext/models/kind.sql:1:11
          1 | {{ config(materialized='tabel') }}
            |           ^^^^^^^^^^^^
        hint: did you mean 'table'?
        code: materialization-not-found

      compiled code at target/compiled/ext/models/kind.sql

    Failure in model rejected (dbt_packages/ext/models/rejected.sql)
      Database Error in model rejected (dbt_packages/ext/models/rejected.sql)
        column "nosuch" does not exist
        dbt_packages/ext/models/rejected.sql:3:8
          3 | select nosuch
            |        ^^^^^^
        hint: correct the name, or say which table it is of; names in double quotes keep their capital letters
        code: column-missing

      compiled code at target/compiled/ext/models/rejected.sql:3:8

    Failure in seed items (dbt_packages/ext/seeds/items.csv)
      Runtime Error in seed items (dbt_packages/ext/seeds/items.csv)
        the seed can't be read: this row has 3 values, and the header 2
        dbt_packages/ext/seeds/items.csv:3:1
          3 | 2,two,more
            | ^
        hint: no row has more values than the header, separated by ','; a value that holds it stands in double quotes
        code: seed-not-valid

    Failure in test failing_tested_id (dbt_packages/ext/models/schema.yml)
      Compilation Error in test failing_tested_id (dbt_packages/ext/models/schema.yml)
        'nosuch' is undefined
        dbt_packages/ext/macros/fail.sql:9:22
          9 |   {% if execute %}{{ nosuch.thing }}{% endif %}
            |                      ^^^^^^^^^^^^
        in failing (dbt_packages/ext/models/schema.yml:8:13)
        hint: correct the name, or define it with {% set %} or as a macro
        code: jinja-undefined

    Failure in test accepted_values_tested_id___1_none_if_execute_else_ (dbt_packages/ext/models/schema.yml)
      Compilation Error in test accepted_values_tested_id___1_none_if_execute_else_ (dbt_packages/ext/models/schema.yml)
        unsupported operand type(s) for +: 'int' and 'NoneType'
        dbt_packages/ext/models/schema.yml:9:13
          9 |           - accepted_values:
            |             ^^^^^^^^^^^^^^^^
        hint: look at the values that the marked expression gets; {{ log(value, info=true) }} shows one
        code: jinja-runtime

    Failure in operation ext-on-run-end-0 (dbt_packages/ext/dbt_project.yml)
      Compilation Error in operation ext-on-run-end-0 (dbt_packages/ext/dbt_project.yml)
        no way
        dbt_packages/ext/macros/fail.sql:3:6
          3 |   {{ exceptions.raise_compiler_error('no way') }}
            |      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        in fail (dbt_packages/ext/dbt_project.yml:3:9)
        code: raised-by-macro

    Done. PASS=10 WARN=0 ERROR=11 SKIP=0 NO-OP=0 TOTAL=21"
  `)
  const manifest = JSON.parse(readFileSync(join(path, 'target/manifest.json'), 'utf8'))
  expect(manifest.nodes['model.ext.ask'].original_file_path).toBe('models/ask.sql')
  remove()
  await database.drop()
})
