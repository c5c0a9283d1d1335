select 1 as id, 'ann' as name, 'de'::varchar(2) as country
