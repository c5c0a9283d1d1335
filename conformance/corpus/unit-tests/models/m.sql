select id, id + {{ var('plus', 1) }} as n from {{ ref('base') }} left join {{ ref('sd') }} using (id)
