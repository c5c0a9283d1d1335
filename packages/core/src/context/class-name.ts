import type { Dialect } from '@tdbt/adapter-api'

/** What dbt calls an adapter's own class: `PostgresRelation`, `PostgresColumn`. */
export function className({ name }: Dialect, base: 'Relation' | 'Column'): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}${base}`
}
