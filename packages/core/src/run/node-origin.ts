import type { ErrorOrigin } from '@tdbt/adapter-api'
import type { CompileState } from '../compile/compile-state.js'
import type { ManifestNode } from '../manifest/node.js'
import { configOrigin } from '../parse/config-origin.js'
import type { Parsed } from '../parse/parse-project.js'
import type { Project } from '../project/project.js'
import { findYamlKey, locateYaml } from '../project/yaml.js'

/**
 * Where a node begins, for an error that has no better place: the entry of a generic test, the hook in dbt_project.yml;
 * of others only the place, since their first line says nothing.
 */
export function nodeOrigin(project: Project, parsed: Parsed, node: ManifestNode): ErrorOrigin {
  const owner = project.packages.find(({ name }) => name === node.packageName)
  const isHook = node.resourceType === 'operation' && owner !== undefined
  const file = isHook ? owner.configFile.file : node.originalFilePath
  const source = parsed.sourceText(file)
  if (node.test !== null && source !== undefined) {
    return { place: locateYaml(source, file, node.test.entry), source }
  }
  const place = { file, line: node.origin.line, column: node.origin.column }
  return isHook ? { place, source } : { place }
}

/** Where a config of a node was set last. */
export function nodeConfigOrigin(
  { project, parsed }: Pick<CompileState, 'project' | 'parsed'>,
  node: ManifestNode,
  key: string,
): ErrorOrigin {
  const texts = parsed.sourceText
  const inProperties = (name: string) => {
    const file = node.patchPath?.replace(/^.*?:\/\//, '')
    const source = file && texts(file)
    const place = source && findYamlKey(source, file, [...node.patchEntry, 'config', name])
    return place ? { place, source } : undefined
  }
  return configOrigin({ project, texts }, node, inProperties, key)
}
