{#- For an incremental model's pre-hook: rows whose key is no longer in `relation` leave the model, as when
    a corrected file has fewer lines. The hook runs in the transaction of the merge that follows it, so no
    reader sees the one without the other. -#}
{% macro delete_rows_gone_from(relation, key) -%}
    {%- if is_incremental() -%}
        delete from {{ this }} as kept
        where not exists (
            select 1
            from {{ relation }} as lines
            where lines.{{ key }} = kept.{{ key }}
        )
    {%- endif -%}
{%- endmacro %}
