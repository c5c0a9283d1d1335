{{ config(enabled=var('with_views', false)) }}
select {% for name, type in var('columns').items() %}{{ name }}::{{ type }}{{ ', ' if not loop.last }}{% endfor %}
from {{ ref('union_of_packages', 'words') }}
