import { posix } from 'node:path'
import type { Dialect } from '@tdbt/adapter-api'
import type { Environment } from '@tdbt/jinja'
import type { Invocation } from '../invocation/invocation.js'
import type { MacroRegistry } from '../manifest/macro-registry.js'
import type { GraphMember, Manifest } from '../manifest/manifest.js'
import type { ManifestNode } from '../manifest/node.js'
import { createRefIndex, type RefIndex } from '../manifest/ref-index.js'
import { createResidences, type Residences } from '../manifest/residence.js'
import type { Project } from '../project/project.js'
import type { SourceFile } from '../project/source-file.js'
import { checkAccess } from './check-access.js'
import { checkForeignReads } from './check-foreign-reads.js'
import { checkNames, checkRelations, checkSources, checkTests } from './check-names.js'
import { configTrees } from './config-tree.js'
import { warnOfDeprecated } from './deprecated-models.js'
import { descriptionRenderer, parseDocs } from './descriptions.js'
import type { Draft } from './draft.js'
import { finishNode } from './finish-node.js'
import { attach, linkNodes } from './link-nodes.js'
import { linkResources, type ParsedResource } from './link-resources.js'
import { expandVersions, nameVersions } from './model-versions.js'
import { createNameMacros } from './name-macros.js'
import { projectEnvironment } from './parse-environment.js'
import { createErrorCollector, onceWarner } from './parse-errors.js'
import { parseExposure } from './parse-exposures.js'
import { checkGroups, parseGroups } from './parse-groups.js'
import { parseHooks } from './parse-hooks.js'
import { parseMacros } from './parse-macros.js'
import { parseFile } from './parse-node.js'
import { parseResources } from './parse-resources.js'
import { parseSource } from './parse-sources.js'
import { type ParseState, templateCache, varsByPackage } from './parse-state.js'
import { checkTwins, patchMacros, propertiesOfNodes } from './patches.js'
import { propertyNames, propertyRenderers } from './property-renderers.js'
import { parsePropertyTests } from './property-tests.js'
import { type PropertyEntry, readProperties } from './read-properties.js'
import { readResolver } from './resolve-refs.js'
import { templateError } from './template-error.js'
import { warnOfUnused } from './unused.js'
import { parseYamlSnapshots } from './yaml-snapshots.js'

/** A manifest with what compiling needs of the parse besides. */
export interface Parsed {
  readonly manifest: Manifest
  readonly residences: Residences
  readonly dialect: Dialect
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
  const { environment, parsed } = projectEnvironment()
  const texts = sourceTexts(project)
  const wrap = (error: unknown): unknown => templateError(error, texts)
  const errors = createErrorCollector(wrap)
  const refused = createErrorCollector(wrap)
  const warn = onceWarner(invocation, refused)
  const createdAt = invocation.now().getTime() / 1000
  const { macros, registry } = parseMacros(project, environment, createdAt, errors, wrap, warn)
  const docs = parseDocs(project, environment, errors, wrap)
  errors.throwIfAny()
  const varsFor = varsByPackage(invocation, project)
  const namesFor = propertyNames(invocation, project, varsFor)
  const state: ParseState = {
    invocation,
    project,
    dialect,
    environment,
    registry,
    errors,
    warn,
    texts,
    wrap,
    createdAt,
    varsFor,
    describe: descriptionRenderer(environment, docs, project.root.name, namesFor, wrap),
    textTemplate: templateCache(environment),
    renderYamlFor: propertyRenderers(namesFor),
  }
  const files = project.packages.filter((owner) => !owner.builtin).flatMap((owner) => owner.files)
  const entries = files
    .filter((file) => file.kind === 'properties')
    .flatMap((file) => readProperties(file, state.renderYamlFor(file), errors, warn))
  checkTwins(entries, errors)
  const properties = expandVersions(entries, errors)
  const trees = configTrees(project)
  const names = createNameMacros(state)
  const drafts = [
    ...nameVersions(
      files.flatMap((file) => errors.attempt(() => parseFile(state, file)) ?? []),
      properties,
    ),
    ...parseYamlSnapshots(state, properties),
    ...parseHooks(state),
  ]
  const described = propertiesOfNodes(drafts, properties, errors)
  const sources = properties
    .filter((property) => property.section === 'sources')
    .flatMap((property) => errors.attempt(() => parseSource(state, trees, property)) ?? [])
  const nodes = finishAll(
    [
      ...withPropertyTests(state, drafts, properties, described),
      ...sources.flatMap((source) => source.tests),
    ],
    (draft) => finishNode(state, trees, names, draft, described.get(draft.uniqueId)),
  )
  const exposures = properties
    .filter((property) => property.section === 'exposures')
    .flatMap((property) => errors.attempt(() => parseExposure(state, trees, property)) ?? [])
  const parsedResources = parseResources(state, trees, properties)
  const isEnabled = ({ resource }: ParsedResource): boolean => resource.config.enabled !== false
  const enabledResources = parsedResources.filter(isEnabled)
  const disabledResources = parsedResources.filter((each) => !isEnabled(each)).map(({ resource }) => resource)
  checkSources(sources, errors)
  const groups = parseGroups(state, trees, properties)
  const enabledSources = sources.filter((source) => source.enabled).map(({ source }) => source)
  const enabledNodes = nodes.filter((node) => node.config.enabled)
  checkNames(state, enabledNodes)
  checkTests(enabledNodes, texts, errors)
  const disabledNodes = nodes.filter((node) => !node.config.enabled)
  const disabledSources = sources.filter((source) => !source.enabled).map(({ source }) => source)
  const disabledExposures = exposures.filter((exposure) => exposure.config.enabled === false)
  const order = {
    ownPackageFirst: project.root.config.flags.require_ref_searches_node_package_before_root === true,
  }
  const disabled = createRefIndex(project.root.name, disabledNodes, disabledSources, {
    ...order,
    resources: disabledResources,
  })
  const reads = readResolver({
    refs: createRefIndex(project.root.name, enabledNodes, enabledSources, {
      ...order,
      resources: enabledResources.map(({ resource }) => resource),
    }),
    disabled,
    unread: unreadNames(files, drafts, nodes),
    texts,
    errors,
    warn,
  })
  const linkedNodes = linkNodes(state, enabledNodes, disabledNodes, enabledSources, reads)
  const resources = linkResources({
    parsed: enabledResources,
    nodes: linkedNodes,
    reads,
    disabled,
    unread: unreadMetrics(properties, parsedResources),
    errors,
  })
  const manifest: Manifest = {
    projectName: project.root.name,
    adapterType: project.target.type,
    nodes: linkedNodes,
    sources: byId(enabledSources),
    exposures: byId(
      exposures
        .filter((exposure) => exposure.config.enabled !== false)
        .map((exposure) => ({ ...exposure, dependsOn: { macros: [], nodes: reads.of(exposure) ?? [] } })),
    ),
    resources: resources.enabled,
    groups,
    macros: patchMacros(macros, properties, state),
    docs,
    disabled: groupById([
      ...disabledNodes.map((node) => attach(node, reads, byId(enabledNodes))),
      ...disabledSources,
      ...disabledExposures,
      ...disabledResources,
      ...resources.disabled,
    ]),
  }
  checkRelations(manifest.nodes.values(), texts, errors)
  const residences = createResidences(project.target, manifest)
  checkForeignReads(project.target, manifest.nodes.values(), residences, texts, errors)
  checkGroups(state, enabledNodes, groups, described)
  checkAccess(state, manifest.nodes, [
    ...manifest.nodes.values(),
    ...manifest.exposures.values(),
    ...manifest.resources.values(),
  ])
  // What is unused is known only where everything could be read.
  if (errors.all.length === 0) {
    warnOfUnused(project, properties, new Set(described.values()), manifest, warn)
    warnOfDeprecated(manifest, invocation.now(), warn)
  }
  errors.throwIfAny(refused)
  parsed()
  return { manifest, residences, dialect, registry, refs: reads.refs, environment, sourceText: texts }

  function finishAll(
    list: readonly Draft[],
    finish: (draft: Draft) => ManifestNode,
  ): readonly ManifestNode[] {
    return list.flatMap((draft) => errors.attempt(() => finish(draft)) ?? [])
  }
}

/** dbt's order of nodes: those of files, then by their properties what is made of these. */
function withPropertyTests(
  state: ParseState,
  drafts: readonly Draft[],
  properties: readonly PropertyEntry[],
  described: ReadonlyMap<string, PropertyEntry>,
): readonly Draft[] {
  const made = new Map<PropertyEntry, Draft>()
  for (const draft of drafts) {
    const property = described.get(draft.uniqueId)
    if (property !== undefined && isOfProperties(draft)) made.set(property, draft)
  }
  const isMade = new Set(made.values())
  return [
    ...drafts.filter((draft) => !isMade.has(draft)),
    ...properties.flatMap((property) => [
      ...[made.get(property) ?? []].flat(),
      ...(state.errors.attempt(() => parsePropertyTests(state, property)) ?? []),
    ]),
  ]
}

function isOfProperties({ version, resourceType, path, originalFilePath }: Draft): boolean {
  const isYamlSnapshot =
    resourceType === 'snapshot' && posix.basename(path) !== posix.basename(originalFilePath)
  return version !== null || isYamlSnapshot
}

function sourceTexts(project: Project): (file: string) => string | undefined {
  let texts: Map<string, string> | undefined
  return (file) => {
    texts ??= new Map(
      project.packages.flatMap((owner) => [
        [owner.configFile.file, owner.configFile.text] as const,
        // Nothing is known of what stands in seeds.
        ...owner.files
          .filter((known) => known.kind !== 'seed')
          .map((known) => [known.shownPath, known.text] as const),
      ]),
    )
    return texts.get(file)
  }
}

/** The names of nodes that could not be read: what refers to them has no mistake of its own. */
function unreadNames(
  files: readonly SourceFile[],
  drafts: readonly Draft[],
  nodes: readonly ManifestNode[],
): ReadonlySet<string> {
  const read = new Set(drafts.map((draft) => draft.shownPath))
  const finished = new Set(nodes.map((node) => node.uniqueId))
  return new Set([
    ...files
      .filter((file) => (file.kind === 'model' || file.kind === 'snapshot') && !read.has(file.shownPath))
      .map((file) => posix.parse(file.path).name),
    ...drafts.filter((draft) => !finished.has(draft.uniqueId)).map((draft) => draft.name),
  ])
}

function byId<T extends { readonly uniqueId: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.uniqueId, item]))
}

function unreadMetrics(
  properties: readonly PropertyEntry[],
  parsed: readonly ParsedResource[],
): ReadonlySet<string> {
  const read = new Set(parsed.map(({ property }) => property))
  const unread = properties.filter((property) => property.section === 'metrics' && !read.has(property))
  return new Set(unread.map(({ name }) => name))
}

function groupById<T extends GraphMember>(items: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(item.uniqueId, [...(groups.get(item.uniqueId) ?? []), item])
  return groups
}
