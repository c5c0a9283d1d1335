import { valueError } from '../errors.js'
import { hostFunction } from './callable.js'
import { equals } from './compare.js'
import { asIndex, asNumber } from './numbers.js'
import { repr } from './text.js'
import { HostObject, type Value } from './value.js'

/** Python's `range` object. */
export class Range extends HostObject {
  readonly #length: number

  constructor(
    readonly start: number,
    readonly stop: number,
    readonly step: number,
  ) {
    super()
    this.#length = Math.max(0, Math.ceil((stop - start) / step))
  }

  override readonly isSequence = true

  override typeName(): string {
    return 'range'
  }

  override repr(): string {
    const step = this.step === 1 ? '' : `, ${this.step}`
    return `range(${this.start}, ${this.stop}${step})`
  }

  override length(): number {
    return this.#length
  }

  override *iterate(): Generator<Value> {
    for (let i = 0; i < this.#length; i++) yield this.start + i * this.step
  }

  override reversed(): Iterable<Value> {
    return [...this.iterate()].reverse()
  }

  override item(key: Value): Value | undefined {
    const index = asIndex(key)
    if (index === undefined) return undefined
    const at = index < 0 ? index + this.#length : index
    return at < 0 || at >= this.#length ? undefined : this.start + at * this.step
  }

  override contains(value: Value): boolean {
    const number = asIndex(value)
    if (number === undefined) return [...this.iterate()].some((item) => equals(item, value))
    const steps = (number - this.start) / this.step
    return Number.isInteger(steps) && steps >= 0 && steps < this.#length
  }

  override equals(other: Value): boolean {
    return (
      other instanceof Range &&
      other.#length === this.#length &&
      (this.#length === 0 || (this.start === other.start && (this.#length === 1 || this.step === other.step)))
    )
  }

  override attr(name: string): Value | undefined {
    if (name === 'start' || name === 'stop' || name === 'step') return this[name]
    if (name === 'count') {
      return hostFunction(name, ({ positional: [value] }) => (this.contains(value!) ? 1 : 0), ['value'])
    }
    if (name === 'index') {
      return hostFunction(
        name,
        ({ positional: [value] }) => {
          if (this.contains(value!)) return Math.round((asNumber(value!)! - this.start) / this.step)
          const isInt = asIndex(value!) !== undefined
          throw valueError(isInt ? `${repr(value!)} is not in range` : 'sequence.index(x): x not in sequence')
        },
        ['value'],
      )
    }
    return undefined
  }
}
