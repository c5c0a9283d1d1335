/** dbt's relation types (RelationType in dbt-adapters). */
export type RelationType =
  | 'table'
  | 'view'
  | 'materialized_view'
  | 'cte'
  | 'external'
  | 'foreign'
  | 'pointer_table'
  | 'function'

export interface PathParts<T> {
  readonly database: T
  readonly schema: T
  readonly identifier: T
}

/**
 * A table, view or the like, by its path. Plain data: how it prints is the dialect's matter (`renderRelation`),
 * what a template can do with it stands in core's context.
 */
export interface Relation extends PathParts<string | null> {
  readonly type: RelationType | null
  /** Which parts are quoted when rendered (dbt's `quoting`). */
  readonly quote: PathParts<boolean>
  /** Which parts are rendered at all (dbt's `include`). */
  readonly include: PathParts<boolean>
  /**
   * Said by the catalog of a view that has no rights and no settings of its own, which a replacement in place would
   * keep.
   */
  readonly isPlainView?: true
}

const all: PathParts<boolean> = { database: true, schema: true, identifier: true }

export function createRelation(
  path: PathParts<string | null>,
  options: { type?: RelationType | null; quote?: PathParts<boolean>; include?: PathParts<boolean> } = {},
): Relation {
  return {
    database: path.database,
    schema: path.schema,
    identifier: path.identifier,
    type: options.type ?? null,
    quote: options.quote ?? all,
    include: options.include ?? all,
  }
}

/** A text that is equal for two relations exactly if they are the same place in the warehouse. */
export function relationKey(relation: PathParts<string | null>): string {
  return JSON.stringify([relation.database, relation.schema, relation.identifier])
}
