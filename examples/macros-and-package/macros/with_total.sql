{#
    The query that stands in the call block, summed up by a column, and a last row for everything. `caller` renders the
    block; what it is given here is the block's own argument, a way to write the first day of a month.
#}
{% macro with_total(by, value) %}
    select {{ by }}, sum({{ value }}) as {{ value }}
    from (
        {{ caller(month_start) }}
    ) as lines
    group by rollup ({{ by }})
    order by {{ by }} nulls last
{% endmacro %}


{% macro month_start(column) %}date_trunc('month', {{ column }})::date{% endmacro %}
