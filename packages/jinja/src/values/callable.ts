import { typeError } from '../errors.js'
import {
  asText,
  type CallArgs,
  Dict,
  HostObject,
  type MaybePromise,
  Tuple,
  typeName,
  Undefined,
  type Value,
} from './value.js'

/** A parameter of a host function. `*name` and `**name` take what is left over. */
export type Parameter = string | { readonly name: string; readonly default: Value }

export const NO_NAMED: ReadonlyMap<string, Value> = new Map()

/** A function that templates can call. */
export abstract class Callable extends HostObject {
  abstract readonly name: string
  abstract override call(args: CallArgs): MaybePromise<Value>

  override typeName(): string {
    return 'function'
  }

  override repr(): string {
    return `<function ${this.name}>`
  }
}

class HostFunction extends Callable {
  constructor(
    readonly name: string,
    readonly fn: (args: CallArgs) => MaybePromise<Value>,
    readonly parameters: readonly Parameter[] | undefined,
  ) {
    super()
  }

  override call(args: CallArgs): MaybePromise<Value> {
    if (!this.parameters) return this.fn(args)
    const bound = bindArguments(this.name, this.parameters, args)
    // A host asks for a str by its type.
    return this.fn({ positional: bound.map((value) => asText(value) ?? value), named: NO_NAMED })
  }
}

/**
 * Makes a function that templates can call. With `parameters`, `fn` receives exactly one positional
 * value for each of them (a Tuple for `*name`, a Dict for `**name`), and Python's errors are raised for
 * arguments that don't fit.
 */
export function hostFunction(
  name: string,
  fn: (args: CallArgs) => MaybePromise<Value>,
  parameters?: readonly Parameter[],
): Callable {
  return new HostFunction(name, fn, parameters)
}

function quoted(names: readonly string[]): string {
  const all = names.map((name) => `'${name}'`)
  if (all.length < 2) return all.join('')
  return all.length === 2
    ? `${all[0]} and ${all[1]}`
    : `${all.slice(0, -1).join(', ')}, and ${all[all.length - 1]}`
}

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`

/** Maps arguments to parameters as Python does; the result has one value for each parameter. */
export function bindArguments(name: string, parameters: readonly Parameter[], args: CallArgs): Value[] {
  const { positional, named } = args
  const bound: (Value | undefined)[] = new Array<Value | undefined>(parameters.length)
  const index = new Map<string, number>()
  let varargs = -1
  let kwargs = -1
  let plainBefore = 0
  let required = 0
  parameters.forEach((parameter, i) => {
    if (typeof parameter !== 'string') {
      index.set(parameter.name, i)
      if (varargs < 0) plainBefore++
    } else if (parameter.startsWith('**')) kwargs = i
    else if (parameter.startsWith('*')) varargs = i
    else {
      index.set(parameter, i)
      if (varargs < 0) plainBefore++
      required++
    }
  })
  for (let i = 0; i < positional.length && i < plainBefore; i++) bound[i] = positional[i]
  if (positional.length > plainBefore) {
    if (varargs < 0) {
      const least = required < plainBefore ? `from ${required} to ` : ''
      throw typeError(
        `${name}() takes ${least}${plural(plainBefore, 'positional argument')} but ${positional.length} ` +
          `${positional.length === 1 ? 'was' : 'were'} given`,
      )
    }
  }
  if (varargs >= 0) bound[varargs] = new Tuple(positional.slice(plainBefore))
  const rest = kwargs >= 0 ? new Dict() : undefined
  if (rest) bound[kwargs] = rest
  for (const [key, value] of named) {
    const i = index.get(key)
    if (i === undefined) {
      if (!rest) {
        const known = () => index.keys()
        throw typeError(`${name}() got an unexpected keyword argument '${key}'`, { name: key, known })
      }
      rest.set(key, value)
    } else if (bound[i] !== undefined) {
      throw typeError(`${name}() got multiple values for argument '${key}'`)
    } else bound[i] = value
  }
  const missing: string[] = []
  parameters.forEach((parameter, i) => {
    if (bound[i] !== undefined) return
    if (typeof parameter === 'string') missing.push(parameter)
    else bound[i] = parameter.default
  })
  if (missing.length > 0) {
    throw typeError(
      `${name}() missing ${plural(missing.length, 'required positional argument')}: ${quoted(missing)}`,
    )
  }
  return bound as Value[]
}

export function isCallable(value: Value): boolean {
  return value instanceof HostObject ? value.call !== undefined : value instanceof Undefined
}

/** Calls what a template calls. Throws for what can't be called. */
export function callArgs(callable: Value, args: CallArgs): MaybePromise<Value> {
  if (callable instanceof HostObject && callable.call) return callable.call(args)
  if (callable instanceof Undefined) {
    if (callable.kind === 'absorbing') return callable
    throw callable.error()
  }
  throw typeError(`'${typeName(callable)}' object is not callable`)
}

/** Calls a macro or function from host code. */
export function callValue(
  callable: Value,
  positional: readonly Value[],
  named: ReadonlyMap<string, Value> = NO_NAMED,
): MaybePromise<Value> {
  return callArgs(callable, { positional, named })
}
