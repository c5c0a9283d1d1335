import { type Callable, hostFunction, type MaybePromise, type Value } from '@tdbt/jinja'

/** A parameter of a function that templates call: its name, or its name and default. `*name` takes the rest. */
export type Parameter = string | { readonly name: string; readonly default: Value }

/** A function for templates whose body gets one value for each parameter, bound as Python does. */
export function templateFunction(
  name: string,
  parameters: readonly Parameter[],
  body: (args: readonly Value[]) => MaybePromise<Value>,
): Callable {
  return hostFunction(name, ({ positional }) => body(positional), parameters)
}
