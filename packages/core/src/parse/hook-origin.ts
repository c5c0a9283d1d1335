import type { ErrorOrigin } from '@tdbt/adapter-api'
import type { Hook, ManifestNode, NodeConfig } from '../manifest/node.js'
import { placeAt, type TextRange } from '../project/text-place.js'
import { yamlRange } from '../project/yaml.js'
import type { ParseState } from './parse-state.js'
import { codeRange } from './place-of-read.js'

/** The hooks around a node, in the order in which they run. */
export function hooksOf(config: NodeConfig): readonly Hook[] {
  return [...(config['pre-hook'] ?? []), ...(config['post-hook'] ?? [])]
}

/**
 * Where a hook of a node is written: the first line of it in the node's properties or text, or in the dbt_project.yml of
 * its package or of the root; undefined where that can't be told.
 */
export function hookOrigin(
  { project, texts }: Pick<ParseState, 'project' | 'texts'>,
  node: Pick<ManifestNode, 'packageName' | 'shownPath' | 'origin' | 'rawCode' | 'patch'>,
  { sql }: Pick<Hook, 'sql'>,
): ErrorOrigin | undefined {
  const [line = ''] = sql.trim().split('\n')
  const find = (file: string, isYaml: boolean, within?: (text: string) => TextRange | undefined) => {
    const source = texts(file)
    if (source === undefined || line === '') return undefined
    const { start, end } = within?.(source) ?? { start: 0, end: source.length }
    for (let at = source.indexOf(line, start); at >= 0 && at < end; at = source.indexOf(line, at + 1)) {
      // In a template it is a text of config(), and not a part of the model.
      const isHook = isYaml || /['"]\s*$/.test(source.slice(start, at).slice(-100))
      if (isHook) return { place: placeAt(file, source, at, at + line.length), source }
    }
    return undefined
  }
  const { patch } = node
  const owner = project.packages.find(({ name }) => name === node.packageName)
  return (
    (patch && find(patch.file, true, (text) => yamlRange(text, patch.path))) ??
    find(node.shownPath, false, () => codeRange(node)) ??
    (owner && find(owner.configFile.file, true)) ??
    find(project.root.configFile.file, true)
  )
}
