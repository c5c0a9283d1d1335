{% set there = adapter.get_relation(database=target.database, schema=target.schema, identifier='kinds') %}
{% set gone = load_relation(api.Relation.create(schema=target.schema, identifier='nowhere')) %}
-- depends_on: {{ ref('kinds') }}
select '{{ there }} {{ there.type }} {{ there.is_table }}' as there, '{{ gone }}' as gone, '{{ adapter.check_schema_exists(target.database, target.schema) }}' as schema_there
