import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Example, openExample } from './support/example.js'
import { expectReadme } from './support/expect-readme.js'

let example: Example
beforeAll(() => {
  example = openExample('first-project')
})
afterAll(() => {
  example.remove()
})

describe('the first project', () => {
  it('does what its README shows', () => {
    expectReadme(example)
  }, 180_000)

  it('says what each customer bought', async () => {
    expect(
      await example.rows('select customer, order_count, amount from customers order by customer'),
    ).toEqual(['Ada 3 8.85', 'Edsger 1 6.30', 'Grace 2 10.20'])
  })

  it('leaves a table as it was where the data that it reads breaks a test', async () => {
    const text = example.read('seeds/raw_orders.csv')
    example.write('seeds/raw_orders.csv', `${text}6,Ada,2024-03-06,tea,1,2.10\n`)
    const { status, output } = example.run('npx tdbt build')
    expect(output).toContain('FAIL 1 unique_orders_order_id')
    expect(status).toBe(1)
    expect(await example.rows("select order_count from customers where customer = 'Ada'")).toEqual(['3'])
  })
})
