select 'broken {{ nosuch() }}'
