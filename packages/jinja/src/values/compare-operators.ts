import { compare, equals } from './compare.js'
import type { Value } from './value.js'

type Comparison = (a: Value, b: Value) => boolean

const COMPARISONS: Record<'==' | '!=' | '<' | '<=' | '>' | '>=', Comparison> = {
  '==': equals,
  '!=': (a, b) => !equals(a, b),
  '<': (a, b) => compare(a, b, '<') < 0,
  '<=': (a, b) => compare(a, b, '<=') <= 0,
  '>': (a, b) => compare(a, b, '>') > 0,
  '>=': (a, b) => compare(a, b, '>=') >= 0,
}

export function compareWith(operator: keyof typeof COMPARISONS): Comparison {
  return COMPARISONS[operator]
}
