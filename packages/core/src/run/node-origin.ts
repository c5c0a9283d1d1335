import type { ErrorOrigin } from '@tdbt/adapter-api'
import type { ManifestNode } from '../manifest/node.js'
import { nodeBeginning } from '../parse/config-origin.js'
import type { Parsed } from '../parse/parse-project.js'

/**
 * Where a node begins, for an error that has no better place: the entry of a generic test, the hook in dbt_project.yml;
 * of others only the place, since their first line says nothing.
 */
export function nodeOrigin(parsed: Parsed, node: ManifestNode): ErrorOrigin {
  const { place, source } = nodeBeginning(parsed.sourceText, node)
  return node.test !== null || node.resourceType === 'operation' ? { place, source } : { place }
}
