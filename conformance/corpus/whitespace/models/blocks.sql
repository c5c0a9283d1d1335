  {%- if true %}  
select
  {% for x in [1, 2] -%}   {{ x }} as c{{ x }}
  {%- if not loop.last %} , {% endif %}
  {% endfor %}
{% endif -%}   


