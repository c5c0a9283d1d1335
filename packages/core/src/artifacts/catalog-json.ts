import { dbtVersion } from '../invocation/dbt-version.js'
import type { Invocation } from '../invocation/invocation.js'
import type { Manifest } from '../manifest/manifest.js'
import { customEnv } from './manifest-json.js'

/** A column as dbt's macros `get_catalog` and `get_catalog_relations` tell of it. */
export type CatalogRow = ReadonlyMap<string, string | number | null>

interface CatalogTable {
  readonly metadata: Readonly<Record<string, string | number | null>>
  readonly columns: Record<string, unknown>
  readonly stats: unknown
}

/**
 * catalog.json, dbt's schema v1.
 * @param selected the nodes and sources that it has; null for all
 * @param errors what could not be read
 */
export function catalogJson(
  invocation: Invocation,
  manifest: Manifest,
  rows: readonly CatalogRow[],
  selected: ReadonlySet<string> | null,
  errors: readonly string[],
): string {
  const tables = catalogTables(rows)
  const found = (
    places: Iterable<readonly [id: string, database: string, schema: string, identifier: string]>,
  ) => {
    const entries: Record<string, unknown> = {}
    for (const [id, ...place] of places) {
      const table = tables.get(placeKey(place))
      if (table === undefined || (selected !== null && !selected.has(id))) continue
      entries[id] = { ...table, unique_id: id }
    }
    return entries
  }
  // As with dbt, of nodes that share a place the last one has it.
  const nodes = new Map(
    [...manifest.nodes.values()].map((node) => {
      const place = [node.database, node.schema, node.alias] as const
      return [placeKey(place), [node.uniqueId, ...place] as const]
    }),
  )
  const sources = [...manifest.sources.values()].map(
    (source) => [source.uniqueId, source.database, source.schema, source.identifier] as const,
  )
  return JSON.stringify({
    metadata: {
      dbt_schema_version: 'https://schemas.getdbt.com/dbt/catalog/v1.json',
      dbt_version: dbtVersion,
      generated_at: invocation.now().toISOString(),
      invocation_id: invocation.id,
      invocation_started_at: invocation.startedAt.toISOString(),
      env: customEnv(invocation),
    },
    nodes: found(nodes.values()),
    sources: found(sources),
    errors: errors.length === 0 ? null : errors,
  })
}

function catalogTables(rows: readonly CatalogRow[]): ReadonlyMap<string, CatalogTable> {
  const tables = new Map<string, CatalogTable>()
  for (const row of rows) {
    const at = (name: string) => row.get(name) ?? null
    const key = placeKey([`${at('table_database')}`, `${at('table_schema')}`, `${at('table_name')}`])
    let table = tables.get(key)
    if (table === undefined) {
      const names = ['type', 'schema', 'name', 'database', 'comment', 'owner']
      const metadata = Object.fromEntries(names.map((name) => [name, at(`table_${name}`)]))
      table = { metadata, columns: {}, stats: withoutStats }
      tables.set(key, table)
    }
    table.columns[`${at('column_name')}`] = {
      type: at('column_type'),
      index: Number(at('column_index')),
      name: at('column_name'),
      comment: at('column_comment'),
    }
  }
  return tables
}

/** Postgres' catalog has no statistics of tables. */
const withoutStats = {
  has_stats: {
    id: 'has_stats',
    label: 'Has Stats?',
    value: false,
    include: false,
    description: 'Indicates whether there are statistics for this table',
  },
}

/** Names are compared without regard to case (dbt's rule). */
function placeKey(place: readonly string[]): string {
  return JSON.stringify(place.map((name) => name.toLowerCase()))
}
