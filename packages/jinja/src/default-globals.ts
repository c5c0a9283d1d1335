import { JinjaError, typeError, valueError } from './errors.js'
import { DICT_METHODS, dictFrom, entriesOf } from './methods/dict-methods.js'
import { bindArguments, Callable, hostFunction } from './values/callable.js'
import { Namespace } from './values/namespace.js'
import { asIndex } from './values/numbers.js'
import { Range } from './values/range.js'
import { str } from './values/text.js'
import { type CallArgs, Dict, HostObject, Tuple, typeName, type Value } from './values/value.js'

/** Most items of a range, as in Jinja2's sandbox. */
const MAX_RANGE = 100_000

function range({ positional, named }: CallArgs): Value {
  if (named.size > 0) throw typeError('range() takes no keyword arguments')
  if (positional.length === 0) throw typeError('range expected at least 1 argument, got 0')
  if (positional.length > 3) throw typeError(`range expected at most 3 arguments, got ${positional.length}`)
  const numbers = positional.map((value) => {
    const found = asIndex(value)
    if (found === undefined) {
      throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`)
    }
    return found
  })
  const [first, second, step = 1] = numbers as [number, number?, number?]
  if (step === 0) throw valueError('range() arg 3 must not be zero')
  const made = second === undefined ? new Range(0, first, 1) : new Range(first, second, step)
  if (made.length() > MAX_RANGE) {
    throw new JinjaError(
      'overflow',
      `Range too big. The sandbox blocks ranges larger than MAX_RANGE (${MAX_RANGE}).`,
    )
  }
  return made
}

/** A class of Python's or Jinja2's, which templates call to make a value. */
class TypeObject extends Callable {
  constructor(
    readonly name: string,
    readonly pythonName: string,
    readonly make: (args: CallArgs) => Value,
    readonly methods: ReadonlyMap<string, Value> = new Map(),
  ) {
    super()
  }

  override typeName(): string {
    return 'type'
  }

  override repr(): string {
    return `<class '${this.pythonName}'>`
  }

  override attr(name: string): Value | undefined {
    return this.methods.get(name)
  }

  override call(args: CallArgs): Value {
    return this.make(args)
  }
}

/** `dict.get(d, 'key')`, `dict.fromkeys(keys)`: the methods of dict, the dict their first argument. */
const DICT_TYPE_METHODS = new Map<string, Value>(
  Array.from(DICT_METHODS, ([name, method]) => [
    name,
    hostFunction(name, ({ positional, named }) => {
      if (name === 'fromkeys') return method(new Dict(), { positional, named }, name)
      const [self, ...rest] = positional
      if (!(self instanceof Dict)) throw typeError(`unbound method dict.${name}() needs an argument`)
      return method(self, { positional: rest, named }, name)
    }),
  ]),
)

class Cycler extends HostObject {
  #position = 0

  constructor(readonly items: readonly Value[]) {
    super()
  }

  override typeName(): string {
    return 'jinja2.utils.Cycler'
  }

  override attr(name: string): Value | undefined {
    switch (name) {
      case 'current':
        return this.items[this.#position]
      case 'items':
        return new Tuple(this.items)
      case 'pos':
        return this.#position
      case 'next':
        return hostFunction('next', () => {
          const item = this.items[this.#position]!
          this.#position = (this.#position + 1) % this.items.length
          return item
        })
      case 'reset':
        return hostFunction('reset', () => {
          this.#position = 0
          return null
        })
    }
    return undefined
  }
}

class Joiner extends HostObject {
  #isUsed = false

  constructor(readonly separator: string) {
    super()
  }

  override typeName(): string {
    return 'jinja2.utils.Joiner'
  }

  override call(): Value {
    if (this.#isUsed) return this.separator
    this.#isUsed = true
    return ''
  }
}

function namespace({ positional, named }: CallArgs): Value {
  if (positional.length > 1) throw typeError(`dict expected at most 1 argument, got ${positional.length}`)
  const [source] = positional
  const attributes = new Map<string, Value>()
  if (source !== undefined) for (const [key, value] of entriesOf(source)) attributes.set(str(key), value)
  for (const [name, value] of named) attributes.set(name, value)
  return new Namespace(attributes)
}

const DEFAULTS = new Map<string, Callable>(
  [
    hostFunction('range', range),
    new TypeObject('dict', 'dict', (args) => dictFrom(args.positional, args.named), DICT_TYPE_METHODS),
    new TypeObject('namespace', 'jinja2.utils.Namespace', namespace),
    new TypeObject('cycler', 'jinja2.utils.Cycler', ({ positional }) => {
      if (positional.length === 0) throw new JinjaError('runtime', 'at least one item has to be provided')
      return new Cycler(positional)
    }),
    new TypeObject('joiner', 'jinja2.utils.Joiner', (args) => {
      const [separator] = bindArguments('joiner', [{ name: 'sep', default: ', ' }], args)
      return new Joiner(str(separator!))
    }),
    hostFunction('lipsum', () => {
      throw new JinjaError('runtime', "lipsum() isn't supported: it makes random text")
    }),
  ].map((fn) => [fn.name, fn]),
)

/** Jinja2's own globals: range, dict, namespace, cycler, joiner. What the host names goes first. */
export function defaultGlobal(name: string): Value | undefined {
  return DEFAULTS.get(name)
}

export function defaultGlobalNames(): Iterable<string> {
  return DEFAULTS.keys()
}
