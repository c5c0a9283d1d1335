{#- How a stock code is looked up in the seed non_product_codes: gift vouchers carry their value in the
    code (GIFT_0001_20), so they are listed once, by what they share. Equality keeps the join a hash join. -#}
{% macro non_product_code(stock_code) -%}
    case when left({{ stock_code }}, 5) = 'GIFT_' then 'GIFT_' else {{ stock_code }} end
{%- endmacro %}
