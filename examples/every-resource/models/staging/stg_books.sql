{{ config(materialized='ephemeral') }}

select isbn, title, initcap(section) as section
from {{ ref('books') }}
