import { describe, expect, test } from 'vitest'
import { useSoundProject } from '../support/bad-input.js'

const { broken, failing } = useSoundProject()

describe('templates', () => {
  test('an unknown ref', async () => {
    expect(
      await broken({ 'models/report.sql': "select *\nfrom {{ ref('custmers') }}\n" }),
    ).toMatchInlineSnapshot(`
      "exit code 2
      Encountered an error:
      Compilation Error in models/report.sql:2:13
        model.shop.report depends on a node named 'custmers' which was not found
          2 | from {{ ref('custmers') }}
            |             ^^^^^^^^^^
        hint: did you mean 'customers'?
        code: ref-not-found
      "
    `)
  })

  test('an unknown source', async () => {
    expect(
      await broken({ 'models/report.sql': "select * from {{ source('crm', 'people') }}\n" }),
    ).toMatchInlineSnapshot(`
      "exit code 2
      Encountered an error:
      Compilation Error in models/report.sql:1:32
        model.shop.report depends on a source named 'crm.people' which was not found
          1 | select * from {{ source('crm', 'people') }}
            |                                ^^^^^^^^
        hint: correct the name, or describe the table under sources in a properties file
        code: source-not-found
      "
    `)
  })

  test('a Jinja syntax error', async () => {
    expect(
      await broken({ 'models/report.sql': 'select\n  {% if true %}\n  1 as one\n' }),
    ).toMatchInlineSnapshot(`
      "exit code 2
      Encountered an error:
      Compilation Error in models/report.sql:2:16
        Unexpected end of template. Jinja was looking for the following tags: 'elif' or 'else' or 'endif'. The innermost block that needs to be closed is 'if'.
          2 |   {% if true %}
            |                ^
        hint: look at the marked place and a little before it: is every {{, {% and bracket closed, and every block ended?
        code: jinja-syntax
      "
    `)
    expect(
      await broken({ 'models/report.sql': "select * from {{ ref('customers' }}\n" }),
    ).toMatchInlineSnapshot(`
      "exit code 2
      Encountered an error:
      Compilation Error in models/report.sql:1:34
        unexpected '}', expected ')'
          1 | select * from {{ ref('customers' }}
            |                                  ^
        hint: look at the marked place and a little before it: is every {{, {% and bracket closed, and every block ended?
        code: jinja-syntax
      "
    `)
  })

  test('an undefined macro', async () => {
    expect(
      await broken({
        'macros/money.sql': '{% macro as_money(column) %}({{ column }} / 100.0){% endmacro %}\n',
        'models/report.sql': "select {{ as_mony('id') }} as price from {{ ref('customers') }}\n",
      }),
    ).toMatchInlineSnapshot(`
      "exit code 2
      Encountered an error:
      Compilation Error in models/report.sql:1:11
        'as_mony' is undefined
          1 | select {{ as_mony('id') }} as price from {{ ref('customers') }}
            |           ^^^^^^^^^^^^^
        hint: did you mean 'as_money'?
        code: jinja-undefined
      "
    `)
  })

  test('an error inside macros, with the calls that led there', async () => {
    expect(
      await broken({
        'macros/outer.sql': '{% macro outer(x) %}\n  {{ inner(x) }}\n{% endmacro %}\n',
        'macros/inner.sql': '{% macro inner(x) %}{{ nosuch.deeper }}{% endmacro %}\n',
        'models/report.sql': 'select {{ outer(1) }} as one\n',
      }),
    ).toMatchInlineSnapshot(`
      "exit code 2
      Encountered an error:
      Compilation Error in macros/inner.sql:1:24
        'nosuch' is undefined
          1 | {% macro inner(x) %}{{ nosuch.deeper }}{% endmacro %}
            |                        ^^^^^^^^^^^^^
        in inner (macros/outer.sql:2:6)
        in outer (models/report.sql:1:11)
        hint: correct the name, or define it with {% set %} or as a macro
        code: jinja-undefined
      "
    `)
  })

  test('what a value lacks, when the model is run: while parsing many values only stand for others', async () => {
    const shown = await failing({
      'models/report.sql': "select {{ 'a'.uper() }} as one\n",
      'models/regions.sql': 'select {{ target.shcema.x }} as one\n',
      'models/partial.sql': "select {{ exceptions.raise_compiler_eror('x') }} as one\n",
      'models/asked.sql':
        "{% set found = run_query('select 1 as one') %}\nselect {{ found.columns[0].vals()[0] }} as one\n",
    })
    expect(shown.replace(/^[\s\S]*?Completed with .*\n/, '')).toMatchInlineSnapshot(`
      "
      Failure in model asked (models/asked.sql)
        Compilation Error in model asked (models/asked.sql)
          'object' has no attribute 'vals'
          models/asked.sql:2:11
            2 | select {{ found.columns[0].vals()[0] }} as one
              |           ^^^^^^^^^^^^^^^^^^^^^^^
          hint: correct the name, or define it with {% set %} or as a macro
          code: jinja-undefined

      Failure in model partial (models/partial.sql)
        Compilation Error in model partial (models/partial.sql)
          'object' has no attribute 'raise_compiler_eror'
          models/partial.sql:1:11
            1 | select {{ exceptions.raise_compiler_eror('x') }} as one
              |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          hint: did you mean 'raise_compiler_error'?
          code: jinja-undefined

      Failure in model regions (models/regions.sql)
        Compilation Error in model regions (models/regions.sql)
          'dict object' has no attribute 'shcema'
          models/regions.sql:1:11
            1 | select {{ target.shcema.x }} as one
              |           ^^^^^^^^^^^^^^^
          hint: did you mean 'schema'?
          code: jinja-undefined

      Failure in model report (models/report.sql)
        Compilation Error in model report (models/report.sql)
          'str object' has no attribute 'uper'
          models/report.sql:1:11
            1 | select {{ 'a'.uper() }} as one
              |           ^^^^^^^^^^
          hint: did you mean 'upper'?
          code: jinja-undefined

      Done. PASS=4 WARN=0 ERROR=4 SKIP=0 NO-OP=0 TOTAL=8
      "
    `)
  })

  test('an error inside a built-in macro, where the project calls it', async () => {
    const shown = await failing({
      'macros/months.sql': '{% macro months(a, b) %}\n  {{ dbt.datediff(a, b, 5) }}\n{% endmacro %}\n',
      // Of the path of a built-in macro: nothing of it is shown.
      'macros/expressions.sql': '{# a comment #}\n'.repeat(99),
      'models/report.sql': "select\n  {{ months('a', 'b') if execute }} as one\n",
      'models/regions.sql': 'select {{ dbt.split_part(5) if execute }} as one\n',
      'models/partial.sql':
        "{{ config(materialized='incremental', incremental_strategy='foo') }}\nselect 1 as one\n",
      'models/indexed.sql': "{{ config(materialized='table', indexes=[{'columns': 5}]) }}\nselect 1 as one\n",
    })
    expect(shown.replace(/^[\s\S]*?Completed with .*\n/, '')).toMatchInlineSnapshot(`
      "
      Failure in model indexed (models/indexed.sql)
        Compilation Error in model indexed (models/indexed.sql)
          an index is a mapping with a list of columns, not {'columns': 5}
          models/indexed.sql:1:1
          in postgres__get_create_index_sql (dbt://macros/relations/indexes.sql:2:13)
          in get_create_index_sql (dbt://macros/relations/indexes.sql:11:25)
          in default__create_indexes (dbt://macros/relations/indexes.sql:7:48)
          in create_indexes (dbt://macros/materializations/table.sql:13:10)
          in table (models/indexed.sql:1:1)
          hint: write indexes=[{'columns': ['id'], 'unique': true}]
          code: bad-argument

        compiled code at target/compiled/shop/models/indexed.sql

      Failure in model partial (models/partial.sql)
        Compilation Error in model partial (models/partial.sql)
          dbt could not find an incremental strategy macro with the name "get_incremental_foo_sql" in shop
          models/partial.sql:1:39
            1 | {{ config(materialized='incremental', incremental_strategy='foo') }}
              |                                       ^^^^^^^^^^^^^^^^^^^^
          hint: use one of append, delete+insert, merge, or define the macro get_incremental_foo_sql
          code: strategy-not-found

        compiled code at target/compiled/shop/models/partial.sql

      Failure in model regions (models/regions.sql)
        Compilation Error in model regions (models/regions.sql)
          parameter 'part_number' was not provided
          models/regions.sql:1:11
            1 | select {{ dbt.split_part(5) if execute }} as one
              |           ^^^^^^^^^^^^^^^^^
          in postgres__split_part (dbt://macros/expressions/text.sql:17:13)
          in split_part (models/regions.sql:1:11)
          hint: correct the name, or define it with {% set %} or as a macro
          code: jinja-undefined

      Failure in model report (models/report.sql)
        Compilation Error in model report (models/report.sql)
          Unsupported datepart for macro datediff in postgres: '5'
          macros/months.sql:2:6
            2 |   {{ dbt.datediff(a, b, 5) }}
              |      ^^^^^^^^^^^^^^^^^^^^^
          in postgres__datediff (dbt://macros/expressions/dates.sql:17:13)
          in datediff (macros/months.sql:2:6)
          in months (models/report.sql:2:6)
          code: raised-by-macro

      Done. PASS=4 WARN=0 ERROR=4 SKIP=0 NO-OP=0 TOTAL=8
      "
    `)
  })

  test('several mistakes of one project are shown together', async () => {
    expect(
      await broken({
        'models/a.sql': 'select {{ 1 + }}\n',
        'models/b.sql': "select * from {{ ref('nowhere') }}\n",
        'models/more.yml': 'models:\n  - name: b\n    columns: text\n',
      }),
    ).toMatchInlineSnapshot(`
      "exit code 2
      Encountered 2 errors:
      Compilation Error in models/a.sql:1:15
        unexpected 'end of print statement'
          1 | select {{ 1 + }}
            |               ^^
        hint: look at the marked place and a little before it: is every {{, {% and bracket closed, and every block ended?
        code: jinja-syntax

      Parsing Error in models/more.yml:3:14
        'columns' must be a list
          3 |     columns: text
            |              ^^^^
        hint: write 'models:', 'sources:' and the like as lists of mappings, each with a 'name'
        code: properties-not-valid
      "
    `)
  })
})
