import type { PathParts } from '@tdbt/adapter-api'

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
