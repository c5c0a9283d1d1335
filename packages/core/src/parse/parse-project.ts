import { type Dialect, TdbtError } from '@tdbt/adapter-api'
import { Environment, type Value } from '@tdbt/jinja'
import { varFunction } from '../context/var-function.js'
import type { Invocation } from '../invocation/invocation.js'
import type { MacroRegistry } from '../manifest/macro-registry.js'
import type { Manifest } from '../manifest/manifest.js'
import type { Exposure, ManifestNode, SourceDefinition } from '../manifest/node.js'
import { createRefIndex, type RefIndex } from '../manifest/ref-index.js'
import { envVarFunction } from '../project/env-var.js'
import type { Project } from '../project/project.js'
import { publicTarget } from '../project/target-value.js'
import { yamlRenderer } from '../project/yaml-renderer.js'
import { configTrees } from './config-tree.js'
import { descriptionRenderer, parseDocs } from './descriptions.js'
import type { Draft } from './draft.js'
import { finishNode } from './finish-node.js'
import { createNameMacros } from './name-macros.js'
import { createErrorCollector, templateError } from './parse-errors.js'
import { parseExposure } from './parse-exposures.js'
import { parseHooks } from './parse-hooks.js'
import { parseMacros } from './parse-macros.js'
import { parseFile } from './parse-node.js'
import { parseSource } from './parse-sources.js'
import { type ParseState, varsByPackage } from './parse-state.js'
import { patchMacros, propertiesByName } from './patches.js'
import { parsePropertyTests } from './property-tests.js'
import { readProperties } from './read-properties.js'
import { resolveAll, resolveReads } from './resolve-refs.js'

/** A manifest with what compiling needs of the parse besides. */
export interface Parsed {
  readonly manifest: Manifest
  readonly registry: MacroRegistry
  readonly refs: RefIndex
  readonly environment: Environment
  /** The text of a file of the project by the path that messages show. */
  readonly sourceText: (file: string) => string | undefined
}

/**
 * Reads the files of a project into a manifest. Every template is rendered once without a database; refs are resolved
 * when all files are read.
 * @throws TdbtError, or TdbtErrors with all that is wrong
 */
export function parseProject(invocation: Invocation, project: Project, dialect: Dialect): Parsed {
  const errors = createErrorCollector()
  const environment = new Environment({ dbtNative: true })
  const texts = sourceTexts(project)
  const wrap = (error: unknown): unknown => templateError(error, texts)
  const createdAt = invocation.now().getTime() / 1000
  const { macros, registry } = parseMacros(project, environment, createdAt, errors, wrap)
  const docs = parseDocs(project, environment, errors, wrap)
  errors.throwIfAny()
  const varsFor = varsByPackage(invocation, project)
  const state: ParseState = {
    invocation,
    project,
    dialect,
    environment,
    registry,
    errors,
    wrap,
    createdAt,
    varsFor,
    describe: descriptionRenderer(environment, docs, project.root.name),
    renderYamlFor: (file) =>
      yamlRenderer(
        file.originalFilePath,
        new Map<string, Value>([
          ['env_var', envVarFunction(invocation, false)],
          ['var', varFunction(varsFor(file.packageName), true, file.originalFilePath)],
          ['target', publicTarget(project.target)],
          ['project_name', project.root.name],
        ]),
      ),
  }
  const files = project.packages.filter((owner) => !owner.builtin).flatMap((owner) => owner.files)
  const properties = files
    .filter((file) => file.kind === 'properties')
    .flatMap((file) => readProperties(file, state.renderYamlFor(file), errors))
  const byName = propertiesByName(properties, errors)
  const trees = configTrees(project)
  const names = createNameMacros(state)
  const drafts = [
    ...files.flatMap((file) => errors.attempt(() => parseFile(state, file)) ?? []),
    ...parseHooks(state),
  ]
  checkNames(drafts, errors)
  const sources = properties
    .filter((property) => property.section === 'sources')
    .flatMap((property) => errors.attempt(() => parseSource(state, trees, property)) ?? [])
  const tests = [...parsePropertyTests(state, properties), ...sources.flatMap((source) => source.tests)]
  const nodes = finishAll([...drafts, ...uniqueTests(tests)], (draft) =>
    finishNode(state, trees, names, draft, byName.find(draft)),
  )
  const exposures = properties
    .filter((property) => property.section === 'exposures')
    .flatMap((property) => errors.attempt(() => parseExposure(state, property)) ?? [])
  const enabledSources = sources.filter((source) => source.enabled).map(({ source }) => source)
  const enabledNodes = nodes.filter((node) => node.config.enabled)
  const disabledNodes = nodes.filter((node) => !node.config.enabled)
  const disabledSources = sources.filter((source) => !source.enabled).map(({ source }) => source)
  const disabledExposures = exposures.filter((exposure) => exposure.config.enabled === false)
  const refs = createRefIndex(project.root.name, enabledNodes, enabledSources)
  const disabledRefs = createRefIndex(project.root.name, disabledNodes, disabledSources)
  const resolve = (reader: ManifestNode | Exposure): readonly string[] =>
    resolveReads(reader, refs, disabledRefs, (_reader, text) => placeOf(reader, text, texts))
  // dbt's rule: a test of something that is disabled is left out without a word.
  const readable = enabledNodes.filter((node) => !readsDisabled(node, refs, disabledRefs))
  const manifest: Manifest = {
    projectName: project.root.name,
    adapterType: project.target.type,
    nodes: withPrimaryKeys(attachTests(resolveAll(readable, resolve, errors), refs)),
    sources: byId(enabledSources),
    exposures: resolveAll(
      exposures.filter((exposure) => exposure.config.enabled !== false),
      resolve,
      errors,
    ),
    macros: patchMacros(macros, properties, state),
    docs,
    disabled: groupById([...disabledNodes, ...disabledSources, ...disabledExposures]),
  }
  errors.throwIfAny()
  return { manifest, registry, refs, environment, sourceText: texts }

  function finishAll(
    list: readonly Draft[],
    finish: (draft: Draft) => ManifestNode,
  ): readonly ManifestNode[] {
    return list.flatMap((draft) => errors.attempt(() => finish(draft)) ?? [])
  }
}

function sourceTexts(project: Project): (file: string) => string | undefined {
  let texts: Map<string, string> | undefined
  return (file) => {
    texts ??= new Map(
      [...project.packages]
        .reverse()
        .flatMap((owner) => owner.files.map((known) => [known.originalFilePath, known.text])),
    )
    return texts.get(file)
  }
}

/** Two nodes that `ref` could not tell apart. */
function checkNames(drafts: readonly Draft[], errors: ReturnType<typeof createErrorCollector>): void {
  const seen = new Map<string, Draft>()
  for (const draft of drafts) {
    if (!['model', 'seed', 'snapshot'].includes(draft.resourceType)) continue
    const key = `${draft.packageName}.${draft.name}`
    const twin = seen.get(key)
    if (twin === undefined) seen.set(key, draft)
    else {
      errors.add(
        new TdbtError(
          'Compilation',
          `there are two resources named '${draft.name}': ref('${draft.name}') could mean either`,
          {
            place: { file: draft.originalFilePath, line: 1, column: 1 },
            hint: `the other is ${twin.originalFilePath}; rename one of the files`,
          },
        ),
      )
    }
  }
}

/** The same test with the same arguments twice is one test. */
function uniqueTests(tests: readonly Draft[]): readonly Draft[] {
  const byUniqueId = new Map<string, Draft>()
  for (const test of tests) if (!byUniqueId.has(test.uniqueId)) byUniqueId.set(test.uniqueId, test)
  return [...byUniqueId.values()]
}

function readsDisabled(node: ManifestNode, refs: RefIndex, disabled: RefIndex): boolean {
  if (node.resourceType !== 'test') return false
  return (
    node.refs.some(
      (ref) =>
        refs.node(ref.name, ref.package, node.packageName) === undefined &&
        disabled.node(ref.name, ref.package, node.packageName) !== undefined,
    ) ||
    node.sources.some(
      ([source, table]) =>
        refs.source(source, table, node.packageName) === undefined &&
        disabled.source(source, table, node.packageName) !== undefined,
    )
  )
}

/** A generic test knows the node that it is listed at, and belongs to its group. */
function attachTests(
  nodes: ReadonlyMap<string, ManifestNode>,
  refs: RefIndex,
): ReadonlyMap<string, ManifestNode> {
  const attached = new Map<string, ManifestNode>()
  for (const [id, node] of nodes) {
    const target = node.test?.fileKeyName.startsWith('sources.')
      ? undefined
      : node.test?.fileKeyName.split('.')[1]
    const attachedNode = target === undefined ? undefined : refs.node(target, null, node.packageName)
    if (node.test === null || attachedNode === undefined) attached.set(id, node)
    else {
      attached.set(id, {
        ...node,
        group: nodes.get(attachedNode)?.group ?? null,
        test: { ...node.test, attachedNode },
      })
    }
  }
  return attached
}

/** dbt: the columns with a unique and a not_null test; failing these, those with a unique test. */
function withPrimaryKeys(nodes: ReadonlyMap<string, ManifestNode>): ReadonlyMap<string, ManifestNode> {
  const unique = new Map<string, string[]>()
  const notNull = new Set<string>()
  for (const { test } of nodes.values()) {
    if (test === null || test.attachedNode === null) continue
    const { name, kwargs } = test.metadata
    const listed =
      name === 'unique_combination_of_columns' ? kwargs.combination_of_columns : kwargs.column_name
    const columns = (Array.isArray(listed) ? listed : [listed]).filter((column) => typeof column === 'string')
    if (name === 'unique' || name === 'unique_combination_of_columns') {
      unique.set(test.attachedNode, [...(unique.get(test.attachedNode) ?? []), ...columns])
    } else if (name === 'not_null')
      for (const column of columns) notNull.add(`${test.attachedNode} ${column}`)
  }
  const known = new Map(nodes)
  for (const [id, columns] of unique) {
    const node = known.get(id)
    if (node?.resourceType !== 'model') continue
    const both = columns.filter((column) => notNull.has(`${id} ${column}`))
    known.set(id, { ...node, primaryKey: [...new Set(both.length > 0 ? both : columns)] })
  }
  return known
}

/** Where in a node's file a name stands, for messages: the first place that it is written in quotes. */
function placeOf(
  reader: ManifestNode | Exposure,
  name: string,
  texts: (file: string) => string | undefined,
): TdbtError['place'] {
  const text = texts(reader.originalFilePath)
  if (text === undefined) return { file: reader.originalFilePath }
  const match = new RegExp(`['"]${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}['"]`).exec(text)
  if (!match) return { file: reader.originalFilePath }
  const before = text.slice(0, match.index).split('\n')
  return {
    file: reader.originalFilePath,
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
    endColumn: (before.at(-1)?.length ?? 0) + 1 + match[0].length,
  }
}

function byId<T extends { readonly uniqueId: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.uniqueId, item]))
}

function groupById<T extends ManifestNode | SourceDefinition | Exposure>(
  items: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(item.uniqueId, [...(groups.get(item.uniqueId) ?? []), item])
  return groups
}
