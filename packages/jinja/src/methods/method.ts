import { typeError } from '../errors.js'
import { bindArguments, Callable, type Parameter } from '../values/callable.js'
import { asText, type CallArgs, typeName, type Value } from '../values/value.js'

/** A method of one of Python's own types. */
export type Method<T> = (self: T, args: CallArgs, name: string) => Value

/** Methods by name. Only what a table holds can be reached. */
export type MethodTable<T> = ReadonlyMap<string, Method<T>>

/** A method that takes from `least` to `most` positional arguments and nothing by name. */
export function positional<T>(
  least: number,
  most: number,
  fn: (self: T, ...args: Value[]) => Value,
): Method<T> {
  return (self, args, name) => {
    if (args.named.size > 0) throw typeError(`${name}() takes no keyword arguments`)
    const count = args.positional.length
    if (count < least || count > most) {
      const wanted =
        least === most
          ? least === 0
            ? 'no arguments'
            : `exactly ${least} argument(s)`
          : `${least} to ${most} arguments`
      throw typeError(`${name}() takes ${wanted} (${count} given)`)
    }
    return fn(self, ...args.positional)
  }
}

/** A method whose parameters have names. */
export function withParameters<T>(
  parameters: readonly Parameter[],
  fn: (self: T, ...args: Value[]) => Value,
): Method<T> {
  return (self, args, name) => fn(self, ...bindArguments(name, parameters, args))
}

/** A method together with the value that it was taken from. */
export class BoundMethod<T extends Value> extends Callable {
  constructor(
    readonly self: T,
    readonly name: string,
    readonly method: Method<T>,
  ) {
    super()
  }

  override typeName(): string {
    return 'builtin_function_or_method'
  }

  override repr(): string {
    return `<built-in method ${this.name} of ${typeName(this.self)} object>`
  }

  override call(args: CallArgs): Value {
    return this.method(this.self, args, this.name)
  }
}

/** The argument as a str; a TypeError otherwise. */
export function text(value: Value, what = 'argument'): string {
  const found = asText(value)
  if (found === undefined) throw typeError(`${what} must be str, not ${typeName(value)}`)
  return found
}
