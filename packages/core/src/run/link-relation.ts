import { createRelation, type LinkReport, type Relation } from '@tdbt/adapter-api'
import { quotingOf } from '../context/quoting.js'
import type { ManifestNode, SourceDefinition } from '../manifest/node.js'
import type { Servers } from '../session/servers.js'
import type { RunState } from './run-state.js'

/**
 * Lets the target's own server read a relation of a foreign schema: what stands for it there is made, or made what the
 * relation is now.
 * @param options see LinkOperations.link.
 * @throws TdbtError
 */
export async function linkRelation(
  servers: Servers,
  relation: Relation,
  options: { readonly identified: boolean } = { identified: false },
): Promise<LinkReport> {
  const { adapter, target, cache } = servers.home
  const foreign = target.foreignSchemas.get(relation.schema ?? '')
  if (foreign === undefined) throw new Error(`${relation.schema} is no foreign schema`)
  const connection = await adapter.acquire(`link ${relation.schema}.${relation.identifier}`)
  try {
    const report = await adapter.links.link(
      connection,
      relation,
      servers.of(foreign.target).adapter,
      foreign,
      options,
    )
    if (cache.knows(foreign.schema)) cache.add(report.relation)
    return report
  } finally {
    await connection.rollback()
    await adapter.release(connection)
  }
}

/** Links what was built in a foreign schema, where the target's own server reads it. */
export async function linkBuilt({ servers, compile }: RunState, node: ManifestNode): Promise<void> {
  if (!compile.parsed.residences.linked().has(node.uniqueId)) return
  const relation = relationThere(node, compile.project.root.config.quoting)
  const report = await linkRelation(servers, relation)
  const rows = report.rows === null ? '' : `, ${report.rows} rows`
  compile.invocation.emit({
    name: 'Debug',
    message: `linked ${node.schema}.${node.alias} to the target '${servers.home.target.name}' by ${report.by}${rows}`,
  })
}

/** Where a node or a source is on its own server. */
export function relationThere(
  member: ManifestNode | SourceDefinition,
  quoting: Parameters<typeof quotingOf>[0],
): Relation {
  const { database, schema } = member
  return member.resourceType === 'source'
    ? createRelation(
        { database, schema, identifier: member.identifier },
        { quote: quotingOf(quoting, member.quoting) },
      )
    : createRelation({ database, schema, identifier: member.alias }, { quote: quoting })
}
