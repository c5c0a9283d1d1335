{% macro local_one(a, b=2) %} {{ a }}+{{ b }} {%- endmacro -%}
select {{ local_one(1) }} as x,{{ local_one(1, b=3) -}}
   as y
