import type { Place } from '@tdbt/adapter-api'
import type { ManifestNode } from '../manifest/node.js'
import type { Project } from '../project/project.js'
import { placeOfConfig } from '../project/text-place.js'
import { locateYaml, locateYamlKey } from '../project/yaml.js'
import { treeOf } from './config-layers.js'
import type { Draft } from './draft.js'
import type { ParseState } from './parse-state.js'
import { codeRange } from './place-of-read.js'
import { isEntry, type PropertyEntry } from './read-properties.js'

export interface ConfigOrigin {
  readonly place: Place
  readonly source: string | undefined
}

/** Whose config it is. */
type ConfigOwner = Pick<Draft, 'packageName' | 'resourceType' | 'fqn' | 'shownPath' | 'origin' | 'rawCode'> &
  Partial<Pick<Draft, 'entry'>>

/** Where a config is set in one place, if it is. */
export type ConfigPlaces = (key: string) => ConfigOrigin | undefined

/** Where a config of a node was set last, by dbt's order; where the node begins for one that a macro set. */
export function configOrigin(
  { project, texts }: Pick<ParseState, 'project' | 'texts'>,
  node: ConfigOwner,
  properties: ConfigPlaces,
  key: string,
): ConfigOrigin {
  const { name: root } = project.root
  const ofPackage = (owner: string): ConfigOrigin | undefined => inTree(project, owner, node, key)
  return (
    (node.packageName === root ? undefined : ofPackage(root)) ??
    inFile(texts, node, key) ??
    properties(key) ??
    ofPackage(node.packageName) ??
    nodeBeginning(texts, node)
  )
}

function inFile(
  texts: (file: string) => string | undefined,
  node: ConfigOwner,
  key: string,
): ConfigOrigin | undefined {
  if (node.entry) return undefined
  const file = node.shownPath
  const source = texts(file)
  if (source === undefined) return undefined
  const place =
    placeOfConfig(file, source, key, codeRange(node)) ??
    placeOfConfig(file, source, key.replace('-', '_'), codeRange(node))
  return place && { place, source }
}

/** Where the properties of a node set its configs. */
export function placesInProperties(property: PropertyEntry | undefined): ConfigPlaces {
  return (key) => {
    if (property === undefined) return undefined
    const { config } = property.raw
    const path = isEntry(config) && key in config ? ['config', key] : key in property.raw ? [key] : undefined
    return path && originOf(property.error('config-type', '', path))
  }
}

/** The deepest folder of a resource tree that sets the key for nodes of this name. */
function inTree(
  project: Project,
  packageName: string,
  { resourceType, fqn }: ConfigOwner,
  key: string,
): ConfigOrigin | undefined {
  const owner = project.packages.find(({ name }) => name === packageName)
  if (!owner) return undefined
  const { file, text } = owner.configFile
  let found: readonly string[] | undefined
  const tree = treeOf[resourceType]
  let node: unknown = owner.config.unrenderedTrees[tree]
  // dbt reads the tree under its older name too.
  const path: string[] = [tree === 'data_tests' && !/^data_tests\s*:/m.test(text) ? 'tests' : tree]
  for (let depth = 0; isEntry(node); depth += 1) {
    for (const written of [`+${key}`, key]) {
      if (written in node) found = [...path, written]
    }
    const folder = fqn[depth]
    if (folder === undefined) break
    path.push(folder)
    node = node[folder]
  }
  return found && { place: locateYamlKey(text, file, found), source: text }
}

/** Where a node begins: its text, or its entry in a properties file. */
export function nodeBeginning(
  texts: (file: string) => string | undefined,
  node: Pick<ConfigOwner, 'shownPath' | 'origin' | 'entry'> & Partial<Pick<ManifestNode, 'test'>>,
): ConfigOrigin {
  const { shownPath: file, origin, entry, test } = node
  if (entry) return originOf(entry())
  const source = texts(file)
  if (test && source !== undefined) return { place: locateYaml(source, file, test.entry), source }
  return { place: { file, line: origin.line, column: origin.column }, source }
}

function originOf({ place, source }: ReturnType<PropertyEntry['error']>): ConfigOrigin {
  return { place: place ?? { file: '' }, source }
}
