{% macro kit_version() %}{{ return(builtins.ref.config.dependencies['kit'].version) }}{% endmacro %}

{% macro text_type() %}{{ return('varchar(20)') }}{% endmacro %}

{% macro empty_rows() %}select cast(null as {{ text_type() }}) as word{% endmacro %}

{% macro metric_sum(column) %}sum({{ column }}){% endmacro %}

{% macro metric(name, column) %}
  {%- set macro_name = 'metric_' ~ name -%}
  {%- if context['kit'].get(macro_name) -%}{{ context['kit'][macro_name](column) }}{%- else -%}count({{ column }}){%- endif -%}
{% endmacro %}

{% test is_filled(model) %}
{% if not execute %}{{ kit.empty_rows() }}{% else %}select * from {{ model }} where false{% endif %}
{% endtest %}
