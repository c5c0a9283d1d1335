import { TdbtError } from '@tdbt/adapter-api'
import { type Block, type Environment, type MacroDefinition, macroCalls } from '@tdbt/jinja'
import type { Warn } from '../invocation/warn.js'
import type { Macro } from '../manifest/macro.js'
import {
  createMacroRegistry,
  dispatchMacro,
  findMacro,
  findMacroIn,
  type MacroRegistry,
} from '../manifest/macro-registry.js'
import type { Project } from '../project/project.js'
import type { SourceFile } from '../project/source-file.js'
import { showPlace } from '../project/text-place.js'
import { namedBlocks } from './named-blocks.js'
import type { ErrorCollector } from './parse-errors.js'

const macroKinds = ['macro', 'test', 'data_test', 'materialization'] as const

/** Reads the macros, generic tests and materializations of all packages. */
export function parseMacros(
  project: Project,
  environment: Environment,
  createdAt: number,
  errors: ErrorCollector,
  wrap: (error: unknown) => unknown,
  warn: Warn,
): { readonly macros: ReadonlyMap<string, Macro>; readonly registry: MacroRegistry } {
  const macros = new Map<string, Macro>()
  const reading: Reading = {
    environment,
    createdAt,
    wrap,
    warn,
    dependencies: (macro) => staticDependencies(macro, registry, project),
  }
  for (const owner of project.packages) {
    for (const file of owner.files) {
      if (file.kind !== 'macro' && file.kind !== 'genericTest') continue
      errors.attempt(() => {
        for (const macro of parseFile(file, owner.builtin, reading)) {
          const twin = macros.get(macro.uniqueId)
          if (twin) errors.add(duplicateMacro(macro, twin, file.text))
          else macros.set(macro.uniqueId, macro)
        }
      })
    }
  }
  const builtinPackages = project.packages.filter((known) => known.builtin).map((known) => known.name)
  const registry = createMacroRegistry(project.root.name, builtinPackages, macros.values())
  return { macros, registry }
}

/** What reading a file of macros takes. */
interface Reading {
  readonly environment: Environment
  readonly createdAt: number
  readonly wrap: (error: unknown) => unknown
  readonly warn: Warn
  readonly dependencies: (macro: Macro) => readonly string[]
}

function parseFile(file: SourceFile, builtin: boolean, reading: Reading): readonly Macro[] {
  try {
    return namedBlocks(file, macroKinds, reading.warn).flatMap((block) => {
      const parse = () => parseBlock(block, file, reading.environment)
      // A run calls few of the built-in macros, and to parse them all was a seventh of the time of `ls`.
      if (builtin && block.kind === 'macro' && block.name !== undefined)
        return [toMacro({ name: block.name, block, file, languages: null }, () => parse()[0]!, reading)]
      return parse().map((definition) => {
        const identity = {
          name: macroName(definition),
          block,
          file,
          languages: supportedLanguages(definition),
        }
        return toMacro(identity, () => definition, reading)
      })
    })
  } catch (error) {
    throw reading.wrap(error)
  }
}

function parseBlock(block: Block, file: SourceFile, environment: Environment): readonly MacroDefinition[] {
  return [...environment.parse(block.source, file.shownPath, block.origin).macros.values()]
}

/** What is known of a macro before its text is parsed. */
interface MacroIdentity {
  readonly name: string
  readonly block: Block
  readonly file: SourceFile
  readonly languages: readonly string[] | null
}

/** @param parse gives the macro's definition, when it is called or its dependencies are written down. */
function toMacro(
  { name, block, file, languages }: MacroIdentity,
  parse: () => MacroDefinition,
  { createdAt, dependencies }: Reading,
): Macro {
  let definition: MacroDefinition | undefined
  let dependsOn: readonly string[] | undefined
  const macro: Macro = {
    uniqueId: `macro.${file.packageName}.${name}`,
    name,
    packageName: file.packageName,
    path: file.originalFilePath,
    originalFilePath: file.originalFilePath,
    macroSql: block.source,
    get definition() {
      definition ??= parse()
      return definition
    },
    get dependsOn() {
      dependsOn ??= dependencies(macro)
      return dependsOn
    },
    description: '',
    meta: {},
    docs: { show: true, node_color: null },
    patchPath: null,
    arguments: [],
    supportedLanguages: languages,
    createdAt,
  }
  return macro
}

function supportedLanguages({ kind, supportedLanguages: named }: MacroDefinition): readonly string[] | null {
  if (kind !== 'materialization') return null
  return named !== undefined && named.length > 0 ? named : ['sql']
}

/** dbt's names: generic tests and materializations are macros with a prefix. */
function macroName(definition: MacroDefinition): string {
  switch (definition.kind) {
    case 'macro':
      return definition.name
    case 'test':
      return `test_${definition.name}`
    case 'materialization':
      return `materialization_${definition.name}_${definition.adapter ?? 'default'}`
    case 'docs':
      return definition.name
    default:
      return definition.kind satisfies never
  }
}

/** What dbt never takes for a call of a macro, though a project may have macros of these names. */
const standardCalls: ReadonlySet<string> = new Set(['ref', 'source', 'config'])

/** The macros that a macro's text calls by name, as dbt finds them without running it. */
function staticDependencies(macro: Macro, registry: MacroRegistry, project: Project): readonly string[] {
  const ids = new Set<string>()
  // A macro that calls itself is left out by the name that is written.
  const add = (called: Macro | undefined, written = called?.name): void => {
    if (called && written !== macro.name) ids.add(called.uniqueId)
  }
  for (const { name, dispatch } of macroCalls(macro.definition)) {
    if (standardCalls.has(name) || (name.startsWith('adapter.') && dispatch === undefined)) continue
    if (dispatch === undefined) add(named(name, macro, registry), name)
    else {
      // dbt counts what bears the dispatched name itself as well.
      add(named(dispatch.name, macro, registry))
      add(dispatched(dispatch.name, dispatch.namespace ?? null, macro, registry, project))
    }
  }
  return [...ids]
}

function named(name: string, macro: Macro, registry: MacroRegistry): Macro | undefined {
  const dot = name.indexOf('.')
  return dot < 0
    ? (findMacro(registry, name, macro.packageName) ?? registry.dependencies.get(name))
    : (findMacroIn(registry, name.slice(0, dot), name.slice(dot + 1)) ??
        // What dbt does with another name before the dot, such as builtins.
        findMacro(registry, name.slice(dot + 1), registry.rootPackage) ??
        registry.dependencies.get(name.slice(dot + 1)))
}

function dispatched(
  name: string,
  namespace: string | null,
  macro: Macro,
  registry: MacroRegistry,
  project: Project,
): Macro | undefined {
  const order = project.root.config.dispatch.find((entry) => entry.macroNamespace === namespace)
  const found = dispatchMacro(registry, {
    name,
    namespace,
    nodePackage: macro.packageName,
    adapterType: project.target.type,
    searchOrder: order?.searchOrder ?? null,
  })
  return 'searched' in found ? undefined : found
}

function duplicateMacro(macro: Macro, twin: Macro, source: string): TdbtError {
  const place = macro.definition.place
  return new TdbtError(
    'macro-twice',
    `there are two macros named '${macro.name}' in the package '${macro.packageName}'`,
    {
      place: { file: macro.definition.file, line: place.line, column: place.column },
      source,
      hint: `the other is ${showPlace({ ...twin.definition.place, file: twin.definition.file })}; rename or remove one`,
    },
  )
}
