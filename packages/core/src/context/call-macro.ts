import { TdbtError } from '@tdbt/adapter-api'
import { callValue, type Value } from '@tdbt/jinja'
import type { BaseScope } from './scope.js'

/** Calls a macro that a method of `adapter` works by. Throws a TdbtError where nobody has defined it. */
export async function callMacro(scope: BaseScope, name: string, ...args: readonly Value[]): Promise<Value> {
  const macro = scope.context.macro(name)
  if (!macro) throw new TdbtError('macro-not-found', `the macro '${name}' was not found`)
  return await callValue(scope.context.callable(macro), args)
}
