import { asInt } from '../values/numbers.js'
import { Dict, Float, HostObject, Tuple, Undefined, type Value } from '../values/value.js'
import { DICT_METHODS } from './dict-methods.js'
import { LIST_METHODS, TUPLE_METHODS } from './list-methods.js'
import { BoundMethod, type MethodTable } from './method.js'
import { FLOAT_METHODS, INT_METHODS } from './number-methods.js'
import { STRING_METHODS } from './string-methods.js'

function bind<T extends Value>(self: T, name: string, table: MethodTable<T>): Value | undefined {
  const method = table.get(name)
  return method && new BoundMethod(self, name, method)
}

/** The method `name` of a value of one of Python's own types. */
export function methodOf(value: Value, name: string): Value | undefined {
  if (typeof value === 'string') return bind(value, name, STRING_METHODS)
  const int = asInt(value)
  if (int !== undefined) {
    if (name === 'real' || name === 'numerator') return int
    if (name === 'imag') return 0
    if (name === 'denominator') return 1
    return bind(int, name, INT_METHODS)
  }
  if (Array.isArray(value)) return bind(value, name, LIST_METHODS)
  if (value instanceof Dict) return bind(value, name, DICT_METHODS)
  if (value instanceof Tuple) return bind(value, name, TUPLE_METHODS)
  if (value instanceof Float) {
    if (name === 'real') return value
    return name === 'imag' ? new Float(0) : bind(value, name, FLOAT_METHODS)
  }
  if (value instanceof HostObject || value instanceof Undefined) return undefined
  return undefined
}

/** The names of the methods of a value of one of Python's own types. */
export function methodNames(value: Value): Iterable<string> {
  if (typeof value === 'string') return STRING_METHODS.keys()
  if (typeof value === 'number' || typeof value === 'bigint') return INT_METHODS.keys()
  if (Array.isArray(value)) return LIST_METHODS.keys()
  if (value instanceof Dict) return DICT_METHODS.keys()
  if (value instanceof Tuple) return TUPLE_METHODS.keys()
  return value instanceof Float ? FLOAT_METHODS.keys() : []
}
