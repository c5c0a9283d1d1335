import type { ErrorOrigin } from '@tdbt/adapter-api'
import type { ManifestNode } from '../manifest/node.js'
import { configOrigin } from '../parse/config-origin.js'
import { findYamlKey } from '../project/yaml.js'
import type { CompileState } from './compile-state.js'

/** Where a config of a node was set last. */
export function nodeConfigOrigin(
  { project, parsed }: Pick<CompileState, 'project' | 'parsed'>,
  node: ManifestNode,
  key: string,
): ErrorOrigin {
  const texts = parsed.sourceText
  const inProperties = (name: string) => {
    if (node.patch === null) return undefined
    const { file, path } = node.patch
    const source = texts(file)
    const place = source && findYamlKey(source, file, [...path, 'config', name])
    return place ? { place, source } : undefined
  }
  return configOrigin({ project, texts }, node, inProperties, key)
}
