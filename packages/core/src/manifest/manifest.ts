import type { Macro } from './macro.js'
import type { DocBlock, Exposure, Group, ManifestNode, SourceDefinition } from './node.js'

/** Everything that was read from a project, with every ref resolved. Keyed by unique id, in the order of parsing. */
export interface Manifest {
  readonly projectName: string
  readonly adapterType: string
  readonly nodes: ReadonlyMap<string, ManifestNode>
  readonly sources: ReadonlyMap<string, SourceDefinition>
  readonly exposures: ReadonlyMap<string, Exposure>
  readonly groups: ReadonlyMap<string, Group>
  readonly macros: ReadonlyMap<string, Macro>
  readonly docs: ReadonlyMap<string, DocBlock>
  /** Nodes and sources with `enabled: false`. */
  readonly disabled: ReadonlyMap<string, readonly (ManifestNode | SourceDefinition | Exposure)[]>
}

export type GraphMember = ManifestNode | SourceDefinition | Exposure

export function graphMember(manifest: Manifest, uniqueId: string): GraphMember | undefined {
  return manifest.nodes.get(uniqueId) ?? manifest.sources.get(uniqueId) ?? manifest.exposures.get(uniqueId)
}

/** What a member of the graph reads, by unique id. */
export function parentsOf(member: GraphMember): readonly string[] {
  return member.resourceType === 'source' ? [] : member.dependsOn.nodes
}
