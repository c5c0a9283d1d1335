select id from {{ ref('dim') }}
union all select id from {{ ref('dim', v=1) }}
union all select id from {{ ref('dim', version='3') }}
union all select id from {{ ref('model_versions', 'other', v=1.5) }}
union all select id from {{ ref('str') }}
