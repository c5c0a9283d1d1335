{%- set columns = dict(id='1', name="'x'") -%}
{% set ns = namespace(count=0) %}
{% for name, value in columns.items() %}
{% set ns.count = ns.count + 1 %}
{% endfor %}
select
{% for name, value in columns.items() -%}
  {{ value }} as {{ name }}{{ "," if not loop.last }}
{% endfor %}
  , {{ ns.count }} as n
  , {% call(word) wrapped() %} '{{ word }}' {% endcall %} as called
  , '{{ any_number_of(1, 2, b=3, a=4) }}' as args
  , '{{ returns_list() }}' as listed, {{ returns_list()[2] + 1 }} as third
  , '{{ recursive(4) }}' as down
{# a comment #}
{% raw %}-- {{ not rendered }}{% endraw %}
