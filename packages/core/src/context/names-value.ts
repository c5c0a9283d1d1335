import { HostObject, Tuple, type Value } from '@tdbt/jinja'
import { templateFunction } from '../template-function.js'

/** `context` and `builtins`: names of a template as a mapping, each value made when it is asked for. */
export class NamesValue extends HostObject {
  override readonly isMapping = true

  constructor(
    private readonly find: (name: string) => Value | undefined,
    private readonly names: () => Iterable<string>,
  ) {
    super()
  }

  override typeName(): string {
    return 'dict'
  }

  override attr(name: string): Value | undefined {
    switch (name) {
      case 'get':
        return templateFunction(
          'get',
          ['key', { name: 'default', default: null }],
          ([key, fallback]) => this.item(key as Value) ?? fallback ?? null,
        )
      case 'keys':
        return templateFunction('keys', [], () => [...this.iterate()])
      case 'values':
        return templateFunction('values', [], () => [...this.iterate()].map((key) => this.item(key) ?? null))
      case 'items':
        return templateFunction('items', [], () =>
          [...this.iterate()].map((key) => new Tuple([key, this.item(key) ?? null])),
        )
      default:
        return this.item(name)
    }
  }

  override attributeNames(): Iterable<string> {
    return this.names()
  }

  override item(key: Value): Value | undefined {
    return typeof key === 'string' ? this.find(key) : undefined
  }

  override contains(key: Value): boolean {
    return this.item(key) !== undefined
  }

  override iterate(): Iterable<Value> {
    return [...new Set(this.names())].filter((name) => !name.includes('.'))
  }

  override length(): number {
    return [...this.iterate()].length
  }

  override repr(): string {
    return `{${[...this.iterate()].map((name) => `'${name as string}': ...`).join(', ')}}`
  }
}
