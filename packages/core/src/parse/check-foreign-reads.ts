import { type Target, TdbtError } from '@tdbt/adapter-api'
import type { ManifestNode, SourceDefinition } from '../manifest/node.js'
import { type Residences, residence } from '../manifest/residence.js'
import { nodeBeginning } from './config-origin.js'
import type { ErrorCollector } from './parse-errors.js'

/** Tells of nodes in foreign schemas that read what their server can't reach: links lead to the target's own alone. */
export function checkForeignReads(
  target: Target,
  nodes: Iterable<ManifestNode>,
  residences: Residences,
  texts: (file: string) => string | undefined,
  errors: ErrorCollector,
): void {
  if (target.foreignSchemas.size === 0) return
  for (const node of nodes) {
    const home = residences.of(node)
    if (home === target) continue
    const read = residences.readBy(node).find((one) => residence(target, one).name !== home.name)
    if (read === undefined) continue
    const message = `${node.name} is in the schema ${node.schema}, which lives on the server of the target '${home.name}'; from there it can't read ${nameOf(read)} on that of '${residence(target, read).name}'`
    errors.add(
      new TdbtError('foreign-read', message, {
        ...nodeBeginning(texts, node),
        hint: `give ${node.name} a schema of the target '${target.name}', which reads from both`,
      }),
    )
  }
}

function nameOf(read: ManifestNode | SourceDefinition): string {
  return read.resourceType === 'source' ? `${read.sourceName}.${read.name}` : read.name
}
