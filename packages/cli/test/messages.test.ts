import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js'
import { callTdbt } from './support/call-tdbt.js'
import { projectFolder } from './support/tdbt.js'

let database: TestDatabase
let project: Awaited<ReturnType<typeof projectFolder>>

/** Everything in it goes wrong in its own way. */
const files: Readonly<Record<string, string>> = {
  'dbt_project.yml': `name: shop
profile: shop
on-run-end:
  - select 1
  - "select nosuch from nowhere"
`,
  'tdbt.config.ts': `import { defineConfig, defineSource } from 'tdbt'
export default defineConfig({
  sources: [defineSource({ source: 'raw', table: 'items', from: 'items.csv', columns: { id: 'integer' } })],
})
`,
  'macros/tests.sql': `{% test positive(model, column_name) %}
select * from {{ model }}
where {{ column_name }} < 0 and nope
{% endtest %}
{% macro ask() %}
  {% if execute %}{% do run_query('select 1,\n  nosuch') %}{% endif %}
{% endmacro %}
`,
  'models/a.sql': 'select 1 as id\n',
  'models/asks.sql': '{{ ask() }}\nselect 1 as id\n',
  'models/kind.sql': "{{ config(materialized='tabel') }}\nselect 1 as id\n",
  'models/of_nobody.sql': "select * from {{ source('raw', 'others') }}\n",
  'models/of_ingest.sql': "select * from\n  {{ source('raw', 'items') }}\n",
  'models/schema.yml': `sources:
  - name: raw
    tables:
      - name: items
      - name: others
models:
  - name: a
    columns:
      - name: id
        data_tests:
          - positive
          - accepted_values:
              arguments: {values: [2]}
              config: {store_failures: true}
`,
}

beforeAll(async () => {
  database = await testDatabase()
  project = await projectFolder({
    ...files,
    'profiles.yml': JSON.stringify({
      shop: { target: 'dev', outputs: { dev: { ...database.credentials, schema: 'shop', threads: 1 } } },
    }),
  })
})
afterAll(async () => {
  project.remove()
  await database.drop()
})

/** What is said at the end of each failure. */
async function failures(...args: readonly string[]): Promise<string> {
  const { output } = await callTdbt(project.path, ...args)
  return output
    .replaceAll(database.credentials.dbname as string, '<database>')
    .replace(/^[\s\S]*?Completed with .*\n/, '')
    .replace(/\n\nDone\..*$/, '')
}

test('what the database rejects is shown where it is written and where it was sent, with what to do', async () => {
  expect(await failures('build')).toMatchInlineSnapshot(`
    "
    Failure in model asks (models/asks.sql)
      Database Error in model asks (models/asks.sql)
        column "nosuch" does not exist
        macros/tests.sql:6:25
          6 |   {% if execute %}{% do run_query('select 1,
            |                         ^^^^^^^^^^^^^^^^^^^^
        the statement:3:3
          3 |   nosuch
            |   ^^^^^^
        in run_query (macros/tests.sql:6:25)
        in ask (models/asks.sql:1:4)
        hint: correct the name, or say which table it is of; names in double quotes keep their capital letters
        code: column-missing

    Failure in model kind (models/kind.sql)
      Compilation Error in model kind (models/kind.sql)
        no materialization 'tabel' was found for postgres
        models/kind.sql:1:11
          1 | {{ config(materialized='tabel') }}
            |           ^^^^^^^^^^^^
        hint: did you mean 'table'?
        code: materialization-not-found

      compiled code at target/compiled/shop/models/kind.sql

    Failure in model of_ingest (models/of_ingest.sql)
      Database Error in model of_ingest (models/of_ingest.sql)
        relation "raw.items" does not exist
        models/of_ingest.sql:2:6
          2 |   {{ source('raw', 'items') }}
            |      ^^^^^^^^^^^^^^^^^^^^^^
        target/compiled/shop/models/of_ingest.sql:2:3
          2 |   "<database>"."raw"."items"
            |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        hint: the source raw.items (models/schema.yml:4:9) is not loaded yet: tdbt ingest --select source:raw.items
        code: relation-missing

      compiled code at target/compiled/shop/models/of_ingest.sql:2:3

    Failure in model of_nobody (models/of_nobody.sql)
      Database Error in model of_nobody (models/of_nobody.sql)
        relation "raw.others" does not exist
        models/of_nobody.sql:1:18
          1 | select * from {{ source('raw', 'others') }}
            |                  ^^^^^^^^^^^^^^^^^^^^^^^
        target/compiled/shop/models/of_nobody.sql:1:15
          1 | select * from "<database>"."raw"."others"
            |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        hint: nothing has loaded the source raw.others, which models/schema.yml:5:9 describes: load it, or correct its schema and identifier there
        code: relation-missing

      compiled code at target/compiled/shop/models/of_nobody.sql:1:15

    Failure in test positive_a_id (models/schema.yml)
      Database Error in test positive_a_id (models/schema.yml)
        column "nope" does not exist
        models/schema.yml:11:13
          11 |           - positive
             |             ^^^^^^^^
        target/compiled/shop/models/schema.yml/positive_a_id.sql:3:18
          3 | where id < 0 and nope
            |                  ^^^^
        hint: correct the name, or say which table it is of; names in double quotes keep their capital letters
        code: column-missing

      compiled code at target/compiled/shop/models/schema.yml/positive_a_id.sql:3:18

    Failure in test accepted_values_a_id__2 (models/schema.yml)
      Got 1 result, configured to fail if != 0

      compiled code at target/compiled/shop/models/schema.yml/accepted_values_a_id__2.sql

      See test failures:
      ----------------------------------------------------------------------------------
      select * from "<database>"."shop_dbt_test__audit"."accepted_values_a_id__2"
      ----------------------------------------------------------------------------------

    Failure in operation shop-on-run-end-1 (dbt_project.yml)
      Database Error in operation shop-on-run-end-1 (dbt_project.yml)
        relation "nowhere" does not exist
        dbt_project.yml:5:6
          5 |   - "select nosuch from nowhere"
            |      ^
        target/compiled/shop/./dbt_project.yml/hooks/shop-on-run-end-1.sql:1:20
          1 | select nosuch from nowhere
            |                    ^^^^^^^
        hint: build it first, or correct the name; models are read by {{ ref('...') }} and raw tables by {{ source('...', '...') }}
        code: relation-missing

      compiled code at target/compiled/shop/./dbt_project.yml/hooks/shop-on-run-end-1.sql:1:20"
  `)
})

test('a node that is not built yet is named where another reads it', async () => {
  writeFileSync(join(project.path, 'models/late.sql'), "select * from {{ ref('early') }}\n")
  writeFileSync(join(project.path, 'models/early.sql'), 'select 1 as id\n')
  expect(await failures('run', '--select', 'late')).toMatchInlineSnapshot(`
    "
    Failure in model late (models/late.sql)
      Database Error in model late (models/late.sql)
        relation "shop.early" does not exist
        models/late.sql:1:18
          1 | select * from {{ ref('early') }}
            |                  ^^^^^^^^^^^^
        target/compiled/shop/models/late.sql:1:15
          1 | select * from "<database>"."shop"."early"
            |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        hint: model.shop.early is not built: tdbt build --select +late
        code: relation-missing

      compiled code at target/compiled/shop/models/late.sql:1:15

    Failure in operation shop-on-run-end-1 (dbt_project.yml)
      Database Error in operation shop-on-run-end-1 (dbt_project.yml)
        relation "nowhere" does not exist
        dbt_project.yml:5:6
          5 |   - "select nosuch from nowhere"
            |      ^
        target/compiled/shop/./dbt_project.yml/hooks/shop-on-run-end-1.sql:1:20
          1 | select nosuch from nowhere
            |                    ^^^^^^^
        hint: build it first, or correct the name; models are read by {{ ref('...') }} and raw tables by {{ source('...', '...') }}
        code: relation-missing

      compiled code at target/compiled/shop/./dbt_project.yml/hooks/shop-on-run-end-1.sql:1:20"
  `)
  for (const name of ['late', 'early']) rmSync(join(project.path, `models/${name}.sql`))
})

test('show points into the query', async () => {
  const sql = "select id,\n  nosuch\nfrom {{ ref('a') }}"
  expect((await callTdbt(project.path, 'show', '--inline', sql)).output).toMatchInlineSnapshot(`
    "Encountered an error:
    Database Error in inline query:2:3
      column "nosuch" does not exist
        2 |   nosuch
          |   ^^^^^^
      hint: correct the name, or say which table it is of; names in double quotes keep their capital letters
      code: column-missing"
  `)
})

test('flags of dbt_project.yml and --vars are shown with the line', async () => {
  writeFileSync(
    join(project.path, 'dbt_project.yml'),
    `${files['dbt_project.yml']}flags:\n  printer_width: wide\n`,
  )
  expect((await callTdbt(project.path, 'parse')).output).toMatchInlineSnapshot(`
    "Try 'tdbt parse --help' for help.

    Error: Invalid value for flags.printer_width in dbt_project.yml: 'wide' is not a whole number.
      dbt_project.yml:7:18
        7 |   printer_width: wide
          |                  ^^^^
      code: option-value"
  `)
  writeFileSync(join(project.path, 'dbt_project.yml'), files['dbt_project.yml'] ?? '')
  expect((await callTdbt(project.path, 'parse', '--vars', '{a: 1, b: [}')).output).toMatchInlineSnapshot(`
    "Try 'tdbt parse --help' for help.

    Error: Invalid value for --vars: invalid YAML: missed comma between flow collection entries. Write a YAML mapping, as in --vars '{name: value}'.
      --vars:1:12
        1 | {a: 1, b: [}
          |            ^
      code: option-value"
  `)
})

test('nothing of a line of profiles.yml is shown that could be a password', async () => {
  const secret = 'hunter2'
  const write = (dev: string): void =>
    writeFileSync(
      join(project.path, 'profiles.yml'),
      `shop:\n  target: dev\n  outputs:\n    dev:\n      type: postgres\n      schema: shop\n      dbname: d\n${dev}`,
    )
  const profiles = [
    `      password: "${secret}\n      port: 1\n`,
    `      password: ${secret}\n      port: many # ${secret}\n`,
    `      password: {a: ${secret}}\n`,
    `      password: "{{ ${secret} }"\n`,
    `      user: me:${secret}@host\n      port: 99999\n`,
    `      threads: 0\n      pass: ${secret}\n      sslmode: maybe\n`,
  ]
  const outputs: string[] = []
  for (const text of profiles) {
    write(text)
    outputs.push((await callTdbt(project.path, 'run', '--select', 'a')).output)
  }
  for (const output of outputs) expect(output).not.toContain(secret)
  expect(outputs.join('\n\n')).toMatchInlineSnapshot(`
    "Encountered an error:
    Parsing Error in <project>/profiles.yml:9:7
      invalid YAML: deficient indentation
        9 |       port: 1
          |       ^
      hint: mend the line: indent with spaces, and quote texts that hold a colon or begin with a sign
      code: yaml-syntax

    Encountered an error:
    Profile Error in <project>/profiles.yml:9:13
      port must be a whole number from 0 to 65535
      hint: a target of Postgres needs type, host, user, password, dbname and schema; port and threads are whole numbers
      code: target-not-valid

    Encountered an error:
    Profile Error in <project>/profiles.yml:8:17
      password must be text
      hint: a target of Postgres needs type, host, user, password, dbname and schema; port and threads are whole numbers
      code: target-not-valid

    Encountered an error:
    Compilation Error in <project>/profiles.yml:8:18
      could not render 'shop.outputs.dev.password': it is no valid template
      hint: look at the marked place and a little before it: is every {{, {% and bracket closed, and every block ended?
      code: jinja-syntax

    Encountered an error:
    Profile Error in <project>/profiles.yml:9:13
      port must be a whole number from 0 to 65535
        9 |       port: 99999
          |             ^^^^^
      hint: a target of Postgres needs type, host, user, password, dbname and schema; port and threads are whole numbers
      code: target-not-valid

    Encountered an error:
    Profile Error in <project>/profiles.yml:8:16
      'threads' of the target 'dev' must be a whole number above 0
        8 |       threads: 0
          |                ^
      hint: a target of Postgres needs type, host, user, password, dbname and schema; port and threads are whole numbers
      code: target-not-valid"
  `)
})
