select max(batch) as batch, station, at::date as day, avg(degrees) as degrees, bool_and(is_valid) as is_valid
from {{ source('weather', 'readings') }}
group by station, at::date
