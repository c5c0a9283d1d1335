{% macro clean_text(column, fallback="'none'") -%}
    coalesce(nullif(trim(both from {{ adapter.quote(column) }}::text), ''), {{ fallback }})
{%- endmacro %}

{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- if custom_schema_name is none -%}{{ target.schema }}
    {%- else -%}{{ target.schema }}_{{ custom_schema_name | trim }}{%- endif -%}
{%- endmacro %}

{% macro make_stations() %}
    create table if not exists {{ target.schema }}.stations as
    select 1 as batch, id, '2024-01-01'::timestamp as opened_at from generate_series(1, 3) as id
{% endmacro %}
