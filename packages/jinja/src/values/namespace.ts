import { repr } from './text.js'
import { HostObject, type Value } from './value.js'

/** Jinja2's `namespace()`: attributes that `set` may change from inner scopes. */
export class Namespace extends HostObject {
  readonly #attributes: Map<string, Value>

  constructor(attributes: Iterable<readonly [string, Value]> = []) {
    super()
    this.#attributes = new Map(attributes)
  }

  set(name: string, value: Value): void {
    this.#attributes.set(name, value)
  }

  override typeName(): string {
    return 'jinja2.utils.Namespace'
  }

  override attr(name: string): Value | undefined {
    return this.#attributes.get(name)
  }

  override str(): string {
    return repr(this)
  }

  override shortRepr(): string {
    return '<Namespace {...}>'
  }

  override repr(): string {
    const items = Array.from(this.#attributes, ([name, value]) => `${repr(name)}: ${repr(value)}`)
    return `<Namespace {${items.join(', ')}}>`
  }
}
