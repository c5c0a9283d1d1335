{#- The fingerprint of a row's values. The text of a whole row quotes what needs it and tells null from
    '', so that two different rows never read alike. -#}
{% macro row_hash(columns) -%}
    cast(md5(cast(row({{ columns | join(', ') }}) as text)) as uuid)
{%- endmacro %}
