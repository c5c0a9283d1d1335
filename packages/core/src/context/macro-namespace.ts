import { type Callable, HostObject, type Value } from '@tdbt/jinja'
import type { Macro } from '../manifest/macro.js'
import { findMacroIn, type MacroRegistry, macroNamesIn } from '../manifest/macro-registry.js'

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
    this.record?.(macro)
    return this.context.callable(macro)
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
