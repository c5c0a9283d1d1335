import type { CallArgs, MaybePromise, Value } from './values/value.js'

/** A filter or test: the value that it is applied to, the arguments in its parentheses. */
export type FilterFunction = (value: Value, args: CallArgs, runtime: Runtime) => MaybePromise<Value>

/** What evaluation needs of its environment. */
export interface Runtime {
  readonly filters: ReadonlyMap<string, FilterFunction>
  readonly tests: ReadonlyMap<string, FilterFunction>
  /** Whether values, not texts, are written: dbt's YAML. */
  readonly isNative: boolean
  /** An undefined value for a missing name, or for the reason that `hint` gives; `known` are the names that there are. */
  undefined(name: string | undefined, hint?: string, known?: () => Iterable<string>): Value
}
