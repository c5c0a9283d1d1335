select {{ current_timestamp() }} as at, '{{ dbt.dateadd('day', 1, 'x') }}' as added, cast('abc' as {{ dbt.type_string() }}) as t, cast('b' as {{ type_string() }}) as u, {{ my_thing() }} as mine
