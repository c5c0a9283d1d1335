select 1 as id,
  {% set x = 1 %}
  {{ x }} as x
