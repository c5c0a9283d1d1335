import { JinjaError } from '../errors.js'
import { hostFunction } from './callable.js'
import { dictKeys, iterate } from './iterate.js'
import { repr } from './text.js'
import { type CallArgs, Dict, HostObject, type Value } from './value.js'

type SetMethod = (self: PythonSet, args: readonly Value[]) => Value

const METHODS = new Map<string, SetMethod>([
  [
    'add',
    (self, [value]) => {
      self.add(value!)
      return null
    },
  ],
  [
    'discard',
    (self, [value]) => {
      self.delete(value!)
      return null
    },
  ],
  [
    'remove',
    (self, [value]) => {
      if (!self.delete(value!)) throw new JinjaError('key', repr(value!))
      return null
    },
  ],
  [
    'update',
    (self, others) => {
      for (const other of others) for (const item of [...iterate(other)]) self.add(item)
      return null
    },
  ],
  ['copy', (self) => new PythonSet(self.iterate())],
  ['union', (self, others) => new PythonSet([...self.iterate(), ...others.flatMap((o) => [...iterate(o)])])],
  [
    'intersection',
    (self, others) => {
      const sets = others.map((other) => new PythonSet(iterate(other)))
      return new PythonSet([...self.iterate()].filter((item) => sets.every((set) => set.contains(item))))
    },
  ],
  [
    'difference',
    (self, others) => {
      const sets = others.map((other) => new PythonSet(iterate(other)))
      return new PythonSet([...self.iterate()].filter((item) => !sets.some((set) => set.contains(item))))
    },
  ],
  [
    'symmetric_difference',
    (self, [other]) => {
      const right = new PythonSet(iterate(other!))
      return new PythonSet([
        ...[...self.iterate()].filter((item) => !right.contains(item)),
        ...[...right.iterate()].filter((item) => !self.contains(item)),
      ])
    },
  ],
  ['issubset', (self, [other]) => self.isSubset(new PythonSet(iterate(other!)))],
  ['issuperset', (self, [other]) => new PythonSet(iterate(other!)).isSubset(self)],
  [
    'isdisjoint',
    (self, [other]) => {
      const right = new PythonSet(iterate(other!))
      return ![...self.iterate()].some((item) => right.contains(item))
    },
  ],
])

/** Python's `set`, which dbt's `set()` makes. It keeps the order in which its items came. */
export class PythonSet extends HostObject {
  readonly #items = new Dict()

  constructor(items: Iterable<Value> = []) {
    super()
    for (const item of items) this.add(item)
  }

  add(item: Value): void {
    this.#items.set(item, null)
  }

  delete(item: Value): boolean {
    return this.#items.delete(item)
  }

  isSubset(other: PythonSet): boolean {
    return [...this.iterate()].every((item) => other.contains(item))
  }

  override typeName(): string {
    return 'set'
  }

  override repr(): string {
    return this.#items.size === 0 ? 'set()' : `{${Array.from(this.iterate(), repr).join(', ')}}`
  }

  override length(): number {
    return this.#items.size
  }

  override iterate(): Iterable<Value> {
    return dictKeys(this.#items)
  }

  override contains(item: Value): boolean {
    return this.#items.has(item)
  }

  override equals(other: Value): boolean {
    return other instanceof PythonSet && other.length() === this.length() && this.isSubset(other)
  }

  override attr(name: string): Value | undefined {
    const method = METHODS.get(name)
    return method && hostFunction(name, ({ positional }: CallArgs) => method(this, positional))
  }

  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (operator !== '-' || reflected || !(other instanceof PythonSet)) return undefined
    return METHODS.get('difference')!(this, [other])
  }

  override toJs(): unknown {
    return [...this.iterate()]
  }
}
