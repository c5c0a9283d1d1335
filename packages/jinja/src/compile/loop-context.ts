import { typeError } from '../errors.js'
import type { Runtime } from '../runtime.js'
import { hostFunction } from '../values/callable.js'
import { equals } from '../values/compare.js'
import { type CallArgs, HostObject, type MaybePromise, Tuple, type Value } from '../values/value.js'

/** The `loop` of a for loop. It looks ahead only as far as it is asked to. */
export class LoopContext extends HostObject {
  #index0 = -1
  #length: number | undefined
  #after: { readonly value: Value } | undefined
  #current: Value | undefined
  #before: Value | undefined
  #lastChanged: Value | undefined
  #iterator: Iterator<Value>

  constructor(
    items: Iterable<Value>,
    knownLength: number | undefined,
    readonly depth0: number,
    readonly runtime: Runtime,
    readonly recurse: ((items: Value, depth: number) => MaybePromise<Value>) | undefined,
  ) {
    super()
    this.#iterator = items[Symbol.iterator]()
    this.#length = knownLength
  }

  /** Goes on to the next item; undefined at the end. */
  next(): Value | undefined {
    const item = this.#after ?? this.#read()
    this.#after = undefined
    if (!item) return undefined
    this.#index0++
    this.#before = this.#current
    this.#current = item.value
    return item.value
  }

  #read(): { value: Value } | undefined {
    const next = this.#iterator.next()
    return next.done ? undefined : { value: next.value }
  }

  #peek(): { readonly value: Value } | undefined {
    this.#after ??= this.#read()
    return this.#after
  }

  override length(): number {
    if (this.#length === undefined) {
      const rest = [...{ [Symbol.iterator]: () => this.#iterator }]
      this.#iterator = rest[Symbol.iterator]()
      this.#length = rest.length + this.#index0 + 1 + (this.#after ? 1 : 0)
    }
    return this.#length
  }

  override typeName(): string {
    return 'LoopContext'
  }

  override repr(): string {
    return `<LoopContext ${this.#index0 + 1}/${this.length()}>`
  }

  override attr(name: string): Value | undefined {
    switch (name) {
      case 'index':
        return this.#index0 + 1
      case 'index0':
        return this.#index0
      case 'revindex':
        return this.length() - this.#index0
      case 'revindex0':
        return this.length() - this.#index0 - 1
      case 'first':
        return this.#index0 === 0
      case 'last':
        return this.#peek() === undefined
      case 'length':
        return this.length()
      case 'depth':
        return this.depth0 + 1
      case 'depth0':
        return this.depth0
      case 'previtem':
        return this.#index0 === 0
          ? this.runtime.undefined(undefined, 'there is no previous item')
          : this.#before
      case 'nextitem':
        return this.#nextItem()
      case 'cycle':
        return hostFunction('cycle', ({ positional }) => {
          if (positional.length === 0) throw typeError('no items for cycling given')
          return positional[this.#index0 % positional.length]!
        })
      case 'changed':
        return hostFunction('changed', ({ positional }) => {
          const value = new Tuple(positional)
          if (this.#lastChanged !== undefined && equals(this.#lastChanged, value)) return false
          this.#lastChanged = value
          return true
        })
    }
    return undefined
  }

  #nextItem(): Value {
    const next = this.#peek()
    return next ? next.value : this.runtime.undefined(undefined, 'there is no next item')
  }

  override call({ positional, named }: CallArgs): MaybePromise<Value> {
    if (!this.recurse) {
      throw typeError("The loop must have the 'recursive' marker to be called recursively.")
    }
    if (positional.length !== 1 || named.size > 0) {
      throw typeError('a recursive loop is called with one iterable')
    }
    return this.recurse(positional[0]!, this.depth0 + 1)
  }
}
