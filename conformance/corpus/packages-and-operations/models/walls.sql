{% set some = set(['a', 'b', 'a']) %}
{% set others = set(['b', 'a']) %}
select
  stroke,
  {{ 1 if some == others else 0 }} as same,
  {{ some | length }} as size,
  {{ 1 if some != set(['a']) else 0 }} as different
from {{ ref('paint', 'strokes') }}
