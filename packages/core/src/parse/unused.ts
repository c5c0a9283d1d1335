import { nearest } from '@tdbt/adapter-api'
import type { Warn } from '../invocation/warn.js'
import { type GraphMember, isNode, type Manifest } from '../manifest/manifest.js'
import type { ManifestNode } from '../manifest/node.js'
import type { Project } from '../project/project.js'
import { type TreeKey, treeKeys } from '../project/project-config.js'
import { treeOf } from './config-layers.js'
import { fileOfVersion } from './model-versions.js'
import { nodeConfigs } from './node-configs.js'
import { sectionOf } from './patches.js'
import { mistakenKeys } from './property-keys.js'
import { isEntry, type PropertyEntry } from './read-properties.js'

/**
 * Warnings of what was written and has no effect: dbt's, of properties of nothing and config paths that lead nowhere,
 * and our own, of keys that are misspelt.
 */
export function warnOfUnused(
  project: Project,
  properties: readonly PropertyEntry[],
  described: ReadonlySet<PropertyEntry>,
  manifest: Manifest,
  warn: Warn,
): void {
  const nodes = allNodes(manifest)
  const sections = new Set(Object.values(sectionOf))
  for (const property of properties) {
    const { section, file, error } = property
    const name = fileOfVersion(property)
    const isMacro = section === 'macros'
    if (isMacro ? manifest.macros.has(`macro.${file.packageName}.${name}`) : !sections.has(section)) continue
    if (described.has(property)) continue
    const { place, source } = error('properties-not-valid', '', ['name'])
    if (isMacro) {
      const near = nearest(name, macrosOf(manifest, file.packageName))
      const message = `Found patch for macro "${name}" which was not found`
      warn('MacroNotFoundForPatch', withHint(message, near), { place, source })
    } else {
      const other = nodes.find((node) => node.name === name && refable.has(node.resourceType))
      if (other && refable.has(section.slice(0, -1))) {
        const message = `'${name}' is a ${other.resourceType} node, but it is specified in the ${section} section of ${file.shownPath}. To fix this error, place the \`${name}\` specification under the ${other.resourceType}s key instead.`
        warn('WrongResourceSchemaFile', message, { place, source })
        continue
      }
      const near = nearest(name, nodesOf(nodes, section, file.packageName))
      const message = `Did not find matching node for patch with name '${name}' in the '${section}' section of file '${file.shownPath}'`
      warn('NoNodeForYamlKey', withHint(message, near), { place, source })
    }
  }
  for (const property of properties) {
    const isConfig = (key: string): boolean => configsOf(property.section).has(key)
    for (const { key, path, hint } of mistakenKeys(property.section, property.entry, isConfig)) {
      const { place, source } = property.error('properties-not-valid', '', path)
      const message = `'${key}' is no key of '${property.section}'; ${hint}`
      warn('CustomKeyInObjectDeprecation', message, { place, source })
    }
  }
  const unused = unusedConfigPaths(project, nodes, manifest)
  if (unused.length > 0) {
    warn(
      'UnusedResourceConfigPath',
      `Configuration paths exist in your dbt_project.yml file which do not apply to any resources.\nThere are ${unused.length} unused configuration paths:\n${unused.map((path) => `- ${path}`).join('\n')}`,
    )
  }
}

const configs = new Map(
  Object.entries(sectionOf).map(([type, section]) => [
    section as string,
    new Set(['pre_hook', 'post_hook', ...Object.keys(nodeConfigs[type as keyof typeof sectionOf])]),
  ]),
)

const refable: ReadonlySet<string> = new Set(['model', 'seed', 'snapshot'])

/** The configs of the nodes that a section describes. */
function configsOf(section: string): ReadonlySet<string> {
  return configs.get(section) ?? new Set()
}

function withHint(message: string, hint: string | undefined): string {
  return hint === undefined ? message : `${message}; ${hint}`
}

function nodesOf(nodes: readonly ManifestNode[], section: string, packageName: string): readonly string[] {
  return nodes
    .filter((node) => sectionOf[node.resourceType] === section && node.packageName === packageName)
    .map(({ name }) => name)
}

function macrosOf({ macros }: Manifest, packageName: string): readonly string[] {
  return [...macros.values()].filter((macro) => macro.packageName === packageName).map(({ name }) => name)
}

function allNodes({ nodes, disabled }: Manifest): readonly ManifestNode[] {
  const off = [...disabled.values()].flat().filter(isNode)
  return [...nodes.values(), ...off]
}

const treesOfOthers: Readonly<Record<Exclude<GraphMember, ManifestNode>['resourceType'], TreeKey>> = {
  source: 'sources',
  exposure: 'exposures',
  unit_test: 'unit_tests',
  metric: 'metrics',
  semantic_model: 'semantic-models',
  saved_query: 'saved-queries',
}

function unusedConfigPaths(
  project: Project,
  nodes: readonly ManifestNode[],
  { sources, exposures, resources, disabled }: Manifest,
): readonly string[] {
  const folders = new Map<TreeKey, Set<string>>(treeKeys.map((key) => [key, new Set()]))
  const add = (key: TreeKey, fqn: readonly string[]): void => {
    for (let length = 1; length <= fqn.length; length += 1)
      folders.get(key)?.add(fqn.slice(0, length).join('.'))
  }
  for (const node of nodes) add(treeOf[node.resourceType], node.fqn)
  const others = [
    ...sources.values(),
    ...exposures.values(),
    ...resources.values(),
    ...[...disabled.values()].flat(),
  ]
  for (const item of others) if (!isNode(item)) add(treesOfOthers[item.resourceType], item.fqn)
  return treeKeys.flatMap((key) =>
    configuredPaths(project.root.config.trees[key], [])
      .map((path) => path.join('.'))
      .filter((path) => !folders.get(key)?.has(path))
      .map((path) => `${key}.${path}`),
  )
}

/** The deepest folders of a tree that set something. */
function configuredPaths(tree: unknown, path: readonly string[]): readonly (readonly string[])[] {
  if (!isEntry(tree)) return []
  const entries = Object.entries(tree)
  const inside = entries
    .filter(([key, value]) => !key.startsWith('+') && isEntry(value))
    .flatMap(([key, value]) => configuredPaths(value, [...path, key]))
  const setsSomething = entries.some(([key, value]) => key.startsWith('+') || !isEntry(value))
  return setsSomething && path.length > 0 ? [path, ...inside] : inside
}
