import type { Callable, Globals, Value } from '@tdbt/jinja'
import type { Invocation } from '../invocation/invocation.js'
import type { Macro } from '../manifest/macro.js'
import { findMacro, type MacroRegistry, macroNames } from '../manifest/macro-registry.js'
import type { Project } from '../project/project.js'
import { MacroNamespace, recordedCall } from './macro-namespace.js'

/** What every template can see, whatever the phase. */
export interface BaseScope {
  readonly invocation: Invocation
  readonly project: Project
  readonly registry: MacroRegistry
  /** The package whose macros are found first and whose vars apply. */
  readonly packageName: string
  /** The names of this template, for its own macros and functions: set when the context is made. */
  context: TemplateContext
}

/** Makes the value of a name when a template first asks for it. */
export type Members<S extends BaseScope> = ReadonlyMap<string, (scope: S) => Value>

/**
 * The names that one node's template and the macros that it calls can see: macros first (so that a project can
 * replace `ref` and friends, as dbt permits), then the members of the phase.
 */
export class TemplateContext implements Globals {
  private readonly made = new Map<string, Value>()
  private readonly callables = new Map<Macro, Callable>()
  /** Names that a materialization sets for the macros it calls. */
  private readonly extra = new Map<string, Value>()

  private constructor(
    private readonly registry: MacroRegistry,
    private readonly packageName: string,
    private readonly members: ReadonlyMap<string, unknown>,
    private readonly member: (name: string) => Value | undefined,
  ) {}

  static create<S extends BaseScope>(
    scope: Omit<S, 'context'>,
    members: Members<S>,
  ): { readonly context: TemplateContext; readonly scope: S } {
    const full = scope as S
    const context = new TemplateContext(scope.registry, scope.packageName, members, (name) =>
      members.get(name)?.(full),
    )
    full.context = context
    return { context, scope: full }
  }

  get(name: string): Value | undefined {
    const known = this.made.get(name)
    if (known !== undefined) return known
    const value = this.extra.get(name) ?? this.macroValue(name) ?? this.member(name)
    if (value !== undefined) this.made.set(name, value)
    return value
  }

  /** What a template may name, the names of other packages' macros after their package. */
  names(): Iterable<string> {
    return [...this.extra.keys(), ...this.members.keys(), ...macroNames(this.registry, this.packageName)]
  }

  set(name: string, value: Value): void {
    this.extra.set(name, value)
    this.made.set(name, value)
  }

  builtinNames(): Iterable<string> {
    return this.members.keys()
  }

  /** The name as it is without any macro over it (dbt's `builtins`). */
  builtin(name: string): Value | undefined {
    return this.member(name)
  }

  callable(macro: Macro): Callable {
    const known = this.callables.get(macro)
    if (known) return known
    const callable = macro.definition.bind(this)
    this.callables.set(macro, callable)
    return callable
  }

  macro(name: string): Macro | undefined {
    return findMacro(this.registry, name, this.packageName)
  }

  /** The same names for the text of a node itself, telling which macros it calls directly. */
  recording(record: (macro: Macro) => void): Globals {
    return {
      get: (name) => {
        const macro = this.macro(name)
        if (macro) return recordedCall(this.callable(macro), () => record(macro))
        return this.registry.packages.has(name)
          ? new MacroNamespace(this, this.registry, name, record)
          : this.get(name)
      },
      names: () => this.names(),
    }
  }

  private macroValue(name: string): Value | undefined {
    const macro = this.macro(name)
    if (macro) return this.callable(macro)
    return this.registry.packages.has(name) ? new MacroNamespace(this, this.registry, name, null) : undefined
  }
}
