/** A project with one of everything that a log has a line for. */
export function shopProject(credentials: Readonly<Record<string, unknown>>): Record<string, string> {
  return {
    'dbt_project.yml': `name: shop
profile: shop
on-run-start: ["select 1"]
on-run-end: ["select 2"]
models:
  +materialized: view
`,
    'profiles.yml': JSON.stringify({
      shop: { target: 'dev', outputs: { dev: { ...credentials, schema: 'shop', threads: 1 } } },
    }),
    'seeds/raw_items.csv': 'id,name,price\n1,apple,1.5\n2,pear,2.0\n3,plum,\n',
    'models/stg_items.sql': "select * from {{ ref('raw_items') }}\n",
    'models/dim_items.sql':
      "{{ config(materialized='table') }}\nselect id, name from {{ ref('stg_items') }}\n",
    'models/broken.sql': "select id\nfrom {{ ref('dim_items') }}\nwhere nosuch = 1\n",
    'models/after_broken.sql': "select * from {{ ref('broken') }}\n",
    'models/schema.yml': `models:
  - name: stg_items
    columns:
      - name: id
        data_tests: [unique]
      - name: price
        data_tests:
          - not_null: {name: price_warn, config: {severity: warn}}
  - name: after_broken
    columns:
      - name: id
        data_tests: [unique]
`,
    'tests/cheap_items.sql': "select * from {{ ref('dim_items') }} where id > 2\n",
  }
}
