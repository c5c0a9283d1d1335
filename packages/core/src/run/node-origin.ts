import type { ErrorOrigin } from '@tdbt/adapter-api'
import type { ManifestNode } from '../manifest/node.js'
import type { Parsed } from '../parse/parse-project.js'
import { locateYaml } from '../project/yaml.js'

/**
 * Where a node begins, for an error that has no better place: the entry of a generic test, the hook in dbt_project.yml;
 * of others only the place, since their first line says nothing.
 */
export function nodeOrigin(parsed: Parsed, node: ManifestNode): ErrorOrigin {
  const file = node.shownPath
  const source = parsed.sourceText(file)
  if (node.test !== null && source !== undefined) {
    return { place: locateYaml(source, file, node.test.entry), source }
  }
  const place = { file, line: node.origin.line, column: node.origin.column }
  return node.resourceType === 'operation' ? { place, source } : { place }
}
