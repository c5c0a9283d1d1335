select 1 as id
{%- if var('greeting') == 'hello' %}
  , 'greeted' as state
{%- elif target.name == 'x' %}
  , 'x' as state
{%- else %}
  , 'silent' as state
{%- endif %}
{% if not execute %} , broken at parse {% endif %}
  , {{ "'yes'" if 'a' in ['a', 'b'] and 'z' not in 'abc' else "'no'" }} as contained
  , '{{ undefined_name }}{{ undefined_name is defined }}' as nothing
  , {% do columns.append(1) if columns is defined %}2 as two
