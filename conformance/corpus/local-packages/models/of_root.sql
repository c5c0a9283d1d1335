select {{ tools.sized(1) }} as n, {{ tools.calls_inner() }} as who, {{ inner() }} as mine, o.n as theirs from {{ ref('tools', 'of_package') }} o
