import type { Macro } from './macro.js'

/** dbt's own macro package: the last place that a name is looked up in. */
export const globalPackage = 'dbt'

/**
 * The macros of a project by package, with dbt's rules of who sees what: an unqualified name means the node's own
 * package, then the root project, then the built-in packages (the adapter's before the neutral one).
 */
export interface MacroRegistry {
  readonly rootPackage: string
  /** Installed packages and the built-in ones, by name. */
  readonly packages: ReadonlyMap<string, ReadonlyMap<string, Macro>>
  /** The built-in packages' macros, the adapter's over the neutral ones of the same name. */
  readonly builtins: ReadonlyMap<string, Macro>
  /** The macros of the installed packages by their name alone, which is how dbt finds their generic tests too. */
  readonly dependencies: ReadonlyMap<string, Macro>
  /** What else is found by its name alone, last of all. */
  readonly reachable?: { get(name: string): Macro | undefined }
}

/**
 * The registry as dbt has it while it parses a generic test: what the test's macro calls, directly or by other macros, is
 * found by its name alone, whichever package it is of.
 */
export function withReachable(registry: MacroRegistry, test: Macro): MacroRegistry {
  let found: Map<string, Macro> | undefined
  const collect = (macro: Macro, into: Map<string, Macro>): Map<string, Macro> => {
    for (const id of macro.dependsOn) {
      const [, packageName = '', name = ''] = id.split('.')
      const called = registry.packages.get(packageName)?.get(name)
      if (called === undefined || into.has(name)) continue
      into.set(name, called)
      collect(called, into)
    }
    return into
  }
  return {
    ...registry,
    reachable: {
      get(name) {
        found ??= collect(test, new Map())
        return found.get(name)
      },
    },
  }
}

export function findMacro(registry: MacroRegistry, name: string, nodePackage: string): Macro | undefined {
  return (
    registry.packages.get(nodePackage)?.get(name) ??
    registry.packages.get(registry.rootPackage)?.get(name) ??
    (name.startsWith('test_') ? registry.dependencies.get(name) : undefined) ??
    registry.builtins.get(name) ??
    registry.reachable?.get(name)
  )
}

/** A macro of one package; `dbt` means all built-in ones, as in dbt's dispatch. */
export function findMacroIn(registry: MacroRegistry, packageName: string, name: string): Macro | undefined {
  if (packageName === globalPackage) return registry.builtins.get(name)
  return registry.packages.get(packageName)?.get(name)
}

/**
 * The macro that a command names, `package.name` or the name alone: of the root project, of an installed package, of
 * a built-in one (dbt's order).
 */
export function findNamedMacro(
  registry: MacroRegistry,
  packageName: string | null,
  name: string,
): Macro | undefined {
  if (packageName !== null) return registry.packages.get(packageName)?.get(name)
  return (
    registry.packages.get(registry.rootPackage)?.get(name) ??
    registry.dependencies.get(name) ??
    registry.builtins.get(name)
  )
}

/** The macros that a node of a package can call: the names alone, or the package's name in front. */
export function macroNames(registry: MacroRegistry, nodePackage: string): readonly string[] {
  const qualified = [...registry.packages].flatMap(([packageName, macros]) => [
    packageName,
    ...[...macros.keys()].map((name) => `${packageName}.${name}`),
  ])
  return [
    ...(registry.packages.get(nodePackage)?.keys() ?? []),
    ...(registry.packages.get(registry.rootPackage)?.keys() ?? []),
    ...registry.builtins.keys(),
    ...qualified,
  ]
}

/** The macros of one package, as `findMacroIn` finds them. */
export function macroNamesIn(registry: MacroRegistry, packageName: string): Iterable<string> {
  return (
    (packageName === globalPackage ? registry.builtins : registry.packages.get(packageName))?.keys() ?? []
  )
}

/**
 * dbt's search for a materialization: first under the adapter's name, then as `default`, and of each the root project's
 * before a package's before the built-in one. A package may replace a built-in one only where the project allows it.
 */
export function findMaterialization(
  registry: MacroRegistry,
  name: string,
  adapterType: string,
  { packagesOverride }: { readonly packagesOverride: boolean },
): Macro | undefined {
  const names = [adapterType, 'default'].map((suffix) => `materialization_${name}_${suffix}`)
  const own = registry.packages.get(registry.rootPackage)
  const isBuiltin = names.some((full) => registry.builtins.has(full))
  const imported = isBuiltin && !packagesOverride ? undefined : registry.dependencies
  for (const full of names) {
    const macro = own?.get(full) ?? imported?.get(full) ?? registry.builtins.get(full)
    if (macro) return macro
  }
  return undefined
}

export function createMacroRegistry(
  rootPackage: string,
  builtinPackages: readonly string[],
  macros: Iterable<Macro>,
): MacroRegistry {
  const packages = new Map<string, Map<string, Macro>>()
  for (const macro of macros) {
    const known = packages.get(macro.packageName)
    if (known) known.set(macro.name, macro)
    else packages.set(macro.packageName, new Map([[macro.name, macro]]))
  }
  const builtins = new Map<string, Macro>()
  // The first named wins: the adapter's package stands before the neutral one.
  for (const name of [...builtinPackages].reverse()) {
    for (const [macroName, macro] of packages.get(name) ?? []) builtins.set(macroName, macro)
  }
  const dependencies = new Map<string, Macro>()
  for (const [packageName, own] of packages) {
    if (packageName === rootPackage || builtinPackages.includes(packageName)) continue
    for (const [macroName, macro] of own) dependencies.set(macroName, macro)
  }
  return { rootPackage, packages, builtins, dependencies }
}

/**
 * dbt's `adapter.dispatch`: in each package of the namespace's search order, `<adapter>__name` and then
 * `default__name`.
 * @returns the macro, or the names that were looked for.
 */
export function dispatchMacro(
  registry: MacroRegistry,
  options: {
    readonly name: string
    readonly namespace: string | null
    readonly nodePackage: string
    readonly adapterType: string
    readonly searchOrder: readonly string[] | null
  },
): Macro | { readonly searched: readonly string[] } {
  const { name, namespace, nodePackage, adapterType } = options
  const packages: readonly (string | null)[] =
    namespace === null
      ? [null]
      : (options.searchOrder ??
        (registry.packages.has(namespace) ? [registry.rootPackage, namespace] : [null]))
  const searched: string[] = []
  for (const packageName of packages) {
    for (const prefix of [adapterType, 'default']) {
      const full = `${prefix}__${name}`
      const macro =
        packageName === null
          ? findMacro(registry, full, nodePackage)
          : findMacroIn(registry, packageName, full)
      if (macro) return macro
      searched.push(packageName === null ? `'${full}'` : `'${packageName}.${full}'`)
    }
  }
  return { searched }
}
