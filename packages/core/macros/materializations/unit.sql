{# Gives the actual and the expected rows in one result; the engine compares them. #}
{% materialization unit, default %}
  {%- set expected_rows = config.get('expected_rows') -%}
  {%- set expected_sql = config.get('expected_sql') -%}
  {%- set compared_names = expected_rows[0].keys() if expected_rows | length > 0 else get_columns_in_query(sql) -%}

  {#- an empty table of the model's own query tells the types; it goes with the transaction, which nobody commits -#}
  {%- set temp_relation = make_temp_relation(this.incorporate(type='table')) -%}
  {%- call statement('unit_test_types') -%}
    {{ get_create_table_as_sql(True, temp_relation, get_empty_subquery_sql(sql)) }}
  {%- endcall -%}
  {%- set types, quoted = {}, {} -%}
  {%- for column in adapter.get_columns_in_relation(temp_relation) -%}
    {%- do types.update({column.name | lower: column.expanded_data_type}) -%}
    {%- do quoted.update({column.name | lower: column.quoted}) -%}
  {%- endfor -%}
  {%- set compared = [] -%}
  {%- for name in compared_names -%}
    {%- do compared.append(quoted[name | lower]) -%}
  {%- endfor -%}

  {%- call statement('main', fetch_result=True) -%}
    {{ (config.get('sql_header') or '') if flags.REQUIRE_SQL_HEADER_IN_TEST_CONFIGS else '' }}
    {{ get_unit_test_sql(sql, expected_sql or get_expected_sql(expected_rows, types, quoted), compared) }}
  {%- endcall -%}
  {%- do return({'relations': []}) -%}
{% endmaterialization %}
