{#- The shop writes the kind of an invoice as a letter before its number. -#}
{% macro decode_invoice_kind(invoice_no) -%}
    case left({{ invoice_no }}, 1)
        when 'C' then 'cancellation'
        when 'A' then 'adjustment'
        else 'sale'
    end
{%- endmacro %}
