{% macro get_unit_test_sql(main_sql, expected_fixture_sql, expected_column_names) -%}
  {{ return(adapter.dispatch('get_unit_test_sql', 'dbt')(main_sql, expected_fixture_sql, expected_column_names)) }}
{%- endmacro %}

{% macro default__get_unit_test_sql(main_sql, expected_fixture_sql, expected_column_names) -%}
  {%- set columns = expected_column_names | join(', ') -%}
  {%- set side = adapter.quote('actual_or_expected') -%}
  with dbt_internal_unit_test_actual as (
    select {{ columns }}, {{ dbt.string_literal('actual') }} as {{ side }}
    from (
      {{ main_sql }}
    ) _dbt_internal_unit_test_actual
  ),
  dbt_internal_unit_test_expected as (
    select {{ columns }}, {{ dbt.string_literal('expected') }} as {{ side }}
    from (
      {{ expected_fixture_sql }}
    ) _dbt_internal_unit_test_expected
  )
  select * from dbt_internal_unit_test_actual
  union all
  select * from dbt_internal_unit_test_expected
{%- endmacro %}

{# The rows of an input, each with all columns of the relation that it stands for. #}
{% macro get_fixture_sql(rows, column_name_to_data_types) -%}
  {%- set types, quoted = column_name_to_data_types or {}, {} -%}
  {%- if not types -%}
    {%- set source = defer_relation if defer_relation and not load_relation(this) else this -%}
    {%- for column in adapter.get_columns_in_relation(source) -%}
      {%- do types.update({column.name | lower: column.expanded_data_type}) -%}
      {%- do quoted.update({column.name | lower: column.quoted}) -%}
    {%- endfor -%}
    {%- if not types -%}
      {%- do exceptions.raise_compiler_error("Not able to get columns for unit test '" ~ model.name ~ "' from relation " ~ this ~ " because the relation doesn't exist") -%}
    {%- endif -%}
  {%- endif -%}
  {%- do validate_fixture_rows(rows, row_number) -%}
  {%- set nulls = {} -%}
  {%- for name, type in types.items() -%}
    {%- do nulls.update({name: safe_cast('null', type) | trim}) -%}
  {%- endfor -%}
  {%- set selects = [] -%}
  {%- for row in rows -%}
    {%- set expressions = nulls.copy() -%}
    {%- do expressions.update(format_row(row, types)) -%}
    {%- do selects.append(tdbt_fixture_select(expressions, quoted)) -%}
  {%- endfor -%}
  {{ selects | join('\nunion all\n') if selects else tdbt_fixture_select(nulls, quoted) ~ '\nlimit 0' }}
{%- endmacro %}

{% macro get_expected_sql(rows, column_name_to_data_types, column_name_to_quoted) -%}
  {%- if not rows -%}
    select * from dbt_internal_unit_test_actual limit 0
  {%- endif -%}
  {%- for row in rows -%}
    {{ tdbt_fixture_select(format_row(row, column_name_to_data_types), column_name_to_quoted) }}
    {{- '\nunion all\n' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}

{% macro tdbt_fixture_select(expressions, column_name_to_quoted) -%}
  select {% for name, expression in expressions.items() -%}
    {{ expression | trim }} as {{ column_name_to_quoted[name] or name }}{{ ', ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}

{# A row's values as SQL of the columns' types. A text loses the size of its type, so that it is not cut unseen. #}
{% macro format_row(row, column_name_to_data_types) %}
  {%- set formatted = {} -%}
  {%- for given_name, value in row.items() -%}
    {%- set name = given_name | lower -%}
    {%- if name not in column_name_to_data_types -%}
      {%- set fixture = 'expected output' if model.resource_type == 'unit_test' else "'" ~ model.name ~ "'" -%}
      {%- do exceptions.raise_compiler_error("Invalid column name: '" ~ name ~ "' in unit test fixture for " ~ fixture ~ '.\nAccepted columns for ' ~ fixture ~ ' are: ' ~ column_name_to_data_types.keys() | list) -%}
    {%- endif -%}
    {%- set type = column_name_to_data_types[name] -%}
    {%- if value is string -%}
      {%- set type = type.split('(')[0] if 'varying' in type else type -%}
      {%- set literal = dbt.string_literal(dbt.escape_single_quotes(value)) -%}
    {%- else -%}
      {%- set literal = 'null' if value is none else value -%}
    {%- endif -%}
    {%- do formatted.update({name: safe_cast(literal, type)}) -%}
  {%- endfor -%}
  {{ return(formatted) }}
{% endmacro %}

{% macro validate_fixture_rows(rows, row_number) -%}
  {{ return(adapter.dispatch('validate_fixture_rows', 'dbt')(rows, row_number)) }}
{%- endmacro %}

{% macro default__validate_fixture_rows(rows, row_number) %}{% endmacro %}
