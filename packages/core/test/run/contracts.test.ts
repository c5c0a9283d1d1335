import { expect, test } from 'vitest'
import { useWarehouse } from '../support/warehouse.js'

const { shop } = useWarehouse()

test('a contract that is broken says of each column what is wrong with it', async () => {
  const project = shop({
    'models/m.sql': "{{ config(materialized='view') }} select 1 as id, 'x' as name, true as extra",
    'models/s.yml': `models:
  - name: m
    config: {contract: {enforced: true}}
    columns: [{name: id, data_type: text}, {name: name, data_type: text}, {name: missing, data_type: date}]
`,
  })
  expect((await project.tdbt('run')).nodes).toEqual([
    `m: error the model's columns are not those of its contract:
| column_name | definition_type | contract_type | mismatch_reason       |
| ----------- | --------------- | ------------- | --------------------- |
| extra       | BOOLEAN         |               | missing in contract   |
| id          | INTEGER         | TEXT          | data type mismatch    |
| missing     |                 | DATE          | missing in definition |`,
  ])
})
