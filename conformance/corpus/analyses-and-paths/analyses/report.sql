select count(*) from {{ ref('in_folder') }}
