import { JinjaError, typeError } from '../errors.js'
import { formatPercent } from '../format/percent.js'
import { escaped, Markup } from './markup.js'
import { asInt, type Int, int } from './numbers.js'
import { asText, Float, HostObject, Tuple, typeName, Undefined, type Value } from './value.js'

/** Longest text or list that `*` and `+` make; a template that wants more has an endless loop. */
const MAX_LENGTH = 50_000_000

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**'
type Operation = (a: Value, b: Value) => Value

function unsupported(operator: string, a: Value, b: Value): Value {
  for (const value of [a, b]) {
    if (value instanceof Undefined) throw value.error()
  }
  if (a instanceof HostObject && a.binary) {
    const result = a.binary(operator, b, false)
    if (result !== undefined) return result
  }
  if (b instanceof HostObject && b.binary) {
    const result = b.binary(operator, a, true)
    if (result !== undefined) return result
  }
  const name = operator === '**' ? '** or pow()' : operator
  throw typeError(`unsupported operand type(s) for ${name}: '${typeName(a)}' and '${typeName(b)}'`)
}

function tooBig(length: number): void {
  if (length > MAX_LENGTH) {
    throw new JinjaError('overflow', `a result of ${length} characters or items is too big`)
  }
}

/** Whether one of two numbers is a float; undefined where one isn't a number. */
function numberOf(value: Value): Int | Float | undefined {
  return value instanceof Float ? value : asInt(value)
}

function toFloat(value: Int | Float): number {
  if (value instanceof Float) return value.value
  const number = Number(value)
  if (!Number.isFinite(number)) throw new JinjaError('overflow', 'int too large to convert to float')
  return number
}

/** An operation on numbers: floats where one is a float, exact ints otherwise. */
function numeric(
  operator: ArithmeticOperator,
  ints: (a: Int, b: Int) => Int | Float,
  floats: (a: number, b: number) => number,
  others: Operation = (a, b) => unsupported(operator, a, b),
): Operation {
  return (a, b) => {
    const left = numberOf(a)
    const right = left === undefined ? undefined : numberOf(b)
    if (left === undefined || right === undefined) return others(a, b)
    if (left instanceof Float || right instanceof Float) {
      return new Float(floats(toFloat(left), toFloat(right)))
    }
    return ints(left, right)
  }
}

function exact(
  small: (a: number, b: number) => number,
  big: (a: bigint, b: bigint) => bigint,
): (a: Int, b: Int) => Int {
  return (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') {
      const result = small(a, b)
      if (Number.isSafeInteger(result)) return Object.is(result, -0) ? 0 : result
    }
    return int(big(BigInt(a), BigInt(b)))
  }
}

function zeroDivision(message: string): JinjaError {
  return new JinjaError('zero-division', message)
}

function bigFloorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient
}

const intFloorDivide = exact((a, b) => Math.floor(a / b), bigFloorDivide)
const intModulo = exact(
  (a, b) => {
    const rest = a % b
    return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest
  },
  (a, b) => a - bigFloorDivide(a, b) * b,
)

function floatModulo(a: number, b: number): number {
  if (b === 0) throw zeroDivision('float modulo')
  const rest = a % b
  if (rest === 0) return b < 0 ? -0 : 0
  return rest < 0 !== b < 0 ? rest + b : rest
}

function floatFloorDivide(a: number, b: number): number {
  if (b === 0) throw zeroDivision('float floor division by zero')
  const quotient = Math.floor((a - floatModulo(a, b)) / b + 0.5)
  // A zero keeps the sign of the true quotient.
  return quotient === 0 ? (a / b < 0 || Object.is(a / b, -0) ? -0 : 0) : quotient
}

/** True division of ints, correctly rounded also where they are beyond what a float holds. */
function divideInts(a: Int, b: Int): Float {
  if (!b) throw zeroDivision('division by zero')
  if (typeof a === 'number' && typeof b === 'number') return new Float(a / b)
  const [dividend, divisor] = [BigInt(a), BigInt(b)]
  const [left, right] = [dividend < 0n ? -dividend : dividend, divisor < 0n ? -divisor : divisor]
  // Enough bits that the conversion rounds once; the last one says whether anything was cut off.
  const shift = Math.max(0, 66 + right.toString(2).length - left.toString(2).length)
  const scaled = left << BigInt(shift)
  const quotient = scaled / right
  const sticky = quotient * right === scaled ? quotient : quotient | 1n
  const result = Number(sticky) / 2 ** Math.min(shift, 1000) / 2 ** Math.max(0, shift - 1000)
  if (!Number.isFinite(result))
    throw new JinjaError('overflow', 'integer division result too large for a float')
  return new Float(dividend < 0n !== divisor < 0n ? -result : result)
}

function power(a: Int, b: Int): Int | Float {
  if (b < 0) {
    if (!a) throw zeroDivision('0.0 cannot be raised to a negative power')
    return new Float(Number(a) ** Number(b))
  }
  const bits = BigInt(a).toString(2).length * Number(b)
  tooBig(bits / 4)
  return int(BigInt(a) ** BigInt(b))
}

function floatPower(a: number, b: number): number {
  if (a === 0 && b < 0) throw zeroDivision('0.0 cannot be raised to a negative power')
  if (a === 1) return 1
  if (a < 0 && Number.isFinite(b) && !Number.isInteger(b)) {
    throw typeError('complex numbers are not supported: a negative number to a broken power')
  }
  const result = a ** b
  if (!Number.isFinite(result) && Number.isFinite(a) && Number.isFinite(b)) {
    throw new JinjaError('overflow', "(34, 'Numerical result out of range')")
  }
  return result
}

function repeat(sequence: Value, count: Value): Value | undefined {
  const times = asInt(count)
  if (times === undefined) return undefined
  const many = Math.max(0, Number(times))
  const text = asText(sequence)
  if (text !== undefined) {
    tooBig(text.length * many)
    const repeated = text.repeat(many)
    return sequence instanceof Markup ? new Markup(repeated) : repeated
  }
  const items = Array.isArray(sequence) ? sequence : sequence instanceof Tuple ? sequence.items : undefined
  if (!items) return undefined
  tooBig(items.length * many)
  const repeated: Value[] = []
  for (let i = 0; i < many; i++) for (const item of items) repeated.push(item)
  return Array.isArray(sequence) ? repeated : new Tuple(repeated)
}

const isSequence = (value: Value) =>
  asText(value) !== undefined || Array.isArray(value) || value instanceof Tuple

/** Repetition, where one of two values isn't a number. */
function multiplied(a: Value, b: Value): Value {
  const repeated = repeat(a, b) ?? repeat(b, a)
  if (repeated !== undefined) return repeated
  for (const [sequence, other] of [
    [a, b],
    [b, a],
  ] as const) {
    if (isSequence(sequence) && !(other instanceof Undefined) && !takesPart(other)) {
      throw typeError(`can't multiply sequence by non-int of type '${typeName(other)}'`)
    }
  }
  return unsupported('*', a, b)
}

/** Whether a host's object may know what to do with an operator. */
function takesPart(value: Value): boolean {
  return value instanceof HostObject && value.binary !== undefined
}

function joined(a: readonly Value[], b: readonly Value[]): Value[] {
  tooBig(a.length + b.length)
  return [...a, ...b]
}

function concatenate(a: Value, b: Value): Value {
  const text = asText(a)
  if (text !== undefined && !(a instanceof Markup) && !(b instanceof Markup)) {
    const other = asText(b)
    if (other !== undefined) return text + other
    if (!(takesPart(b) || b instanceof Undefined)) {
      throw typeError(`can only concatenate str (not "${typeName(b)}") to str`)
    }
  }
  if (Array.isArray(a)) {
    if (Array.isArray(b)) return joined(a, b)
    if (!(takesPart(b) || b instanceof Undefined)) {
      throw typeError(`can only concatenate list (not "${typeName(b)}") to list`)
    }
  }
  if (a instanceof Tuple) {
    if (b instanceof Tuple) return new Tuple(joined(a.items, b.items))
    if (!(takesPart(b) || b instanceof Undefined)) {
      throw typeError(`can only concatenate tuple (not "${typeName(b)}") to tuple`)
    }
  }
  return unsupported('+', a, b)
}

const OPERATIONS: Record<ArithmeticOperator, Operation> = {
  '+': numeric(
    '+',
    exact(
      (a, b) => a + b,
      (a, b) => a + b,
    ),
    (a, b) => a + b,
    concatenate,
  ),
  '-': numeric(
    '-',
    exact(
      (a, b) => a - b,
      (a, b) => a - b,
    ),
    (a, b) => a - b,
  ),
  '*': numeric(
    '*',
    exact(
      (a, b) => a * b,
      (a, b) => a * b,
    ),
    (a, b) => a * b,
    multiplied,
  ),
  '/': numeric('/', divideInts, (a, b) => {
    if (b === 0) throw zeroDivision('float division by zero')
    return a / b
  }),
  '//': numeric(
    '//',
    (a, b) => {
      if (!b) throw zeroDivision('integer division or modulo by zero')
      return intFloorDivide(a, b)
    },
    floatFloorDivide,
  ),
  '%': numeric(
    '%',
    (a, b) => {
      if (!b) throw zeroDivision('integer modulo by zero')
      return intModulo(a, b)
    },
    floatModulo,
    (a, b) => {
      if (a instanceof Markup) return new Markup(formatPercent(a.text, b, escaped))
      const text = asText(a)
      return text === undefined ? unsupported('%', a, b) : formatPercent(text, b)
    },
  ),
  '**': numeric('**', power, floatPower),
}

export function arithmetic(operator: ArithmeticOperator): Operation {
  return OPERATIONS[operator]
}

function unary(sign: '-' | '+', value: Value): Value {
  const found = numberOf(value)
  if (found instanceof Float) return sign === '-' ? new Float(-found.value) : found
  if (found !== undefined) return sign === '-' ? int(-found) : found
  if (value instanceof Undefined) throw value.error()
  if (value instanceof HostObject && value.binary) {
    const result = value.binary(sign, 0, true)
    if (result !== undefined) return result
  }
  throw typeError(`bad operand type for unary ${sign}: '${typeName(value)}'`)
}

export const negate = (value: Value) => unary('-', value)
export const positive = (value: Value) => unary('+', value)
