import { isLower, isUpper } from '../methods/string-methods.js'
import type { FilterFunction, Runtime } from '../runtime.js'
import { bindArguments, isCallable, type Parameter } from '../values/callable.js'
import { contains, equals } from '../values/compare.js'
import { compareWith } from '../values/compare-operators.js'
import { isIterable } from '../values/iterate.js'
import { isMapping } from '../values/mapping.js'
import { Markup } from '../values/markup.js'
import { isNumber } from '../values/numbers.js'
import { arithmetic } from '../values/operators.js'
import { str } from '../values/text.js'
import { asText, Dict, Float, HostObject, hashKey, Tuple, Undefined, type Value } from '../values/value.js'

type Test = (value: Value, args: Value[], runtime: Runtime) => boolean

function test(name: string, parameters: readonly Parameter[], fn: Test): [string, FilterFunction] {
  return [
    name,
    (value, args, runtime) => {
      if (parameters.length === 0 && args.positional.length === 0 && args.named.size === 0) {
        return fn(value, [], runtime)
      }
      return fn(value, bindArguments(`test_${name}`, parameters, args), runtime)
    },
  ]
}

const modulo = arithmetic('%')

/** A str without arguments: whether a filter or test of that name exists. */
function known(value: Value, names: ReadonlyMap<string, unknown>): boolean {
  // Raises for what can't be the key of a dict.
  hashKey(value)
  const name = asText(value)
  return name !== undefined && names.has(name)
}

function isSequence(value: Value): boolean {
  if (value instanceof HostObject) {
    return value.isSequence ?? (value.length !== undefined && value.item !== undefined)
  }
  if (value instanceof Undefined) return value.kind !== 'strict'
  return typeof value === 'string' || Array.isArray(value) || value instanceof Tuple || value instanceof Dict
}

function isSame(a: Value, b: Value): boolean {
  if (a instanceof Float && b instanceof Float) return Object.is(a.value, b.value)
  return a === b
}

const comparisons: [string, Parameters<typeof compareWith>[0]][] = [
  ['==', '=='],
  ['eq', '=='],
  ['equalto', '=='],
  ['!=', '!='],
  ['ne', '!='],
  ['>', '>'],
  ['gt', '>'],
  ['greaterthan', '>'],
  ['>=', '>='],
  ['ge', '>='],
  ['<', '<'],
  ['lt', '<'],
  ['lessthan', '<'],
  ['<=', '<='],
  ['le', '<='],
]

/** Jinja2's tests. */
export function builtinTests(): ReadonlyMap<string, FilterFunction> {
  return new Map([
    test('defined', [], (value) => !(value instanceof Undefined)),
    test('undefined', [], (value) => value instanceof Undefined),
    test('none', [], (value) => value === null),
    test('boolean', [], (value) => typeof value === 'boolean'),
    test('true', [], (value) => value === true),
    test('false', [], (value) => value === false),
    test('integer', [], (value) => typeof value === 'number' || typeof value === 'bigint'),
    test('float', [], (value) => value instanceof Float),
    test('number', [], isNumber),
    test('string', [], (value) => asText(value) !== undefined),
    test('mapping', [], isMapping),
    test('sequence', [], isSequence),
    test('iterable', [], (value) => {
      if (value instanceof Undefined && value.kind === 'strict') throw value.error()
      return isIterable(value)
    }),
    test('callable', [], isCallable),
    test('escaped', [], (value) => value instanceof Markup),
    test('lower', [], (value) => isLower(str(value))),
    test('upper', [], (value) => isUpper(str(value))),
    test('odd', [], (value) => equals(modulo(value, 2), 1)),
    test('even', [], (value) => equals(modulo(value, 2), 0)),
    test('divisibleby', ['num'], (value, [number]) => equals(modulo(value, number!), 0)),
    test('sameas', ['other'], (value, [other]) => isSame(value, other!)),
    test('in', ['seq'], (value, [sequence]) => contains(sequence!, value)),
    test('filter', [], (value, _args, runtime) => known(value, runtime.filters)),
    test('test', [], (value, _args, runtime) => known(value, runtime.tests)),
    ...comparisons.map(([name, operator]) =>
      test(name, ['other'], (value, [other]) => compareWith(operator)(value, other!)),
    ),
  ])
}
