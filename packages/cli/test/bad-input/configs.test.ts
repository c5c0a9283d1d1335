import { describe, expect, test } from 'vitest'
import { useSoundProject } from '../support/bad-input.js'

const project = useSoundProject()

const snapshot = (name: string, config: string): string =>
  `{% snapshot ${name} %}{{ config(${config}) }} select * from {{ ref('customers') }}{% endsnapshot %}\n`

const incremental = (config: string): string =>
  `{{ config(materialized='incremental', ${config}) }}\nselect 1 as one\n`

/** The errors alone, of a command that says more. */
async function failures(files: Readonly<Record<string, string>>, ...names: string[]): Promise<string> {
  const shown = await project.failing(files, { args: ['build', '--select', ...names] })
  return shown.replace(/\n[\s\S]*?Completed with .*\n/, '\n').replace(/\n\nDone\..*\n$/, '')
}

describe('snapshots', () => {
  test('configs that are missing or do not fit are told of together, before anything runs', async () => {
    const blocks = [
      snapshot('bare', "target_schema='kept'"),
      snapshot('slip', "strategy='timestamp', unique_key='id', updatd_at='name'"),
      snapshot('both', "strategy='timestamp', unique_key='id', updated_at='name', check_cols='all'"),
      snapshot('columns', "strategy='check', unique_key='id', check_cols='al'"),
      snapshot('table', "strategy='check', unique_key='id', materialized='table'"),
      snapshot('off', 'enabled=false'),
    ]
    expect(await project.broken({ 'snapshots/s.sql': blocks.join('') })).toMatchInlineSnapshot(`
      "exit code 2
      [WARNING]: snapshots/s.sql:2:69: 'updatd_at' is no config that dbt knows; did you mean 'updated_at'?
      Encountered 7 errors:
      Compilation Error in snapshots/s.sql:1:20
        the snapshot bare has no 'strategy'
          1 | {% snapshot bare %}{{ config(target_schema='kept') }} select * from {{ ref('customers') }}{% endsnapshot %}
            |                    ^
        hint: take 'timestamp' where a column tells when a row was changed last, else 'check'
        code: config-missing

      Compilation Error in snapshots/s.sql:1:20
        the snapshot bare has no 'unique_key'
          1 | {% snapshot bare %}{{ config(target_schema='kept') }} select * from {{ ref('customers') }}{% endsnapshot %}
            |                    ^
        hint: name the column, or the columns, that identify a row
        code: config-missing

      Compilation Error in snapshots/s.sql:2:69
        the snapshot slip has no 'updated_at'
          2 | …rategy='timestamp', unique_key='id', updatd_at='name') }} select * from {{ ref('customers') }}{% endsnapshot …
            |                                       ^^^^^^^^^
        hint: did you mean 'updated_at' by 'updatd_at'?
        code: config-missing

      Compilation Error in snapshots/s.sql:3:88
        the config 'check_cols' of both is not for the strategy timestamp
          3 | … unique_key='id', updated_at='name', check_cols='all') }} select * from {{ ref('customers') }}{% endsnapshot …
            |                                       ^^^^^^^^^^
        hint: take it away, or take the strategy 'check'
        code: snapshot-not-valid

      Compilation Error in snapshots/s.sql:4:68
        the config 'check_cols' of columns must be all or a list of columns, not "al"
          4 | …ig(strategy='check', unique_key='id', check_cols='al') }} select * from {{ ref('customers') }}{% endsnapshot …
            |                                        ^^^^^^^^^^
        hint: did you mean 'all'?
        code: snapshot-not-valid

      Compilation Error in snapshots/s.sql:5:21
        the snapshot table has no 'check_cols'
          5 | {% snapshot table %}{{ config(strategy='check', unique_key='id', materialized='table') }} select * from {{ re…
            |                     ^
        hint: list the columns to compare, or write 'all'
        code: config-missing

      Compilation Error in snapshots/s.sql:5:66
        the config 'materialized' of table must be snapshot, not "table"
          5 | …g(strategy='check', unique_key='id', materialized='table') }} select * from {{ ref('customers') }}{% endsnaps…
            |                                       ^^^^^^^^^^^^
        hint: take it away
        code: snapshot-not-valid
      "
    `)
  })

  test('a config of a properties file is shown there', async () => {
    const yaml =
      'snapshots:\n  - name: kept\n    config:\n      strategy: check\n      unique_key: id\n      check_cols: name\n'
    expect(
      await project.broken({
        'snapshots/s.sql': snapshot('kept', ''),
        'snapshots/s.yml': yaml,
      }),
    ).toMatchInlineSnapshot(`
      "exit code 2
      Encountered an error:
      Compilation Error in snapshots/s.yml:6:19
        the config 'check_cols' of kept must be all or a list of columns, not "name"
          6 |       check_cols: name
            |                   ^^^^
        hint: write ['name']
        code: snapshot-not-valid
      "
    `)
  })

  test('an unknown strategy, and what becomes of rows that are gone, are looked at when they run, as in dbt', async () => {
    const timestamp = "strategy='timestamp', unique_key='id', updated_at='name'"
    expect(
      await failures(
        {
          'macros/own.sql':
            '{% macro snapshot_by_month_strategy(node, old, new, config, exists) %}{% endmacro %}\n',
          'snapshots/s.sql': [
            snapshot('slip', "strategy='timestmp', unique_key='id'"),
            snapshot('own', "strategy='by_moth', unique_key='id'"),
            snapshot('other', "strategy='hourly', unique_key='id'"),
            snapshot('gone', `${timestamp}, hard_deletes='invalidat'`),
            snapshot('twice', `${timestamp}, hard_deletes='ignore', invalidate_hard_deletes=true`),
          ].join(''),
        },
        'resource_type:snapshot',
      ),
    ).toMatchInlineSnapshot(`
      "exit code 1

      Failure in snapshot slip (snapshots/s.sql)
        Compilation Error in snapshot slip (snapshots/s.sql)
          there is no strategy 'timestmp' of snapshots
          snapshots/s.sql:1:30
            1 | {% snapshot slip %}{{ config(strategy='timestmp', unique_key='id') }} select * from {{ ref('customers') }}{% …
              |                              ^^^^^^^^
          hint: did you mean 'timestamp'?
          code: strategy-not-found

      Failure in snapshot own (snapshots/s.sql)
        Compilation Error in snapshot own (snapshots/s.sql)
          there is no strategy 'by_moth' of snapshots
          snapshots/s.sql:2:29
            2 | {% snapshot own %}{{ config(strategy='by_moth', unique_key='id') }} select * from {{ ref('customers') }}{% en…
              |                             ^^^^^^^^
          hint: did you mean 'by_month'?
          code: strategy-not-found

      Failure in snapshot other (snapshots/s.sql)
        Compilation Error in snapshot other (snapshots/s.sql)
          there is no strategy 'hourly' of snapshots
          snapshots/s.sql:3:31
            3 | {% snapshot other %}{{ config(strategy='hourly', unique_key='id') }} select * from {{ ref('customers') }}{% e…
              |                               ^^^^^^^^
          hint: use one of timestamp, check, by_month, or define the macro snapshot_hourly_strategy
          code: strategy-not-found

      Failure in snapshot gone (snapshots/s.sql)
        Compilation Error in snapshot gone (snapshots/s.sql)
          'hard_deletes' must be ignore, invalidate or new_record, not 'invalidat'
          snapshots/s.sql:4:88
            4 | … unique_key='id', updated_at='name', hard_deletes='invalidat') }} select * from {{ ref('customers') }}{% ends…
              |                                       ^^^^^^^^^^^^
          hint: did you mean 'invalidate'?
          code: snapshot-not-valid

      Failure in snapshot twice (snapshots/s.sql)
        Compilation Error in snapshot twice (snapshots/s.sql)
          set either 'hard_deletes' or 'invalidate_hard_deletes', not both
          snapshots/s.sql:5:112
            5 | …ed_at='name', hard_deletes='ignore', invalidate_hard_deletes=true) }} select * from {{ ref('customers') }}{% …
              |                                       ^^^^^^^^^^^^^^^^^^^^^^^
          hint: correct the configs of the snapshot
          code: snapshot-not-valid"
    `)
  })
})

test('strategies of incremental models and materializations that are none', async () => {
  expect(
    await failures(
      {
        'macros/own.sql': `{% macro get_incremental_by_month_sql(arg_dict) %}{% endmacro %}
{% materialization partitioned, default %}{{ return({'relations': []}) }}{% endmaterialization %}
`,
        'models/bad/slip.sql': incremental("incremental_strategy='mrge'"),
        'models/bad/own.sql': incremental("incremental_strategy='by_moth'"),
        'models/bad/other.sql': incremental("incremental_strategy='x'"),
        'models/bad/kind.sql': "{{ config(materialized='partitoned') }} select 1 as one\n",
      },
      'bad',
    ),
  ).toMatchInlineSnapshot(`
    "exit code 1

    Failure in model kind (models/bad/kind.sql)
      Compilation Error in model kind (models/bad/kind.sql)
        no materialization 'partitoned' was found for postgres
        models/bad/kind.sql:1:11
          1 | {{ config(materialized='partitoned') }} select 1 as one
            |           ^^^^^^^^^^^^
        hint: did you mean 'partitioned'?
        code: materialization-not-found

      compiled code at target/compiled/shop/models/bad/kind.sql

    Failure in model other (models/bad/other.sql)
      Compilation Error in model other (models/bad/other.sql)
        dbt could not find an incremental strategy macro with the name "get_incremental_x_sql" in shop
        models/bad/other.sql:1:39
          1 | {{ config(materialized='incremental', incremental_strategy='x') }}
            |                                       ^^^^^^^^^^^^^^^^^^^^
        hint: use one of append, delete+insert, merge, by_month, or define the macro get_incremental_x_sql
        code: strategy-not-found

      compiled code at target/compiled/shop/models/bad/other.sql

    Failure in model own (models/bad/own.sql)
      Compilation Error in model own (models/bad/own.sql)
        dbt could not find an incremental strategy macro with the name "get_incremental_by_moth_sql" in shop
        models/bad/own.sql:1:39
          1 | {{ config(materialized='incremental', incremental_strategy='by_moth') }}
            |                                       ^^^^^^^^^^^^^^^^^^^^
        hint: did you mean 'by_month'?
        code: strategy-not-found

      compiled code at target/compiled/shop/models/bad/own.sql

    Failure in model slip (models/bad/slip.sql)
      Compilation Error in model slip (models/bad/slip.sql)
        dbt could not find an incremental strategy macro with the name "get_incremental_mrge_sql" in shop
        models/bad/slip.sql:1:39
          1 | {{ config(materialized='incremental', incremental_strategy='mrge') }}
            |                                       ^^^^^^^^^^^^^^^^^^^^
        hint: did you mean 'merge'?
        code: strategy-not-found

      compiled code at target/compiled/shop/models/bad/slip.sql"
  `)
})

test('an on_schema_change that is none is told of, since dbt takes it for ignore', async () => {
  const files = {
    'models/bad/slip.sql': incremental("on_schema_change='sync_all'"),
    'models/bad/near.sql': incremental("on_schema_change='append_new_column'"),
  }
  const shown = await project.failing(files, { args: ['parse'] })
  expect(shown).toMatchInlineSnapshot(`
    "exit code 0
    [WARNING]: models/bad/near.sql:1:39: 'append_new_column' is no on_schema_change, and is taken for ignore; did you mean 'append_new_columns'?
    [WARNING]: models/bad/slip.sql:1:39: 'sync_all' is no on_schema_change, and is taken for ignore; use one of ignore, append_new_columns, sync_all_columns, fail
    "
  `)
})

test('what is named only while it runs gets the nearest name too, as what tests and hooks name', async () => {
  const asked = (name: string): string => `{% if execute %}{{ ${name} }}{% endif %} select 1 as one\n`
  const files = {
    'models/bad/late.sql': asked("ref('custmers')"),
    'models/bad/late_source.sql': asked("source('crm', 'peple')"),
    'models/bad/sources.yml': 'sources:\n  - name: crm\n    tables: [{name: people}]\n',
  }
  expect(await failures(files, 'bad')).toMatchInlineSnapshot(`
    "exit code 1

    Failure in model late (models/bad/late.sql)
      Compilation Error in model late (models/bad/late.sql)
        model.shop.late depends on a node named 'custmers' which was not found
        models/bad/late.sql:1:20
          1 | {% if execute %}{{ ref('custmers') }}{% endif %} select 1 as one
            |                    ^^^^^^^^^^^^^^^
        hint: did you mean 'customers'?
        code: ref-not-found

    Failure in model late_source (models/bad/late_source.sql)
      Compilation Error in model late_source (models/bad/late_source.sql)
        model.shop.late_source depends on a source named 'crm.peple' which was not found
        models/bad/late_source.sql:1:20
          1 | {% if execute %}{{ source('crm', 'peple') }}{% endif %} select 1 as one
            |                    ^^^^^^^^^^^^^^^^^^^^^^
        hint: did you mean 'crm.people'?
        code: source-not-found"
  `)
  const hook = "{% if execute %}{{ ref('custmers') }}{% endif %}"
  const hooked = { 'models/bad/hooked.sql': `{{ config(post_hook="${hook}") }} select 1 as one\n` }
  expect(await failures(hooked, 'bad')).toContain("hint: did you mean 'customers'?")
  expect(
    await project.failing({ 'tests/lost.sql': "select * from {{ ref('custmers') }}\n" }, { args: ['parse'] }),
  ).toMatchInlineSnapshot(`
    "exit code 0
    [WARNING]: Test 'test.shop.lost' (tests/lost.sql) depends on a node named 'custmers' which was not found; did you mean 'customers'?
    "
  `)
})
