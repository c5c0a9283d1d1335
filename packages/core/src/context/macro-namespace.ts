import { type CallArgs, Callable, type MaybePromise, Undefined, type Value } from '@tdbt/jinja'
import type { Macro } from '../manifest/macro.js'
import { findMacroIn, type MacroRegistry, macroNamesIn } from '../manifest/macro-registry.js'
import { NamesValue } from './names-value.js'

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

/** A package's name in a template: `dbt_utils.star(...)`. As in dbt it is a mapping: `context['dbt_utils'].get('star')`. */
export class MacroNamespace extends NamesValue {
  private readonly packageName: string

  constructor(
    context: { callable(macro: Macro): Callable },
    registry: MacroRegistry,
    packageName: string,
    record: ((macro: Macro) => void) | null,
  ) {
    const find = (name: string): Value | undefined => {
      const macro = findMacroIn(registry, packageName, name)
      if (!macro) return undefined
      const callable = context.callable(macro)
      return record ? recordedCall(callable, () => record(macro)) : callable
    }
    super(find, () => macroNamesIn(registry, packageName))
    this.packageName = packageName
  }

  /** The packages are all read: a macro that one lacks is missed while parsing too. */
  override attr(name: string): Value | undefined {
    const missing = `the package '${this.packageName}' has no macro '${name}'`
    return (
      super.attr(name) ?? new Undefined(missing, name, 'default', 'undefined', () => this.attributeNames())
    )
  }
}
