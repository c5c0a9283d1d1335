select 1 as a_column_with_a_rather_long_name, 'x' as other
