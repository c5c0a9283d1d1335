select a.id from {{ ref('third') }} a, {{ ref('after_warned') }} b
