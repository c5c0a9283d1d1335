import { type Relation, relationKey } from '@tdbt/adapter-api'

/**
 * What relations there are, as the catalog said at the start of the run and as the run's own statements have
 * changed it since (dbt's relation cache). Kept by schema, so that a schema that was never listed is noticed.
 */
export interface RelationCache {
  /** Whether the relations of this schema are known. */
  knows(schema: string): boolean
  /** Replaces what is known of these schemas. */
  fill(schemas: readonly string[], relations: readonly Relation[]): void
  find(schema: string, identifier: string): Relation | null
  list(schema: string): readonly Relation[]
  add(relation: Relation): void
  remove(relation: Relation): void
  removeSchema(schema: string): void
}

export function createRelationCache(): RelationCache {
  const schemas = new Map<string, Map<string, Relation>>()
  const identifierOf = (relation: Relation): string => relation.identifier ?? relationKey(relation)
  return {
    knows: (schema) => schemas.has(schema),
    fill(names, relations) {
      for (const name of names) schemas.set(name, new Map())
      for (const relation of relations) {
        if (relation.schema !== null) schemas.get(relation.schema)?.set(identifierOf(relation), relation)
      }
    },
    find: (schema, identifier) => schemas.get(schema)?.get(identifier) ?? null,
    list: (schema) => [...(schemas.get(schema)?.values() ?? [])],
    add(relation) {
      if (relation.schema === null) return
      const known = schemas.get(relation.schema)
      if (known) known.set(identifierOf(relation), relation)
      else schemas.set(relation.schema, new Map([[identifierOf(relation), relation]]))
    },
    remove(relation) {
      if (relation.schema !== null) schemas.get(relation.schema)?.delete(identifierOf(relation))
    },
    removeSchema: (schema) => void schemas.set(schema, new Map()),
  }
}
