-- Nothing is there while parsing, and no template here asks for it.
{% set found = run_query('select 7 as n, current_date as today') %}
{% if execute %}{% set names = ['a', 'b'] %}{% endif %}
select {{ names | length }} as m, '{{ names[0].upper() }}' as first_name
{% for row in found %}, {{ row['n'] + 1 }} as next_n{% endfor %}
