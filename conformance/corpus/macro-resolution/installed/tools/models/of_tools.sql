select 2 as id, {{ both() }} as a, {{ dispatched() }} as d, {{ type_string() | replace('(', '_') | replace(')', '') | string | tojson | replace('"', "'") }} as t
