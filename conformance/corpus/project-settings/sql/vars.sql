select '{{ var('given') }}' as a, '{{ var('both') }}' as b, '{{ var('global') }}' as c, {{ var('number') + 1 }} as d, '{{ var('listed') | tojson }}' as e,
 '{{ var('colon:ed') }}' as f, '{{ var('nothing', 'default') }}' as g, '{{ var('scoped') }}' as h, '{{ var('not_there', 'fallback') }}' as i,
 '{{ var.has_var('given') }} {{ var.has_var('not_there') }}' as j, '{{ var('late') }}' as k, '{{ var('lib').scoped }}' as l
