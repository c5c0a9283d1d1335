select * from {{ ref('in_folder') }}
