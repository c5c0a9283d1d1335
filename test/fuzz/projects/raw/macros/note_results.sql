{% macro note_results(results) %}
    {%- for result in results if result.status not in ('pass', 'success') %}
    {% do log(result.unique_id ~ ': ' ~ (result.message or '') | truncate(40), info=true) %}
    {%- endfor %}
{% endmacro %}
