import { contains } from './compare.js'
import { dictEntries, dictKeys } from './iterate.js'
import { repr } from './text.js'
import { type Dict, HostObject, Tuple, type Value } from './value.js'

/** Python's views of a dict: they show its keys, values or items as they are at the time. */
export class DictView extends HostObject {
  constructor(
    readonly dict: Dict,
    readonly kind: 'keys' | 'values' | 'items',
  ) {
    super()
  }

  override typeName(): string {
    return `dict_${this.kind}`
  }

  override repr(): string {
    return `dict_${this.kind}([${Array.from(this.iterate(), repr).join(', ')}])`
  }

  override length(): number {
    return this.dict.size
  }

  override iterate(): Iterable<Value> {
    if (this.kind === 'keys') return dictKeys(this.dict)
    const isItems = this.kind === 'items'
    const { dict } = this
    return (function* () {
      for (const [key, value] of dictEntries(dict)) yield isItems ? new Tuple([key, value]) : value
    })()
  }

  override reversed(): Iterable<Value> {
    return [...this.iterate()].reverse()
  }

  override contains(value: Value): boolean {
    if (this.kind === 'keys') return this.dict.has(value)
    return contains([...this.iterate()], value)
  }

  override equals(other: Value): boolean {
    if (this === other) return true
    if (!(other instanceof DictView) || this.kind === 'values' || other.kind === 'values') return false
    return this.dict.size === other.dict.size && [...this.iterate()].every((item) => other.contains(item))
  }
}
