select id from {{ ref('lib_model') }} union all select id from {{ ref('rows') }} union all select id from {{ ref('kept_draft') }}
