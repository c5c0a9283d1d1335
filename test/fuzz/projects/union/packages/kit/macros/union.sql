{% macro union_relations(relations, columns={}) %}
    {%- for relation in relations %}
    select {% for name, type in columns.items() -%}
        {{ kit.quoted(name) }}{{ ', ' if not loop.last }}
    {%- endfor %}, '{{ relation.identifier }}' as origin
    from {{ relation }}
    {{ 'union all' if not loop.last }}
    {% endfor -%}
{% endmacro %}

{% macro quoted(name) %}{{ return(adapter.dispatch('quoted', 'kit')(name)) }}{% endmacro %}
{% macro default__quoted(name) %}{{ return('"' ~ name ~ '"') }}{% endmacro %}

{% macro comment_on(relation) %}
    {%- do exceptions.warn("nothing to comment on") if relation is none -%}
    comment on table {{ relation }} is 'made by {{ model.name if model is defined else "" }}'
{% endmacro %}

{% test at_least(model, column_name, value) %}
{%- set ns = namespace(operator='<') %}
select * from {{ model }} where {{ column_name }} {{ ns.operator }} {{ value }}
{% endtest %}
