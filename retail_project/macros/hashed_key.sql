{#- A surrogate key made of natural ones alone: the same row gets the same key in every run, on every
    server. A uuid holds the 128 bits of md5 in 16 bytes where the text takes 33, and joins faster. -#}
{% macro hashed_key(columns) -%}
    cast(md5(
    {%- for column in columns -%}
        coalesce(cast({{ column }} as text), '')
        {%- if not loop.last %} || '|' || {% endif -%}
    {%- endfor -%}
    ) as uuid)
{%- endmacro %}
