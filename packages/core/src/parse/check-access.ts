import { TdbtError } from '@tdbt/adapter-api'
import type { GraphMember } from '../manifest/manifest.js'
import type { ManifestNode, SourceDefinition } from '../manifest/node.js'
import { nodeBeginning } from './config-origin.js'
import type { ParseState } from './parse-state.js'
import { placeOfRead } from './place-of-read.js'

/**
 * dbt's rules of who may read a model: a private one is read by its group alone; a protected one by its own package
 * alone, and a private one likewise, where that package sets `restrict-access`.
 */
export function checkAccess(
  { project, texts, errors }: Pick<ParseState, 'project' | 'texts' | 'errors'>,
  nodes: ReadonlyMap<string, ManifestNode>,
  readers: Iterable<Exclude<GraphMember, SourceDefinition>>,
): void {
  const restricted = new Set(
    project.packages.filter(({ config }) => config.restrictAccess).map(({ name }) => name),
  )
  for (const node of nodes.values()) {
    if (node.model?.access !== 'public' || node.config.materialized !== 'ephemeral') continue
    errors.add(
      new TdbtError('access-not-valid', `${node.name} is ephemeral, so that it can not be public`, {
        ...nodeBeginning(texts, node),
        hint: 'take another materialization, or let it be protected',
      }),
    )
  }
  for (const reader of readers) {
    for (const id of reader.dependsOn.nodes) {
      const read = nodes.get(id)
      const scope = read && closedTo(reader, read)
      if (!scope) continue
      const place = placeOfRead(reader, read.name, texts)
      errors.add(
        new TdbtError(
          'ref-not-allowed',
          `${reader.uniqueId} reads ${read.uniqueId}, which is ${read.model?.access} to the ${scope}`,
          { place, source: texts(place.file) },
        ),
      )
    }
  }

  /** Whom a model is for, if the reader is not one of these. */
  function closedTo(reader: Exclude<GraphMember, SourceDefinition>, read: ManifestNode): string | undefined {
    const access = read.model?.access
    if (access === undefined || access === 'public') return undefined
    const isElsewhere = reader.packageName !== read.packageName && restricted.has(read.packageName)
    if (access === 'protected') return isElsewhere ? `package '${read.packageName}'` : undefined
    const group = 'group' in reader ? reader.group : null
    if (group !== null && group !== '' && group === read.group && !isElsewhere) return undefined
    return `group '${read.group ?? ''}'`
  }
}
