import type { FilterFunction, Runtime } from '../runtime.js'
import { bindArguments, type Parameter } from '../values/callable.js'
import type { MaybePromise, Value } from '../values/value.js'

export const optional = (name: string, value: Value = null): Parameter => ({ name, default: value })

/** A filter with declared parameters after the value: `fn` gets one argument for each. */
export function filter(
  name: string,
  parameters: readonly Parameter[],
  fn: (value: Value, args: Value[], runtime: Runtime) => MaybePromise<Value>,
): [string, FilterFunction] {
  const all = ['value', ...parameters]
  return [
    name,
    (value, { positional, named }, runtime) => {
      const [, ...args] = bindArguments(`do_${name}`, all, { positional: [value, ...positional], named })
      return fn(value, args, runtime)
    },
  ]
}
