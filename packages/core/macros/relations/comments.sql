{% macro alter_column_comment(relation, column_dict) -%}
  {{ return(adapter.dispatch('alter_column_comment', 'dbt')(relation, column_dict)) }}
{%- endmacro %}

{% macro default__alter_column_comment(relation, column_dict) -%}
  {%- do exceptions.raise_not_implemented('alter_column_comment macro not implemented for adapter ' ~ adapter.type()) -%}
{%- endmacro %}

{% macro alter_relation_comment(relation, relation_comment) -%}
  {{ return(adapter.dispatch('alter_relation_comment', 'dbt')(relation, relation_comment)) }}
{%- endmacro %}

{% macro default__alter_relation_comment(relation, relation_comment) -%}
  {%- do exceptions.raise_not_implemented('alter_relation_comment macro not implemented for adapter ' ~ adapter.type()) -%}
{%- endmacro %}

{% macro persist_docs(relation, model, for_relation=true, for_columns=true) -%}
  {{ return(adapter.dispatch('persist_docs', 'dbt')(relation, model, for_relation, for_columns)) }}
{%- endmacro %}

{% macro default__persist_docs(relation, model, for_relation, for_columns) -%}
  {%- set comments = [] -%}
  {%- if for_relation and config.persist_relation_docs() and model.description -%}
    {%- do comments.append(alter_relation_comment(relation, model.description)) -%}
  {%- endif -%}
  {%- if for_columns and config.persist_column_docs() and model.columns -%}
    {%- set existing = adapter.get_columns_in_relation(relation) | map(attribute='name') | list -%}
    {%- do comments.append(alter_column_comment(relation, validate_doc_columns(relation, model.columns, existing))) -%}
  {%- endif -%}
  {%- for comment in comments if comment and comment | trim -%}
    {%- call statement('persist_docs') -%}
      {{ comment }}
    {%- endcall -%}
  {%- endfor -%}
{%- endmacro %}

{#
  The documented columns that the relation has, under the names they have there; a warning names the others (and the
  model: the relation may be the one that is built beside it). A name
  that is not quoted matches in any case, as it does in SQL.
#}
{% macro validate_doc_columns(relation, column_dict, existing_column_names) %}
  {%- set actual = {} -%}
  {%- for name in existing_column_names | reverse -%}
    {%- do actual.update({name | lower: name}) -%}
  {%- endfor -%}
  {%- set documented, missing = {}, [] -%}
  {%- for name, column in column_dict.items() -%}
    {%- if name in existing_column_names -%}
      {%- do documented.update({name: dict(column, quote=true)}) -%}
    {%- elif not column['quote'] and name | lower in actual -%}
      {%- do documented.update({actual[name | lower]: dict(column, quote=true)}) -%}
    {%- else -%}
      {%- do missing.append(name) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if missing -%}
    {%- do exceptions.warn('In relation ' ~ (this or relation).render() ~ ': The following columns are specified in the schema but are not present in the database: ' ~ missing | join(', ')) -%}
  {%- endif -%}
  {{ return(documented) }}
{% endmacro %}
