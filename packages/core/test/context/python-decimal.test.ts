import { Environment, Float, type Value } from '@tdbt/jinja'
import { describe, expect, it } from 'vitest'
import { PythonDecimal } from '../../src/context/python-decimal.js'

const environment = new Environment()

async function render(template: string): Promise<string> {
  const names: Record<string, Value> = {
    price: decimal('1.50'),
    half: decimal('0.5'),
    third: decimal('3'),
    tiny: decimal('0.00000001'),
    huge: decimal('1E+5'),
    point: new Float(0.5),
  }
  return environment.parse(template, 'decimal.sql').render({ get: (name) => names[name], names: () => [] })
}

function decimal(text: string): Value {
  const value = PythonDecimal.parse(text)
  if (value === undefined) throw new Error(`${text} is no number`)
  return value
}

describe('a Decimal', () => {
  // What Python 3.11 prints for the same expressions of decimal.Decimal.
  it.each([
    ['{{ price }} {{ [price] }}', "1.50 [Decimal('1.50')]"],
    ['{{ tiny }} {{ huge }}', '1E-8 1E+5'],
    ['{{ price + half }} {{ price * half }} {{ price - 2 }} {{ 2 - price }}', '2.00 0.750 -0.50 0.50'],
    ['{{ price / half }} {{ price / third }} {{ 1 / third }}', '3.0 0.50 0.3333333333333333333333333333'],
    ['{{ price // half }} {{ price % 1 }} {{ -price }} {{ (-price) | abs }}', '3 0.50 -1.50 1.50'],
    ['{{ price == 1.5 }} {{ price > 1 }} {{ half == point }} {{ half in [0.5] }}', 'True True True True'],
    ['{{ price | round(1) }} {{ price | round }} {{ price | int }} {{ price | float }}', '1.5 2 1 1.5'],
    ["{{ '%.3f' % price }} {{ '%d' % price }} {{ '{:.1f}'.format(half) }}", '1.500 1 0.5'],
    ['{{ price is number }} {{ 1 if price else 0 }}', 'True 1'],
  ])('%s', async (template, expected) => {
    expect(await render(template)).toBe(expected)
  })
})
