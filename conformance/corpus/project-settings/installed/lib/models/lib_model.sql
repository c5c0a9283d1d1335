select 1 as id, '{{ var('own') }}' as a, '{{ var('both') }}' as b, '{{ var('scoped') }}' as c, '{{ var('global') }}' as d, '{{ var('nested', 'none') }}' as e
