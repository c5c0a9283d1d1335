import { JinjaError } from '../errors.js'
import { type Int, int } from '../values/numbers.js'
import { type Float, Tuple } from '../values/value.js'
import { type Method, type MethodTable, positional } from './method.js'

export const INT_METHODS: MethodTable<Int> = new Map<string, Method<Int>>([
  [
    'bit_length',
    positional(0, 0, (self) => (self === 0 ? 0 : BigInt(self < 0 ? -self : self).toString(2).length)),
  ],
  ['bit_count', positional(0, 0, (self) => BigInt(self).toString(2).replace(/[-0]/g, '').length)],
  ['conjugate', positional(0, 0, (self) => self)],
  ['as_integer_ratio', positional(0, 0, (self) => new Tuple([self, 1]))],
])

function ratio({ value }: Float): Tuple {
  if (!Number.isFinite(value)) {
    throw new JinjaError('overflow', 'cannot convert Infinity to integer ratio')
  }
  let numerator = value
  let denominator = 1n
  while (!Number.isInteger(numerator)) {
    numerator *= 2
    denominator *= 2n
  }
  return new Tuple([int(BigInt(numerator)), int(denominator)])
}

export const FLOAT_METHODS: MethodTable<Float> = new Map<string, Method<Float>>([
  ['is_integer', positional(0, 0, (self) => Number.isInteger(self.value))],
  ['conjugate', positional(0, 0, (self) => self)],
  ['as_integer_ratio', positional(0, 0, ratio)],
])
