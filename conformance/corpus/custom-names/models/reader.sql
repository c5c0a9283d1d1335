select l.letter, q.id from {{ ref('s') }} l cross join {{ ref('lower') }} q
