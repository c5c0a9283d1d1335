import { fromJs, type MaybePromise, Undefined, type Value } from '@tdbt/jinja'
import { type Parameter, templateFunction } from '../template-function.js'

export type { Parameter }

/** Attributes of an object that templates see, each made when it is first asked for. */
export type AttributeTable<T> = ReadonlyMap<string, (self: T) => Value>

/** A method of a host object: takes the bound arguments in the order of the parameters. */
export function method<T>(
  name: string,
  parameters: readonly Parameter[],
  body: (self: T, args: readonly Value[]) => MaybePromise<Value>,
): readonly [string, (self: T) => Value] {
  return [name, (self) => templateFunction(name, parameters, (args) => body(self, args))]
}

/** An attribute whose value is plain data. */
export function attribute<T>(
  name: string,
  read: (self: T) => unknown,
): readonly [string, (self: T) => Value] {
  return [name, (self) => fromJs(read(self))]
}

export function isMissing(value: Value | undefined): value is null | undefined {
  return value === null || value === undefined || value instanceof Undefined
}
