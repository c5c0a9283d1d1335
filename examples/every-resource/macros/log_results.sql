{# What each node of a run came to, as one statement; none where nothing was run. #}
{% macro log_results(results) %}
    {% if execute and results %}
        insert into {{ target.schema }}.run_log values
        {% for result in results %}
            (now(), '{{ result.node.name }}', '{{ result.status }}'){{ ',' if not loop.last }}
        {% endfor %}
    {% endif %}
{% endmacro %}
