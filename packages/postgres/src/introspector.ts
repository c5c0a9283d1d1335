import {
  type Column,
  type Connection,
  createRelation,
  type Introspector,
  type QueryResult,
  type Relation,
  type RelationType,
} from '@tdbt/adapter-api'
import { literal, quoteIdentifier } from './dialect.js'
import { resultTypeName } from './result-type-names.js'

/** pg_class.relkind of what a query can read from. */
const relationTypes = {
  r: 'table',
  p: 'table',
  v: 'view',
  m: 'materialized_view',
  f: 'foreign',
} as const satisfies Record<string, RelationType>

export type RelationKind = keyof typeof relationTypes

export function relationType(kind: RelationKind): RelationType {
  return relationTypes[kind]
}

export const postgresIntrospector: Introspector = {
  listSchemas,
  listRelations,
  columns,
  resultColumns,
}

async function listSchemas(connection: Connection): Promise<readonly string[]> {
  const { rows } = await connection.query('select nspname from pg_namespace order by nspname')
  return rows.map(([name]) => String(name))
}

async function listRelations(
  connection: Connection,
  schemas: readonly string[],
): Promise<readonly Relation[]> {
  if (schemas.length === 0) return []
  const { rows } = await connection.query(`
    select current_database(), n.nspname, c.relname, c.relkind,
      c.relkind = 'v' and c.relacl is null and c.reloptions is null
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname in (${schemas.map(literal).join(', ')})
    order by n.nspname, c.relname`)
  return rows.map(([database, schema, identifier, kind, isPlainView]) => ({
    ...createRelation(
      { database: String(database), schema: String(schema), identifier: String(identifier) },
      { type: relationTypes[kind as RelationKind] },
    ),
    ...(isPlainView === true && { isPlainView }),
  }))
}

/**
 * What information_schema.columns says of the columns of a relation. It is asked of pg_attribute instead, since the view
 * leaves out materialized views and columns that the user has no right to.
 */
async function columns(connection: Connection, relation: Relation): Promise<readonly Column[]> {
  // A temporary relation has no schema in dbt: its name is looked up as a query would look it up.
  const path = [relation.schema, relation.identifier].filter((part) => part !== null)
  const name = path.map(quoteIdentifier).join('.')
  return readColumns(
    await connection.query(`
      select a.attname,
        case
          when t.typtype = 'd' then
            case when bt.typelem <> 0 and bt.typlen = -1 then 'ARRAY'
              when bn.nspname = 'pg_catalog' then format_type(t.typbasetype, null) else 'USER-DEFINED' end
          when t.typelem <> 0 and t.typlen = -1 then 'ARRAY'
          when tn.nspname = 'pg_catalog' then format_type(a.atttypid, null)
          else 'USER-DEFINED'
        end,
        information_schema._pg_char_max_length(x.type, x.modifier),
        information_schema._pg_numeric_precision(x.type, x.modifier),
        information_schema._pg_numeric_scale(x.type, x.modifier),
        format_type(a.atttypid, a.atttypmod)
      from pg_attribute a
      join pg_type t on t.oid = a.atttypid
      join pg_namespace tn on tn.oid = t.typnamespace
      left join pg_type bt on t.typtype = 'd' and bt.oid = t.typbasetype
      left join pg_namespace bn on bn.oid = bt.typnamespace
      cross join lateral (select
        case when t.typtype = 'd' then t.typbasetype else a.atttypid end as type,
        case when t.typtype = 'd' then t.typtypmod else a.atttypmod end as modifier) x
      where a.attrelid = to_regclass(${literal(name)}) and a.attnum > 0 and not a.attisdropped
      order by a.attnum`),
  )
}

function resultColumns({ columns }: QueryResult): readonly Column[] {
  return columns.map(({ name, typeId }) => ({
    name,
    dtype: resultTypeName(typeId ?? 0),
    charSize: null,
    numericPrecision: null,
    numericScale: null,
  }))
}

function readColumns({ rows }: QueryResult): readonly Column[] {
  return rows.map(([name, dtype, charSize, numericPrecision, numericScale, definition]) => ({
    name: String(name),
    dtype: String(dtype),
    charSize: charSize as number | null,
    numericPrecision: numericPrecision as number | null,
    numericScale: numericScale as number | null,
    definition: String(definition),
  }))
}
