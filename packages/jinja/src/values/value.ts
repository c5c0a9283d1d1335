import { JinjaError, typeError } from '../errors.js'
import { codePointLength } from '../python-text.js'

export type MaybePromise<T> = T | Promise<T>

/**
 * What a template computes with. Python's None is null; an int is a number that is a safe integer, or a
 * bigint beyond; a float is always boxed, so that 5.0 stays one; a str is a string, a list an array.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Value[]
  | Float
  | Tuple
  | Dict
  | Undefined
  | HostObject

export class Float {
  constructor(readonly value: number) {}

  toJSON(): number {
    return this.value
  }
}

export class Tuple {
  constructor(readonly items: readonly Value[]) {}
}

/** The arguments of a call. */
export interface CallArgs {
  readonly positional: readonly Value[]
  readonly named: ReadonlyMap<string, Value>
}

/**
 * The protocol by which a host (and this engine's own ranges, iterators, loops) shows an object to
 * templates. Only what the methods answer can be reached.
 */
export abstract class HostObject {
  /** Python's name of the type, for messages. */
  typeName(): string {
    return 'object'
  }
  /** The attribute `name`, undefined where there is none. */
  attr(_name: string): Value | undefined {
    return undefined
  }
  /** The names of its attributes as far as they can be listed, for messages. */
  attributeNames?(): Iterable<string>
  str(): string {
    return this.repr()
  }
  repr(): string {
    return `<${this.typeName()} object>`
  }
  /** What is printed of it within itself. */
  shortRepr(): string {
    return '...'
  }
  truthy(): boolean {
    return this.length ? this.length() !== 0 : true
  }
  /** `object[key]`; undefined where there is no such item. */
  item?(key: Value): Value | undefined
  /** `object[key] = value`, for `dict`-like objects that templates may write to. */
  setItem?(key: Value, value: Value): void
  call?(args: CallArgs): MaybePromise<Value>
  iterate?(): Iterable<Value>
  reversed?(): Iterable<Value>
  length?(): number
  contains?(value: Value): boolean
  /** Equal objects give equal keys. Without it an object is equal to itself alone. */
  hashKey?(): string
  equals?(other: Value): boolean
  /** Below, equal to or above zero; undefined where the two have no order. */
  compare?(other: Value): number | undefined
  /** `this op other`, or `other op this` when `reflected`; undefined where that isn't possible. */
  binary?(operator: string, other: Value, reflected: boolean): Value | undefined
  /** What `format` and f-string-like specs print; `str` with the spec for text where absent. */
  format?(spec: string): string
  /** The value for JSON and YAML. */
  toJs?(): unknown
  /** True where `is mapping` holds and `**` may spread it; needs `iterate` (keys) and `item`. */
  declare readonly isMapping?: boolean
  /** True where `is sequence` holds. By default what has a length and items. */
  declare readonly isSequence?: boolean
  declare readonly isNumber?: boolean
}

/** A str of a class of its own, as Jinja2's Markup and dbt's markers are. Its methods are those of str. */
export abstract class StrSubclass extends HostObject {
  override readonly isSequence = true

  constructor(readonly text: string) {
    super()
  }

  /** An attribute of the str as this class has it. */
  method(_name: string, ofText: Value | undefined): Value | undefined {
    return ofText
  }

  override str(): string {
    return this.text
  }

  override truthy(): boolean {
    return this.text !== ''
  }

  override length(): number {
    return codePointLength(this.text)
  }

  override iterate(): Iterable<Value> {
    return this.text
  }

  override toJs(): unknown {
    return this.text
  }
}

/** The text of a str, whatever its class; undefined for anything else. */
export function asText(value: Value): string | undefined {
  if (typeof value === 'string') return value
  return value instanceof StrSubclass ? value.text : undefined
}

/** What an undefined value allows: to be printed, nothing at all, or also to be called and to have any attribute and item. */
export type UndefinedKind = 'default' | 'strict' | 'absorbing'

/** A name, attribute or item that doesn't exist. Printing is allowed by default, anything else raises. */
export class Undefined {
  constructor(
    /** The full message, used instead of one made from `name` and `owner`. */
    readonly hint: string | undefined,
    readonly name: string | undefined = undefined,
    /** `default` prints nothing; `strict` can't even be printed; `absorbing` is dbt's while it parses. */
    readonly kind: UndefinedKind = 'default',
    /** Security errors are told apart, as Jinja2's sandbox does. */
    readonly errorKind: 'undefined' | 'security' = 'undefined',
    /** The names that there are instead of `name`. */
    readonly known: (() => Iterable<string>) | undefined = undefined,
  ) {}

  error(): JinjaError {
    const { name, known } = this
    const message = this.hint ?? `${name === undefined ? 'value' : `'${name}'`} is undefined`
    const unknown = name === undefined || known === undefined ? undefined : { name, known }
    return new JinjaError(this.errorKind, message, { unknown })
  }
}

export type HashKey = string | number | bigint | null | object

/** Python's type name of a value. */
export function typeName(value: Value): string {
  if (value === null) return 'NoneType'
  switch (typeof value) {
    case 'boolean':
      return 'bool'
    case 'number':
    case 'bigint':
      return 'int'
    case 'string':
      return 'str'
  }
  if (Array.isArray(value)) return 'list'
  if (value instanceof Dict) return 'dict'
  if (value instanceof Tuple) return 'tuple'
  if (value instanceof Float) return 'float'
  if (value instanceof Undefined) return 'Undefined'
  return value.typeName()
}

/** Python's hash as a key of a Map: equal values have the same one (1 == 1.0 == True). Throws for lists and dicts. */
export function hashKey(value: Value): HashKey {
  if (typeof value === 'string') {
    // A string that looks like the key of a tuple or of an object is told apart by a prefix.
    return value.charCodeAt(0) === 0 ? `\0s${value}` : value
  }
  if (typeof value === 'number' || typeof value === 'bigint' || value === null) return value
  if (value === true) return 1
  if (value === false) return 0
  if (value instanceof Float) {
    const number = value.value
    if (Number.isInteger(number) && !Number.isSafeInteger(number)) return BigInt(number)
    return Object.is(number, -0) ? 0 : number
  }
  if (value instanceof Tuple) return `\0t${value.items.map(part).join('')}`
  if (Array.isArray(value)) throw typeError("unhashable type: 'list'")
  if (value instanceof Dict) throw typeError("unhashable type: 'dict'")
  if (value instanceof Undefined) return `\0u`
  if (value instanceof StrSubclass) return hashKey(value.text)
  if (value.hashKey) return `\0h${value.hashKey()}`
  return value
}

const identities = new WeakMap<object, number>()
let lastIdentity = 0

function part(value: Value): string {
  const key = hashKey(value)
  let text: string
  if (typeof key === 'object' && key !== null) {
    let id = identities.get(key)
    if (id === undefined) {
      id = ++lastIdentity
      identities.set(key, id)
    }
    text = `#${id}`
  } else {
    text = typeof key === 'string' ? `"${key}` : String(key)
  }
  return `${text.length}:${text}`
}

/** Python's dict: insertion ordered, keys equal as Python has it. */
export class Dict {
  readonly #entries = new Map<HashKey, [Value, Value]>()

  static of(entries: Iterable<readonly [Value, Value]>): Dict {
    const dict = new Dict()
    for (const [key, value] of entries) dict.set(key, value)
    return dict
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: Value): Value | undefined {
    return this.#entries.get(hashKey(key))?.[1]
  }

  has(key: Value): boolean {
    return this.#entries.has(hashKey(key))
  }

  set(key: Value, value: Value): this {
    const hash = hashKey(key)
    const entry = this.#entries.get(hash)
    if (entry) entry[1] = value
    else this.#entries.set(hash, [key, value])
    return this
  }

  delete(key: Value): boolean {
    return this.#entries.delete(hashKey(key))
  }

  clear(): void {
    this.#entries.clear()
  }

  entries(): IterableIterator<[Value, Value]> {
    return this.#entries.values()
  }

  keys(): Value[] {
    return Array.from(this.#entries.values(), (entry) => entry[0])
  }

  values(): Value[] {
    return Array.from(this.#entries.values(), (entry) => entry[1])
  }
}
