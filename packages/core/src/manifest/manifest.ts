import type { Macro } from './macro.js'
import type { DocBlock, Exposure, Group, ManifestNode, SourceDefinition } from './node.js'
import type { YamlResource } from './yaml-resource.js'

/** Everything that was read from a project, with every ref resolved. Keyed by unique id, in the order of parsing. */
export interface Manifest {
  readonly projectName: string
  readonly adapterType: string
  readonly nodes: ReadonlyMap<string, ManifestNode>
  readonly sources: ReadonlyMap<string, SourceDefinition>
  readonly exposures: ReadonlyMap<string, Exposure>
  /** Unit tests, semantic models, metrics and saved queries. */
  readonly resources: ReadonlyMap<string, YamlResource>
  readonly groups: ReadonlyMap<string, Group>
  readonly macros: ReadonlyMap<string, Macro>
  readonly docs: ReadonlyMap<string, DocBlock>
  /** Nodes, sources and resources with `enabled: false`. */
  readonly disabled: ReadonlyMap<string, readonly GraphMember[]>
}

export type GraphMember = ManifestNode | SourceDefinition | Exposure | YamlResource

export function graphMember(manifest: Manifest, uniqueId: string): GraphMember | undefined {
  return (
    manifest.nodes.get(uniqueId) ??
    manifest.sources.get(uniqueId) ??
    manifest.exposures.get(uniqueId) ??
    manifest.resources.get(uniqueId)
  )
}

export function* graphMembers(manifest: Manifest): Iterable<GraphMember> {
  yield* manifest.nodes.values()
  yield* manifest.sources.values()
  yield* manifest.exposures.values()
  yield* manifest.resources.values()
}

/** Whether a member is of dbt's `nodes`. */
export function isNode(member: GraphMember): member is ManifestNode {
  return 'rawCode' in member
}

/** What a member of the graph reads, by unique id. */
export function parentsOf(member: GraphMember): readonly string[] {
  return member.resourceType === 'source' ? [] : member.dependsOn.nodes
}
