select * from (values (1, 'a'), (1, 'b'), (2, null), (3, 'd')) as n (id, letter)
