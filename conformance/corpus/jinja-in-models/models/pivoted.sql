select
  {{ pivot('kind', ['Big One', 'small'], then_value='amount') }}
from (values ('small', 1), ('Big One', 2)) as t (kind, amount)
