select 1 as id, 'ann' as name, timestamp '2026-01-01' as updated_at
union all select 2, 'bob', timestamp '2026-01-02'
