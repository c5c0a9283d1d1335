select '{{ var('a') }}' as a, '{{ var('b', 'default') }}' as b, {{ var('list') | length }} as n, '{{ var('nested')['deep'] }}' as d, '{{ var('flag') }}' as f, '{{ var('nothing', none) }}' as nothing
