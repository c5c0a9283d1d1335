import { JinjaError } from '../errors.js'
import type { FilterFunction } from '../runtime.js'
import { parseLiteral } from '../values/literal.js'
import { str } from '../values/text.js'
import { Float, HostObject, type Value } from '../values/value.js'

type MarkerKind = 'text' | 'native' | 'bool' | 'number'

/** Text that dbt's native rendering is to keep as text, or to read as a literal. */
export class NativeMarker extends HostObject {
  constructor(
    readonly text: string,
    readonly kind: MarkerKind,
  ) {
    super()
  }

  override typeName(): string {
    return 'str'
  }

  override str(): string {
    return this.text
  }

  override repr(): string {
    return this.text
  }

  override truthy(): boolean {
    return this.text !== ''
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
