select id, name,
  {% if var('second', false) %}case when id = 1 then 'Paris' else city end as city,
  case when id = 1 then updated_at + interval '1 day' else updated_at end as updated_at
  {% else %}city, updated_at{% endif %}
from {{ ref('customers') }}
{% if var('second', false) %}where id <> 3{% endif %}
