select '{{ this }}' as me, '{{ ref('b') }}' as other, '{{ ref('a').include(database=false) }}' as less, '{{ source('s', 't') }}' as src from {{ ref('b') }}
