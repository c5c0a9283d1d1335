import type { Column } from './column.js'
import type { Relation } from './relation.js'

/** How a database spells things. Pure functions. */
export interface Dialect {
  /** dbt's adapter type; also the prefix of its macros (`postgres__create_table_as`). */
  readonly name: string
  readonly maxIdentifierLength: number
  quoteIdentifier(identifier: string): string
  /** A text literal, safe against injection. */
  literal(text: string): string
  /** The full type of a column, with its size: `character varying(20)`, `numeric(10,2)`. */
  columnType(column: Column): string
  /** Whether a column of the one type may be widened to the other without loss (dbt's `can_expand_to`). */
  canExpandTo(from: Column, to: Column): boolean
  isString(column: Column): boolean
  isInteger(column: Column): boolean
  isFloat(column: Column): boolean
  isNumeric(column: Column): boolean
  /** The type that a seed's column gets, by the kind that was inferred from its values. */
  seedType(kind: SeedValueKind): string
}

/** Kinds that dbt (agate) infers for the columns of a seed. */
export type SeedValueKind = 'integer' | 'number' | 'boolean' | 'date' | 'timestamp' | 'time' | 'text'

/** `"database"."schema"."identifier"`, with the parts and quotes that the relation asks for. */
export function renderRelation(relation: Relation, dialect: Dialect): string {
  const parts: string[] = []
  for (const part of ['database', 'schema', 'identifier'] as const) {
    const name = relation[part]
    if (name === null || !relation.include[part]) continue
    parts.push(relation.quote[part] ? dialect.quoteIdentifier(name) : name)
  }
  return parts.join('.')
}
