{# The values of a column, asked of the database when the model is built. While the project is parsed, there are none. #}
{% macro distinct_values(relation, column) %}
    {% if not execute %}{{ return([]) }}{% endif %}
    {% call statement('distinct_values', fetch_result=True) %}
        select distinct {{ column }} from {{ relation }} where {{ column }} is not null order by 1
    {% endcall %}
    {{ return(load_result('distinct_values').table.columns[0].values()) }}
{% endmacro %}


{# `Cups & plates` as `cups_plates` #}
{% macro column_name_of(text) %}
    {{- modules.re.sub('[^a-z0-9]+', '_', text | lower).strip('_') -}}
{% endmacro %}
