import type { Target } from '@tdbt/adapter-api'
import type { Manifest } from './manifest.js'
import type { ManifestNode, SourceDefinition } from './node.js'

/**
 * The target on whose server a place of the warehouse is: its schema says so. A database that is named and is not the
 * target's own is the user's word, and no foreign schema is meant.
 */
export function residence(
  target: Target,
  { database, schema }: { readonly database: string; readonly schema: string },
): Target {
  const foreign = target.foreignSchemas.get(schema)?.target
  return foreign !== undefined && (database === target.database || database === foreign.database)
    ? foreign
    : target
}

/** The database of a place that the target's words name: of a foreign schema that of its server. */
export function residentDatabase(
  target: Target,
  place: { readonly database: string; readonly schema: string },
): string {
  const there = residence(target, place)
  return there === target ? place.database : there.database
}

/** Who runs where, for a project whose target has foreign schemas. */
export interface Residences {
  /**
   * The target on whose server a node runs: what builds a relation runs where that is; what builds none runs where all
   * is that it reads, and on the target's own server if that is in several places.
   */
  of(node: ManifestNode): Target
  /** What a node reads, ephemeral models replaced by what they read. */
  readBy(node: ManifestNode): readonly (ManifestNode | SourceDefinition)[]
  /** The relations of foreign schemas that something on the target's own server reads, by unique id. */
  linked(): ReadonlyMap<string, ManifestNode | SourceDefinition>
}

export function createResidences(target: Target, manifest: Manifest): Residences {
  const readByEphemeral = new Map<string, readonly (ManifestNode | SourceDefinition)[]>()
  const readBy = (node: ManifestNode): readonly (ManifestNode | SourceDefinition)[] => {
    const found = new Map<string, ManifestNode | SourceDefinition>()
    for (const id of node.dependsOn.nodes) {
      const parent = manifest.nodes.get(id) ?? manifest.sources.get(id)
      if (parent === undefined) continue
      if (!isEphemeral(parent)) {
        found.set(id, parent)
        continue
      }
      const inner = readByEphemeral.get(id) ?? readBy(parent)
      readByEphemeral.set(id, inner)
      for (const one of inner) found.set(one.uniqueId, one)
    }
    return [...found.values()]
  }
  const of = (node: ManifestNode): Target => {
    if (target.foreignSchemas.size === 0 || node.resourceType === 'operation') return target
    if (node.relationName !== null) return residence(target, node)
    const places = new Set(readBy(node).map((read) => residence(target, read)))
    const [only] = places
    return places.size === 1 && only !== undefined ? only : target
  }
  let linked: ReadonlyMap<string, ManifestNode | SourceDefinition> | undefined
  return {
    of,
    readBy,
    linked() {
      linked ??= target.foreignSchemas.size === 0 ? new Map() : foreignReads(target, manifest, of, readBy)
      return linked
    },
  }
}

function foreignReads(
  target: Target,
  manifest: Manifest,
  of: Residences['of'],
  readBy: Residences['readBy'],
): ReadonlyMap<string, ManifestNode | SourceDefinition> {
  const found = new Map<string, ManifestNode | SourceDefinition>()
  for (const node of manifest.nodes.values()) {
    if (isEphemeral(node) || of(node) !== target) continue
    for (const read of readBy(node)) {
      if (residence(target, read) !== target) found.set(read.uniqueId, read)
    }
  }
  return found
}

function isEphemeral(member: ManifestNode | SourceDefinition): member is ManifestNode {
  return member.resourceType !== 'source' && member.config.materialized === 'ephemeral'
}
