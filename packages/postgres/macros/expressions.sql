{% macro postgres__any_value(expression) -%}min({{ expression }}){%- endmacro %}

{% macro postgres__dateadd(datepart, interval, from_date_or_timestamp) -%}
  {{ from_date_or_timestamp }} + ((interval '1 {{ datepart }}') * ({{ interval }}))
{%- endmacro %}

{# Boundaries crossed, not time elapsed: from 23:59 to 00:00 is one day. #}
{% macro postgres__datediff(first_date, second_date, datepart) -%}
  {%- set part = datepart | lower -%}
  {%- if part == 'year' -%}
    ({{ tdbt_date_part_step(first_date, second_date, 'year', 'date') }})
  {%- elif part in ('quarter', 'month') -%}
    ({{ datediff(first_date, second_date, 'year') }} * {{ 4 if part == 'quarter' else 12 }} + {{ tdbt_date_part_step(first_date, second_date, part, 'date') }})
  {%- elif part == 'day' -%}
    (({{ second_date }})::date - ({{ first_date }})::date)
  {%- elif part == 'week' -%}
    {#- weeks begin on Sunday: whole ones, and one more where the weekday went past it -#}
    ({{ datediff(first_date, second_date, 'day') }} / 7 + case
      when date_part('dow', ({{ first_date }})::timestamp) <= date_part('dow', ({{ second_date }})::timestamp)
        then case when {{ first_date }} <= {{ second_date }} then 0 else -1 end
      else case when {{ first_date }} <= {{ second_date }} then 1 else 0 end
    end)
  {%- elif part == 'hour' -%}
    ({{ datediff(first_date, second_date, 'day') }} * 24 + {{ tdbt_date_part_step(first_date, second_date, 'hour', 'timestamp') }})
  {%- elif part == 'minute' -%}
    ({{ datediff(first_date, second_date, 'hour') }} * 60 + {{ tdbt_date_part_step(first_date, second_date, 'minute', 'timestamp') }})
  {%- elif part in ('second', 'millisecond', 'microsecond') -%}
    ({{ datediff(first_date, second_date, 'minute') }} * {{ {'second': 60, 'millisecond': 60000, 'microsecond': 60000000}[part] }}
      + floor(date_part('{{ part }}', ({{ second_date }})::timestamp)) - floor(date_part('{{ part }}', ({{ first_date }})::timestamp)))
  {%- else -%}
    {%- do exceptions.raise_compiler_error("Unsupported datepart for macro datediff in postgres: '" ~ datepart ~ "'") -%}
  {%- endif -%}
{%- endmacro %}

{% macro tdbt_date_part_step(first_date, second_date, part, type) -%}
  date_part('{{ part }}', ({{ second_date }})::{{ type }}) - date_part('{{ part }}', ({{ first_date }})::{{ type }})
{%- endmacro %}

{# There is no interval of a quarter. #}
{% macro postgres__last_day(date, datepart) -%}
  {%- if datepart == 'quarter' -%}
    cast({{ dbt.dateadd('day', '-1', dbt.dateadd('month', '3', dbt.date_trunc('quarter', date))) }} as date)
  {%- else -%}
    {{ dbt.default_last_day(date, datepart) }}
  {%- endif -%}
{%- endmacro %}

{% macro postgres__equals(expr1, expr2) -%}
  {%- if adapter.behavior.enable_truthy_nulls_equals_macro.no_warn -%}
    ({{ expr1 }} is not distinct from {{ expr2 }})
  {%- else -%}
    ({{ expr1 }} = {{ expr2 }})
  {%- endif -%}
{%- endmacro %}

{% macro postgres__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
  {%- if limit_num -%}
    array_to_string((array_agg({{ measure }} {{ order_by_clause or '' }}))[1:{{ limit_num }}], {{ delimiter_text }})
  {%- else -%}
    string_agg({{ measure }}, {{ delimiter_text }} {{ order_by_clause or '' }})
  {%- endif -%}
{%- endmacro %}

{% macro postgres__split_part(string_text, delimiter_text, part_number) -%}
  {{ dbt.default__split_part(string_text, delimiter_text, part_number) if part_number >= 0
      else dbt._split_part_negative(string_text, delimiter_text, part_number) }}
{%- endmacro %}
