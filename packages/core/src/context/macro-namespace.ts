import { type CallArgs, Callable, HostObject, type MaybePromise, type Value } from '@tdbt/jinja'
import type { Macro } from '../manifest/macro.js'
import { findMacroIn, type MacroRegistry, macroNamesIn } from '../manifest/macro-registry.js'

/** A macro that tells when it is called: to name it is not to use it. */
export function recordedCall(macro: Callable, record: () => void): Callable {
  return new RecordedMacro(macro, record)
}

class RecordedMacro extends Callable {
  constructor(
    private readonly macro: Callable,
    private readonly record: () => void,
  ) {
    super()
  }

  override get name(): string {
    return this.macro.name
  }

  override attr(name: string): Value | undefined {
    return this.macro.attr(name)
  }

  override call(args: CallArgs): MaybePromise<Value> {
    this.record()
    return this.macro.call(args)
  }
}

/** A package's name in a template: `dbt_utils.star(...)`. */
export class MacroNamespace extends HostObject {
  constructor(
    private readonly context: { callable(macro: Macro): Callable },
    private readonly registry: MacroRegistry,
    private readonly packageName: string,
    private readonly record: ((macro: Macro) => void) | null,
  ) {
    super()
  }

  override attr(name: string): Value | undefined {
    const macro = findMacroIn(this.registry, this.packageName, name)
    if (!macro) return undefined
    const { record } = this
    const callable = this.context.callable(macro)
    return record ? recordedCall(callable, () => record(macro)) : callable
  }

  override attributeNames(): Iterable<string> {
    return macroNamesIn(this.registry, this.packageName)
  }

  override item(key: Value): Value | undefined {
    return typeof key === 'string' ? this.attr(key) : undefined
  }

  override str(): string {
    return `<macros of ${this.packageName}>`
  }
}
