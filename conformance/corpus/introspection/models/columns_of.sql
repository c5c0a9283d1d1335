{% set columns = adapter.get_columns_in_relation(ref('kinds')) %}
select {% for column in columns %}'{{ column.name }} {{ column.data_type }} {{ column.quoted }}' as c{{ loop.index }}{{ ', ' if not loop.last }}{% else %}1 as nothing{% endfor %}
