-- What one unit of a currency is worth in the currency that is reported in.
select rates.currency, rates.usd / reporting.usd as rate
from {{ ref('rates') }} as rates
cross join {{ ref('rates') }} as reporting
where reporting.currency = '{{ var("reporting_currency") }}'
