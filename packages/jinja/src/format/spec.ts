import { JinjaError, typeError, valueError } from '../errors.js'
import { codePointLength, isPlain } from '../python-text.js'
import { asInt, type Int } from '../values/numbers.js'
import { str } from '../values/text.js'
import { Float, HostObject, StrSubclass, typeName, type Value } from '../values/value.js'
import { formatFloat, groupDigits, MOST_DIGITS, tooPrecise } from './number-format.js'

const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/su

/** Widest field that is filled. */
const MAX_WIDTH = 50_000_000

interface Spec {
  readonly fill: string
  readonly align: string | undefined
  readonly sign: string
  readonly alternate: boolean
  readonly zero: boolean
  readonly width: number
  readonly grouping: string | undefined
  readonly precision: number | undefined
  readonly type: string
}

function parseSpec(text: string, value: Value): Spec {
  const match = SPEC.exec(text)
  if (!match) throw valueError(`Invalid format specifier '${text}' for object of type '${typeName(value)}'`)
  const [, fill, align, sign, negativeZero, alternate, zero, width, grouping, precision, type] = match
  if (typeof value !== 'string' && Number(precision ?? 0) > MOST_DIGITS) throw tooPrecise(Number(precision))
  if (negativeZero && !(value instanceof Float)) {
    const what = typeof value === 'string' ? 'string' : 'integer'
    throw valueError(`Negative zero coercion (z) not allowed in ${what} format specifier`)
  }
  return {
    fill: fill ?? (zero ? '0' : ' '),
    align: align ?? (zero ? '=' : undefined),
    sign: sign ?? '',
    alternate: alternate !== undefined,
    zero: zero !== undefined,
    width: Number(width ?? 0),
    grouping,
    precision: precision === undefined ? undefined : Number(precision),
    type: type ?? '',
  }
}

function pad(text: string, spec: Spec, align: string, prefix = ''): string {
  const space = spec.width - codePointLength(prefix) - codePointLength(text)
  if (space <= 0) return prefix + text
  if (spec.width > MAX_WIDTH) throw new JinjaError('overflow', 'the padded text is too big')
  const { fill } = spec
  switch (align) {
    case '<':
      return prefix + text + fill.repeat(space)
    case '^': {
      const left = Math.floor(space / 2)
      return fill.repeat(left) + prefix + text + fill.repeat(space - left)
    }
    case '=':
      return prefix + fill.repeat(space) + text
    default:
      return fill.repeat(space) + prefix + text
  }
}

function unknownType(type: string, value: Value): never {
  throw valueError(`Unknown format code '${type}' for object of type '${typeName(value)}'`)
}

function formatText(text: string, spec: Spec): string {
  if (spec.type !== '' && spec.type !== 's') unknownType(spec.type, text)
  if (spec.sign !== '') throw valueError('Sign not allowed in string format specifier')
  if (spec.align === '=' && !spec.zero) {
    throw valueError("'=' alignment not allowed in string format specifier")
  }
  if (spec.grouping) throw valueError(`Cannot specify '${spec.grouping}' with 's'.`)
  let shown = text
  if (spec.precision !== undefined) {
    shown = isPlain(text) ? text.slice(0, spec.precision) : [...text].slice(0, spec.precision).join('')
  }
  return pad(shown, spec, spec.align === undefined || spec.align === '=' ? '<' : spec.align)
}

const BASES: Record<string, number> = { b: 2, o: 8, d: 10, n: 10, x: 16, X: 16, '': 10 }

function formatInt(value: Int, spec: Spec): string {
  if (spec.type !== '' && 'eEfFgG%'.includes(spec.type)) return formatNumber(Number(value), spec)
  const sign = value < 0 ? '-' : spec.sign === '-' ? '' : spec.sign
  if (spec.type === 'c') return pad(String.fromCodePoint(Number(value)), spec, spec.align ?? '<')
  const base = BASES[spec.type]
  if (base === undefined) unknownType(spec.type, value)
  if (spec.precision !== undefined) throw valueError('Precision not allowed in integer format specifier')
  let digits = (value < 0 ? -value : value).toString(base)
  if (spec.type === 'X') digits = digits.toUpperCase()
  const prefix = spec.alternate && base !== 10 ? `0${spec.type}` : ''
  return signed(digits, sign + prefix, spec, base === 10 ? 3 : 4)
}

function formatNumber(value: number, spec: Spec): string {
  if (spec.type !== '' && !'eEfFgGn%'.includes(spec.type)) unknownType(spec.type, new Float(value))
  const negative = value < 0 || Object.is(value, -0)
  const sign = negative ? '-' : spec.sign === '-' ? '' : spec.sign
  return signed(formatFloat(value, spec.type, spec.precision, spec.alternate), sign, spec, 3)
}

/** Groups the digits and fills up to the width; zeros that fill are grouped too. */
function signed(digits: string, sign: string, spec: Spec, size: number): string {
  let shown = spec.grouping ? groupDigits(digits, spec.grouping, size) : digits
  if (spec.grouping && spec.zero) {
    let more = digits
    while (sign.length + shown.length < spec.width) {
      more = `0${more}`
      shown = groupDigits(more, spec.grouping, size)
    }
  }
  return pad(shown, spec, spec.align ?? '>', sign)
}

/** Python's `format(value, spec)`. */
export function formatValue(value: Value, specText: string): string {
  if (value instanceof StrSubclass) return formatValue(value.text, specText)
  if (value instanceof HostObject && value.format) return value.format(specText)
  if (specText === '') return str(value)
  if (typeof value === 'string') return formatText(value, parseSpec(specText, value))
  if (value instanceof Float) return formatNumber(value.value, parseSpec(specText, value))
  if (typeof value === 'boolean') {
    const spec = parseSpec(specText, value)
    // A bool is an int, except where no type says so and it is only to be padded.
    return formatInt(value ? 1 : 0, spec)
  }
  const number = asInt(value)
  if (number !== undefined) return formatInt(number, parseSpec(specText, value))
  throw typeError(`unsupported format string passed to ${typeName(value)}.__format__`)
}
