import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Example, openExample } from './support/example.js'
import { expectReadme } from './support/expect-readme.js'

let example: Example
beforeAll(() => {
  example = openExample('macros-and-package')
})
afterAll(() => {
  example.remove()
})

describe('macros and a package', () => {
  it('do what the README shows', () => {
    expectReadme(example)
  }, 180_000)

  it('are built into the schemas and as the kinds that the root project says', async () => {
    const sql = `select table_schema, table_name, table_type from information_schema.tables
      where table_schema in ('public', 'reporting', 'money') order by 1, 2`
    expect(await example.rows(sql)).toEqual([
      'money exchange_rates VIEW',
      'public order_lines BASE TABLE',
      'public rates BASE TABLE',
      'public sales VIEW',
      'reporting monthly_sales BASE TABLE',
      'reporting sales_by_category BASE TABLE',
    ])
  })

  it('convert to the currency of the root project, rounded its way', async () => {
    expect(await example.rows('select amount from sales order by order_id')).toEqual([
      '13',
      '32',
      '30',
      '19',
      '24',
      '10',
    ])
  })

  it('make a column of a new category, and go by the package where the project says nothing', async () => {
    const lines = example.read('seeds/order_lines.csv')
    example.write('seeds/order_lines.csv', `${lines}7,2024-03-01,Sugar,2.49,USD\n`)
    example.write('macros/rounded.sql', '')
    const project = example.read('dbt_project.yml')
    example.write('dbt_project.yml', project.replace('    reporting_currency: EUR\n', '    unused: 1\n'))
    expect(example.run('npx tdbt build').output).toContain('PASS=11 WARN=0 ERROR=0')
    expect(await example.rows('select * from reporting.sales_by_category order by month')).toEqual([
      '2024-01-01 40.00 37.50  15.63',
      '2024-02-01 23.63 12.53  30.00',
      '2024-03-01   2.49 ',
    ])
  })
})
