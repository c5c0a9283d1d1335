select {{ tools.sized(2) }} as n, {{ calls_inner() }} as who, {{ var('own', 'none') }} as own
