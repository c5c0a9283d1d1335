import { JinjaError } from '../errors.js'
import type { FilterFunction } from '../runtime.js'
import { parseLiteral } from '../values/literal.js'
import { quote, str } from '../values/text.js'
import { Float, StrSubclass, type Value } from '../values/value.js'

type MarkerKind = 'text' | 'native' | 'bool' | 'number'

/** Text that dbt's native rendering is to keep as text, or to read as a literal. */
export class NativeMarker extends StrSubclass {
  constructor(
    text: string,
    readonly kind: MarkerKind,
  ) {
    super(text)
  }

  override typeName(): string {
    return 'str'
  }

  override repr(): string {
    return quote(this.text)
  }

  /** The value that is meant. Throws where it isn't of the wanted type. */
  value(): Value {
    if (this.kind === 'text') return this.text
    const literal = parseLiteral(this.text)
    const value = literal === undefined ? this.text : literal
    const isNumber = typeof value === 'number' || typeof value === 'bigint' || value instanceof Float
    if ((this.kind === 'bool' && typeof value !== 'boolean') || (this.kind === 'number' && !isNumber)) {
      throw new JinjaError('runtime', `Could not convert value '${this.text}' into type '${this.kind}'`)
    }
    return value
  }
}

const KINDS: [string, MarkerKind][] = [
  ['as_text', 'text'],
  ['as_native', 'native'],
  ['as_bool', 'bool'],
  ['as_number', 'number'],
]

/** dbt's conversions, which mean something in native rendering only, and its `is_list`. */
export function dbtFilters(native: boolean): [string, FilterFunction][] {
  return [
    ['is_list', (value) => Array.isArray(value)],
    ...KINDS.map(([name, kind]): [string, FilterFunction] => [
      name,
      native ? (value) => new NativeMarker(str(value), kind) : (value) => value,
    ]),
  ]
}
