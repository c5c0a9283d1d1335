select 1 as id, {{ both() }} as a, {{ tools.both() }} as b, {{ tools.calls_both() }} as c, {{ tools.dispatched() }} as d,
  {{ other.other_dispatched() }} as e, {{ current_timestamp() }} as f, {{ dbt.current_timestamp() }} as g, cast('x' as {{ type_string() }}) as h,
  cast('x' as {{ dbt.type_string() }}) as i, '{{ counted(3) }}' as j, {{ tools.only_here() }} as k, {{ adapter.dispatch('dispatched', 'tools')() }} as l,
  {{ tools.uses_type() }} as m, '{{ context.both() | replace("'", "") }}' as n, {{ dbt_postgres.postgres__any_value('1') if false else 1 }} as o
