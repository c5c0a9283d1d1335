import type { PathParts } from '@tdbt/adapter-api'

/** All parts of a name in double quotes. */
export const allQuoted: PathParts<boolean> = { database: true, schema: true, identifier: true }

/** A project's quoting with the parts that a node or source sets itself. */
export function quotingOf(base: PathParts<boolean>, own: unknown): PathParts<boolean> {
  if (typeof own !== 'object' || own === null) return base
  const parts = own as Partial<Record<'database' | 'schema' | 'identifier', boolean | null>>
  return {
    database: parts.database ?? base.database,
    schema: parts.schema ?? base.schema,
    identifier: parts.identifier ?? base.identifier,
  }
}
