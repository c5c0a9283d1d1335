import { Dict, fromJs, getAttr, HostObject, iterate, repr, type Value } from '@tdbt/jinja'

/** A dictionary that is made when a template first looks into it: `model`, `node`, `graph` are large. */
export class LazyMapping extends HostObject {
  override readonly isMapping = true
  private dict: Dict | undefined

  constructor(private readonly make: () => unknown) {
    super()
  }

  private value(): Dict {
    if (this.dict === undefined) {
      const made = fromJs(this.make())
      if (!(made instanceof Dict)) throw new Error('a lazy mapping was made of something else')
      this.dict = made
    }
    return this.dict
  }

  override attr(name: string): Value | undefined {
    return getAttr(this.value(), name)
  }

  override item(key: Value): Value | undefined {
    return this.value().get(key)
  }

  override iterate(): Iterable<Value> {
    return iterate(this.value())
  }

  override length(): number {
    return this.value().size
  }

  override contains(key: Value): boolean {
    return this.value().has(key)
  }

  override str(): string {
    return repr(this.value())
  }

  override repr(): string {
    return repr(this.value())
  }
}
