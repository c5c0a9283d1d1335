import { HostObject, type Value } from './value.js'

/** Python's generators and iterators: their items can be taken once, and they have no length. */
export class LazyIterator extends HostObject {
  readonly #iterator: Iterator<Value>

  constructor(
    items: Iterable<Value>,
    readonly kind = 'generator',
  ) {
    super()
    this.#iterator = items[Symbol.iterator]()
  }

  override typeName(): string {
    return this.kind
  }

  override repr(): string {
    return `<${this.kind} object>`
  }

  override iterate(): Iterable<Value> {
    // Not the iterator itself: leaving a loop early must not end it.
    const iterator = this.#iterator
    return { [Symbol.iterator]: () => ({ next: () => iterator.next() }) }
  }
}
