import type { Relation } from '@tdbt/adapter-api'
import { postgresDialect, quoteIdentifier } from '../dialect.js'

/** dbt's suffix of a relation that was replaced. */
const backupSuffix = '__dbt_backup'

/** How many previous versions of one relation can be kept for their readers. */
const mostBackups = 40

/** `"schema"."identifier"`; a temporary relation has no schema. */
export function qualifiedName(relation: Pick<Relation, 'schema' | 'identifier'>): string {
  return [relation.schema, relation.identifier]
    .filter((part) => part !== null)
    .map(quoteIdentifier)
    .join('.')
}

/** The names that a previous version of `identifier` may have, dbt's own first. */
export function backupNames(identifier: string): readonly string[] {
  return Array.from({ length: mostBackups }, (_, index) =>
    withSuffix(identifier, index === 0 ? backupSuffix : `${backupSuffix}_${index + 1}`),
  )
}

/** The name with its suffix, cut between characters to what Postgres keeps of a name (63 bytes). */
export function withSuffix(identifier: string, suffix: string): string {
  const room = postgresDialect.maxIdentifierLength - Buffer.byteLength(suffix)
  let cut = ''
  let bytes = 0
  for (const character of identifier) {
    bytes += Buffer.byteLength(character)
    if (bytes > room) break
    cut += character
  }
  return cut + suffix
}

/**
 * The comment of a previous version, by which the next swap knows whose it is: of two long names that start
 * alike, the backups' names can't tell.
 */
export function backupComment(identifier: string): string {
  return `Previous version of ${quoteIdentifier(identifier)}, kept by tdbt for what still reads it`
}

/** The name of which a relation with this comment is a previous version. */
export function originalOfBackup(comment: string | null): string | undefined {
  const quoted = /^Previous version of "(.*)", kept by tdbt/s.exec(comment ?? '')?.[1]
  return quoted?.replaceAll('""', '"')
}
